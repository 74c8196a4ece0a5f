// Writes compiled programs compactly, for expected values in tests.

import type { Expression, Instruction, Program } from '../../src/program/form';

/** An expression with every grouping visible; variables as slots: `g0` global, `l0` local. */
export function show(expression: Expression): string {
  switch (expression.kind) {
    case 'integer':
      return String(expression.value);
    case 'string':
      return `string ${String(expression.string)}${expression.open ? '...' : ''}`;
    case 'variable': {
      const { scope, index } = expression.slot;
      return `${scope === 'global' ? 'g' : 'l'}${String(index)}`;
    }
    case 'named':
      return expression.name;
    case 'unary':
      return `(${expression.operator} ${show(expression.operand)})`;
    case 'binary':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'field':
      return `${expression.of === null ? '' : show(expression.of)}.${expression.name}`;
    case 'index':
      return `${show(expression.of)}[${show(expression.index)}]`;
    case 'machine':
    case 'process':
      return expression.name;
    case 'call':
      return `${expression.name}(${expression.arguments.map(show).join(', ')})`;
    case 'definition':
      return `def${String(expression.definition)}(${expression.arguments.map(show).join(', ')})`;
    case 'comprehension':
      return `${expression.name}(${show(expression.list)})`;
    case 'range':
      return `${show(expression.from)}..${show(expression.to)}`;
    case 'list':
      return `[${expression.elements.map(show).join(', ')}]`;
    case 'struct': {
      const fields = expression.fields.map(({ name, value }) => `${name}=${show(value)}`);
      return `{${[...fields, ...(expression.partial ? ['...'] : [])].join(', ')}}`;
    }
    case 'anything':
      return '...';
  }
}

/** An instruction in a few words. */
function words(instruction: Instruction): string {
  switch (instruction.op) {
    case 'call':
      return `${show(instruction.process)}: ${instruction.name}`;
    case 'jump':
      return `jump ${String(instruction.to)}`;
    case 'unless':
      return `unless ${show(instruction.condition)} ${String(instruction.to)}`;
    case 'loop': {
      const { counter, limit, step, from, end, by, exit } = instruction;
      const slots = [counter, limit, step].map(({ index }) => String(index)).join(' ');
      return `loop ${slots}: ${show(from)} ${show(end)} ${show(by)} exit ${String(exit)}`;
    }
    case 'next':
      return `next ${String(instruction.counter.index)} ${String(instruction.body)}`;
    case 'enter': {
      const { definition, self, arguments: given } = instruction;
      const who = self === null ? '' : ` as ${show(self)}`;
      return `enter ${String(definition)}${who} (${given.map(show).join(', ')})`;
    }
    case 'let':
      return `let ${instruction.target.slot.scope} ${String(instruction.target.slot.index)} = ${show(instruction.value)}`;
    case 'inject':
      return `inject ${instruction.name} ${instruction.arguments.map(show).join(', ')}`;
    case 'injectEnd':
      return `injectEnd ${instruction.name}`;
    case 'ask':
      return `ask ${String(instruction.points)} ${show(instruction.answer)} end ${String(instruction.end)}`;
    case 'answer':
      return `answer ${String(instruction.ask)}`;
    default:
      return instruction.op;
  }
}

/** All instructions. */
export function listing(program: Program): string[] {
  return program.instructions.map(words);
}
