/**
 * The evaluator that expectations, conditions, watches and queries share. An expression gives a value or a failure that
 * says what is wrong and where; it never throws, and it changes nothing but the generator behind `pick`.
 */
import { arrayExists, arrayLength, readCell, readElement, stringValue } from './cells';
import { evaluateComprehension } from './comprehension';
import type { Computer } from './computer';
import { cellOf, evaluate, holds, insideOf, type Evaluation } from './evaluation';
import type { EventSource } from './eventSource';
import { at, fail, isMissingField, type Failure } from './failure';
import { fieldOf } from './fields/fieldOf';
import { callFunction } from './fields/functions';
import { machineValue } from './fields/machineParts';
import type { BinaryOperator, Expression, Program, Slot } from './form';
import { asInteger, binary, COMPARISONS, equals, unary } from './operators';
import { endpointOfServer } from './servers';
import {
  isFailure,
  isInteger,
  processValue,
  truth,
  type Result,
  type TableValue,
  type Value,
} from './value';

/** Nested evaluations of `def` expressions. */
const MOST_NESTED = 200;

type Of<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>;

/**
 * An evaluation that only looks: conditions, watches, queries.
 * @param events what `events` means; null: what the machine keeps itself, if it does.
 */
export function looking(
  machine: Computer,
  program: Program,
  events: EventSource | null = null,
): Evaluation {
  return make(machine, program, events ?? machine.ownEvents, false);
}

/** The evaluation of a statement that runs. */
export function running(machine: Computer, program: Program): Evaluation {
  return make(machine, program, machine.ownEvents, true);
}

function make(
  machine: Computer,
  program: Program,
  events: EventSource | null,
  draws: boolean,
): Evaluation {
  return {
    machine,
    program,
    evaluator,
    events,
    draws,
    atMark: false,
    element: null,
    parameters: null,
    depth: 0,
    status: -1,
    blocks: null,
  };
}

function evaluator(evaluation: Evaluation, expression: Expression): Result {
  const result = compute(evaluation, expression);
  return isFailure(result) ? at(result, expression.place) : result;
}

function compute(evaluation: Evaluation, expression: Expression): Result {
  const { machine } = evaluation;
  switch (expression.kind) {
    case 'integer':
      return expression.value;
    case 'string':
      return stringValue(machine, expression.string, expression.open);
    case 'variable':
      return variable(evaluation, expression);
    case 'named':
      return namedVariable(evaluation, expression.name);
    case 'binary':
      return evaluateBinary(evaluation, expression);
    case 'unary': {
      const operand = evaluate(evaluation, expression.operand);
      return isFailure(operand) ? operand : unary(machine, expression.operator, operand);
    }
    case 'field':
      return field(evaluation, expression);
    case 'index':
      return index(evaluation, expression);
    case 'machine':
      return machineValue(evaluation, expression.name);
    case 'process':
      return namedProcess(evaluation, expression.name);
    case 'call':
      return callFunction(evaluation, expression);
    case 'definition':
      return definition(evaluation, expression);
    case 'comprehension':
      return evaluateComprehension(evaluation, expression);
    case 'list':
      return list(evaluation, expression.elements);
    default:
      return fail('noValue', { what: expression.kind });
  }
}

function variable(evaluation: Evaluation, { slot, name }: Of<'variable'>): Result {
  const { parameters, machine } = evaluation;
  const value =
    parameters !== null && slot.scope === 'local'
      ? parameters[slot.index]
      : readCell(machine, machine.variables, cellOf(evaluation, slot));
  return value ?? fail('unavailable', { name });
}

/** What a name means where the run stands: the innermost local of that name, else the script's variable. */
function namedVariable(evaluation: Evaluation, name: string): Result {
  const { machine, program } = evaluation;
  let scope = program.scopes[machine.interpreter.counter.get(1)] ?? null;
  while (scope !== null && scope.name !== name) scope = scope.outer;
  const global = scope === null ? program.globals.find((one) => one.name === name) : undefined;
  if (scope === null && global === undefined) return fail('unknownHere', { name });
  const slot: Slot =
    scope === null
      ? { scope: 'global', index: global?.index ?? 0 }
      : { scope: 'local', index: scope.slot };
  const value = readCell(machine, machine.variables, cellOf(evaluation, slot));
  return value ?? fail('unavailable', { name });
}

function evaluateBinary(evaluation: Evaluation, { operator, left, right }: Of<'binary'>): Result {
  if (operator === '&&' || operator === '||') {
    const first = holds(evaluation, left);
    if (typeof first !== 'boolean') return first;
    if (first === (operator === '||')) return truth(first);
    const second = holds(evaluation, right);
    return typeof second === 'boolean' ? truth(second) : second;
  }
  const a = evaluate(evaluation, left);
  if (isFailure(a)) return compared(operator, a);
  const b = evaluate(evaluation, right);
  return isFailure(b) ? compared(operator, b) : binary(evaluation.machine, operator, a, b);
}

/** A comparison with what the event at hand does not have does not hold. */
function compared(operator: BinaryOperator, failure: Failure): Result {
  return isMissingField(failure) && COMPARISONS.has(operator) ? truth(false) : failure;
}

function field(evaluation: Evaluation, { of, name }: Of<'field'>): Result {
  if (of === null) {
    if (evaluation.element === null) return fail('noElement', { name });
    return fieldOf(evaluation, evaluation.element, name);
  }
  const value = evaluate(evaluation, of);
  return isFailure(value) ? value : fieldOf(evaluation, value, name);
}

function index(evaluation: Evaluation, expression: Of<'index'>): Result {
  const { machine } = evaluation;
  const of = evaluate(evaluation, expression.of);
  if (isFailure(of)) return of;
  const key = evaluate(evaluation, expression.index);
  if (isFailure(key)) return key;
  if (typeof of === 'object' && of.kind === 'table') return lookUp(evaluation, of, key);
  const position = asInteger(machine, key);
  if (!isInteger(position)) return position;
  if (typeof of !== 'object') return fail('notIndexed', { what: 'number' });
  if (of.kind === 'array') {
    if (!arrayExists(machine, of)) return fail('arrayGone');
    const length = arrayLength(machine, of);
    const inside = insideOf(position, length);
    return typeof inside === 'number' ? readElement(machine, of, inside) : inside;
  }
  if (of.kind === 'bytes') {
    const inside = insideOf(position, of.bytes.length);
    return typeof inside === 'number' ? (of.bytes[inside] ?? 0) : inside;
  }
  if (of.kind !== 'list') return fail('notIndexed', { what: of.kind });
  const inside = insideOf(position, of.elements.length);
  return typeof inside === 'number' ? (of.elements[inside] ?? 0) : inside;
}

function lookUp(evaluation: Evaluation, table: TableValue, key: Value): Result {
  for (const [position, candidate] of table.keys.entries()) {
    if (equals(evaluation.machine, candidate, key) === true) return table.values[position] ?? 0;
  }
  return 0;
}

function namedProcess({ machine }: Evaluation, name: string): Result {
  if (name !== 'self') {
    const endpoint = endpointOfServer(machine, name);
    return endpoint >= 0 ? processValue(endpoint) : fail('noServer', { name });
  }
  const self = machine.activations.self.get(machine.interpreter.depth.get(1));
  return self === 0 ? fail('noSelf') : processValue(self - 1);
}

/** A `def NAME(...) = expr`: its parameters are values, not cells, so that evaluating stays without effect. */
function definition(evaluation: Evaluation, expression: Of<'definition'>): Result {
  const called = evaluation.program.definitions[expression.definition];
  if (called?.expression === undefined || called.expression === null)
    return fail('definitionIsBlock');
  if (evaluation.depth >= MOST_NESTED) return fail('nestedTooDeep', { name: called.name });
  const values = list(evaluation, expression.arguments);
  if (isFailure(values)) return values;
  const { parameters, element } = evaluation;
  evaluation.parameters = values.elements;
  evaluation.element = null;
  evaluation.depth++;
  const result = evaluate(evaluation, called.expression);
  evaluation.depth--;
  evaluation.parameters = parameters;
  evaluation.element = element;
  return result;
}

function list(
  evaluation: Evaluation,
  expressions: readonly Expression[],
): { readonly kind: 'list'; readonly elements: readonly Value[] } | Failure {
  const elements: Value[] = [];
  for (const expression of expressions) {
    const value = evaluate(evaluation, expression);
    if (isFailure(value)) return value;
    elements.push(value);
  }
  return { kind: 'list', elements };
}
