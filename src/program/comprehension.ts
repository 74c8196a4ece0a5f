/**
 * Lists and what is asked of them: `count(L where E by K)`, `sum(L, E where E)`, `first(L where E)`, `last(...)`.
 * In E and K, `.name` is a field of the element. An event without it is not chosen, and belongs to no key.
 */
import { evaluate, evaluateInteger, holds, type Evaluation } from './evaluation';
import { fail, isMissingField, type Failure } from './failure';
import { partElements } from './fields/machineParts';
import type { Expression } from './form';
import { add, type Integer } from './integer';
import { asInteger, elementsOf } from './operators';
import { isFailure, isInteger, type Result, type Value } from './value';

type Comprehension = Extract<Expression, { readonly kind: 'comprehension' }>;

/** Evaluates one of count, sum, first, last. With `by`, the answer is a table. */
export function evaluateComprehension(evaluation: Evaluation, asked: Comprehension): Result {
  const list = evaluate(evaluation, asked.list);
  if (isFailure(list)) return list;
  const elements = listElements(evaluation, list);
  if (!Array.isArray(elements)) return elements;
  const outer = evaluation.element;
  const result =
    asked.by === null
      ? gather(evaluation, asked, elements)
      : gatherBy(evaluation, asked, asked.by, elements);
  evaluation.element = outer;
  return result;
}

/** The elements of anything that is a list. */
export function listElements(evaluation: Evaluation, list: Value): Value[] | Failure {
  if (typeof list === 'object' && list.kind === 'part') return partElements(evaluation, list);
  const elements = elementsOf(evaluation.machine, list);
  if (elements !== null) return elements;
  return fail('notList', { what: typeof list === 'object' ? list.kind : 'number' });
}

function gather(evaluation: Evaluation, asked: Comprehension, elements: Value[]): Result {
  let total: Integer = 0;
  let found: Value | null = null;
  const backwards = asked.name === 'last';
  for (let i = 0; i < elements.length; i++) {
    const element = elements[backwards ? elements.length - 1 - i : i] ?? 0;
    evaluation.element = element;
    const chosen = asked.where === null ? true : chooses(evaluation, asked.where);
    if (typeof chosen !== 'boolean') return chosen;
    if (!chosen) continue;
    if (asked.name === 'first' || asked.name === 'last') {
      found = element;
      break;
    }
    const more = asked.name === 'count' ? 1 : summand(evaluation, asked, element);
    if (!isInteger(more)) return more;
    const sum = add(total, more);
    if (!isInteger(sum)) return sum;
    total = sum;
  }
  if (asked.name === 'count' || asked.name === 'sum') return total;
  return found ?? fail('noneFound', { name: asked.name });
}

/** Groups by key, in order of the keys' first appearance. */
function gatherBy(
  evaluation: Evaluation,
  asked: Comprehension,
  by: Expression,
  elements: Value[],
): Result {
  const positions = new Map<string, number>();
  const keys: Value[] = [];
  const values: Value[] = [];
  for (const element of elements) {
    evaluation.element = element;
    const chosen = asked.where === null ? true : chooses(evaluation, asked.where);
    if (typeof chosen !== 'boolean') return chosen;
    if (!chosen) continue;
    const key = evaluate(evaluation, by);
    if (isFailure(key) && isMissingField(key)) continue;
    if (isFailure(key)) return key;
    const name = keyName(key);
    const known = positions.get(name);
    const position = known ?? keys.length;
    if (known === undefined) {
      positions.set(name, position);
      keys.push(key);
    }
    const value = grouped(evaluation, asked, element, values[position]);
    if (isFailure(value)) return value;
    values[position] = value;
  }
  return { kind: 'table', keys, values };
}

function grouped(
  evaluation: Evaluation,
  asked: Comprehension,
  element: Value,
  before: Value | undefined,
): Result {
  if (asked.name === 'first') return before ?? element;
  if (asked.name === 'last') return element;
  const more = asked.name === 'count' ? 1 : summand(evaluation, asked, element);
  if (!isInteger(more)) return more;
  return add(before !== undefined && isInteger(before) ? before : 0, more);
}

/** What `where` says now: also while counters are read as they were at the mark. */
function chooses(evaluation: Evaluation, where: Expression): boolean | Failure {
  const { atMark } = evaluation;
  evaluation.atMark = false;
  const chosen = holds(evaluation, where);
  evaluation.atMark = atMark;
  return typeof chosen !== 'boolean' && isMissingField(chosen) ? false : chosen;
}

function summand(evaluation: Evaluation, asked: Comprehension, element: Value): Integer | Failure {
  if (asked.value !== null) return evaluateInteger(evaluation, asked.value);
  return asInteger(evaluation.machine, element);
}

/** Equal keys have equal names. */
function keyName(key: Value): string {
  if (typeof key !== 'object') return `number ${key.toString()}`;
  switch (key.kind) {
    case 'bytes':
      return `bytes ${key.bytes.join()}`;
    case 'faults':
      return `number ${key.served}`;
    case 'process':
      return `process ${key.endpoint}`;
    case 'frame':
      return `number ${key.frame}`;
    case 'region':
      return `region ${key.row}`;
    case 'cpu':
      return `number ${key.cpu}`;
    case 'file':
      return `file ${key.row}`;
    default:
      return key.kind;
  }
}
