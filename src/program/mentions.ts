/** Whether the statements of a program ask for `events`: then its computer keeps them. Only reads the program. */
import type { Expression, Instruction, Program } from './form';

export function mentionsEvents(program: Program): boolean {
  return (
    program.instructions.some((instruction) => expressionsOf(instruction).some(asks)) ||
    program.definitions.some(({ expression }) => asks(expression))
  );
}

/** The expressions of an instruction that are evaluated when it runs. */
function expressionsOf(instruction: Instruction): readonly (Expression | null)[] {
  switch (instruction.op) {
    case 'call': {
      const { outcome } = instruction;
      const given = instruction.arguments.map(({ value }) => value);
      return outcome.kind === 'value' ? [...given, outcome.value] : given;
    }
    case 'let':
      return [instruction.value, instruction.target.index];
    case 'letArray':
      return [instruction.length];
    case 'unless':
    case 'expect':
      return [instruction.condition];
    case 'loop':
      return [instruction.from, instruction.end, instruction.by];
    case 'enter':
    case 'inject':
      return instruction.arguments;
    case 'say':
      return instruction.parts.filter((part) => typeof part !== 'string');
    case 'ask':
      return [instruction.answer];
    default:
      return [];
  }
}

function asks(expression: Expression | null): boolean {
  if (expression === null) return false;
  switch (expression.kind) {
    case 'machine':
      return expression.name === 'events';
    case 'unary':
      return asks(expression.operand);
    case 'binary':
      return asks(expression.left) || asks(expression.right);
    case 'index':
      return asks(expression.of) || asks(expression.index);
    case 'field':
      return asks(expression.of);
    case 'call':
    case 'definition':
      return expression.arguments.some(asks);
    case 'comprehension':
      return [expression.list, expression.value, expression.where, expression.by].some(asks);
    case 'range':
      return asks(expression.from) || asks(expression.to);
    case 'list':
      return expression.elements.some(asks);
    default:
      return false;
  }
}
