/** Whether the statements of a program ask for `events`: then its computer keeps them. Only reads the program. */
import type { Expression, Instruction, Program } from './form';

type Test = (expression: Expression) => boolean;

export function mentionsEvents(program: Program): boolean {
  return mentions(program, isEvents);
}

/** Whether an expression asks for `events`; not whether a `def` that it calls does. */
export function asksForEvents(expression: Expression): boolean {
  return finds(expression, isEvents);
}

/** Whether the statements of a program ask for the functions or lines of events: then it runs in the stepping build. */
export function mentionsEventLines(program: Program): boolean {
  return mentions(program, isEventLine) && mentionsEvents(program);
}

function isEvents(expression: Expression): boolean {
  return expression.kind === 'machine' && expression.name === 'events';
}

function isEventLine(expression: Expression): boolean {
  if (expression.kind !== 'field') return false;
  return expression.name === 'function' || expression.name === 'line';
}

function mentions(program: Program, test: Test): boolean {
  return (
    program.instructions.some((instruction) =>
      expressionsOf(instruction).some((expression) => finds(expression, test)),
    ) || program.definitions.some(({ expression }) => finds(expression, test))
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
      return [...instruction.text.filter((part) => typeof part !== 'string'), instruction.answer];
    default:
      return [];
  }
}

function finds(expression: Expression | null, test: Test): boolean {
  if (expression === null) return false;
  return test(expression) || partsOf(expression).some((part) => finds(part, test));
}

function partsOf(expression: Expression): readonly (Expression | null)[] {
  switch (expression.kind) {
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'index':
      return [expression.of, expression.index];
    case 'field':
      return [expression.of];
    case 'call':
    case 'definition':
      return expression.arguments;
    case 'comprehension':
      return [expression.list, expression.value, expression.where, expression.by];
    case 'range':
      return [expression.from, expression.to];
    case 'list':
      return expression.elements;
    default:
      return [];
  }
}
