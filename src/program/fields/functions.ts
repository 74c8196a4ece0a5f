/**
 * Functions of expressions: `region(p, a)`, `frame(p, a)`, `peek(...)`, `min`, `pick`, `since` and the others. All but
 * `pick` only look.
 */
import { peekTranslate } from '../../arch/peek';
import type { ProcessRow } from '../../engine/machine';
import { pageOf } from '../address';
import { evaluate, evaluateInteger, type Evaluation } from '../evaluation';
import { fail, type Failure } from '../failure';
import type { Expression } from '../form';
import { compare, subtract, type Integer } from '../integer';
import { listElements } from '../comprehension';
import { asInteger } from '../operators';
import { endpointOfPid, exitOfStatus, liveRow, signalOfStatus, vmprocOf } from '../processes';
import { drawBelow } from '../random';
import { isFailure, isInteger, truth, type Result, type Spot, type Value } from '../value';
import { fileBytes, findFile } from './fileFields';
import { frameAt } from './frameFields';
import { peekMemory } from './peekMemory';
import { regionAt } from './regionFields';
import { textOf } from './text';

type Call = Extract<Expression, { readonly kind: 'call' }>;

/** Longest bytes that an expression may look at. */
const MOST_BYTES = 1 << 20;
/** A core dump is never made: WCOREDUMP is 0. */
const STATUS_FUNCTIONS = new Set([
  'WIFEXITED',
  'WIFSIGNALED',
  'WEXITSTATUS',
  'WTERMSIG',
  'WCOREDUMP',
]);
/** What may be asked inside `since`. */
const KEPT_AT_MARK = new Set(['cpu', 'min', 'max']);

/** The value of a call. */
export function callFunction(evaluation: Evaluation, call: Call): Result {
  const { name } = call;
  if (evaluation.atMark && !KEPT_AT_MARK.has(name)) return fail('notAtMark', { name: `${name}()` });
  switch (name) {
    case 'region':
    case 'mapped':
    case 'resident':
    case 'pte':
    case 'tlb':
      return atSpot(evaluation, call);
    case 'frame':
      return call.arguments.length === 1 ? frameNumber(evaluation, call) : atSpot(evaluation, call);
    case 'cpu':
      return cpuNumber(evaluation, call);
    case 'file':
      return fileNamed(evaluation, call);
    case 'peek':
    case 'ondisk':
      return peek(evaluation, call);
    case 'min':
    case 'max':
      return extreme(evaluation, call);
    case 'pick':
      return pick(evaluation, call);
    case 'since':
      return since(evaluation, call);
    default:
      return statusFunction(evaluation, call);
  }
}

/** The process that a value means: itself, or the one with that pid. @returns its endpoint. */
export function processOf(
  evaluation: Evaluation,
  value: Value,
  hint: ProcessRow = 0,
): number | Failure {
  if (typeof value === 'object' && value.kind === 'process') return value.endpoint;
  if (!isInteger(value)) return fail('notProcess', { what: value.kind });
  const pid = Number(value);
  const endpoint = endpointOfPid(evaluation.machine, pid, hint);
  return endpoint < 0 ? fail('noProcess', { pid: String(value) }) : endpoint;
}

function atSpot(evaluation: Evaluation, call: Call): Result {
  const { machine } = evaluation;
  const spot = spotOf(evaluation, call);
  if ('kind' in spot) return spot;
  switch (call.name) {
    case 'region':
      return regionAt(machine, spot);
    case 'mapped':
      return truth(regionAt(machine, spot).row !== 0);
    case 'resident': {
      const vmproc = vmprocOf(machine, spot.endpoint);
      const root = vmproc === 0 ? 0 : machine.vmprocs.root.get(vmproc);
      return truth(root !== 0 && peekTranslate(machine, root, spot.page) >= 0);
    }
    case 'frame':
      return frameAt(evaluation, spot);
    case 'pte': {
      const level = optional(evaluation, call, 2, 1);
      return typeof level === 'number' ? { kind: 'pte', ...spot, level } : level;
    }
    default: {
      const cpu = optional(evaluation, call, 2, cpuOf(evaluation, spot.endpoint));
      return typeof cpu === 'number' ? { kind: 'tlb', ...spot, cpu } : cpu;
    }
  }
}

function cpuOf({ machine }: Evaluation, endpoint: number): number {
  const row = liveRow(machine, endpoint);
  return row === 0 ? 0 : machine.processes.cpu.get(row) - 1;
}

/** The first two arguments: a process and an address. */
function spotOf(evaluation: Evaluation, call: Call): Spot | Failure {
  const [first, second] = call.arguments;
  if (first === undefined || second === undefined)
    return fail('argumentMissing', { name: call.name });
  const process = evaluate(evaluation, first);
  if (isFailure(process)) return process;
  const endpoint = processOf(evaluation, process);
  if (typeof endpoint !== 'number') return endpoint;
  const address = evaluateInteger(evaluation, second);
  if (!isInteger(address)) return address;
  return { endpoint, page: pageOf(evaluation.machine.architecture, address) };
}

/** A small number as an argument that may be left out. */
function optional(
  evaluation: Evaluation,
  call: Call,
  position: number,
  otherwise: number,
): number | Failure {
  const expression = call.arguments[position];
  if (expression === undefined) return otherwise;
  const value = evaluateInteger(evaluation, expression);
  if (!isInteger(value)) return value;
  if (typeof value === 'number' && value >= 0) return value;
  return fail('argumentRange', { name: call.name, value: String(value) });
}

function frameNumber(evaluation: Evaluation, call: Call): Result {
  const frame = optional(evaluation, call, 0, 0);
  if (typeof frame !== 'number') return frame;
  const { frames } = evaluation.machine.ram;
  if (frame >= frames) return fail('frameOutside', { frame, frames });
  return { kind: 'frame', frame, spot: null };
}

function cpuNumber(evaluation: Evaluation, call: Call): Result {
  const cpu = optional(evaluation, call, 0, 0);
  if (typeof cpu !== 'number') return cpu;
  const { cpus } = evaluation.machine;
  return cpus.has(cpu + 1) ? { kind: 'cpu', cpu } : fail('noCpu', { cpu, cpus: cpus.capacity - 1 });
}

function fileNamed(evaluation: Evaluation, call: Call): Result {
  const [first] = call.arguments;
  const path = first === undefined ? 0 : evaluate(evaluation, first);
  if (isFailure(path)) return path;
  if (typeof path !== 'object' || path.kind !== 'bytes')
    return fail('pathExpected', { name: call.name });
  const row = findFile(evaluation.machine, path.bytes);
  return row === 0 ? fail('noFile', { path: textOf(path.bytes) }) : { kind: 'file', row };
}

/** `peek(p, a[, n])`, `peek("/x", offset, n)`, `ondisk("/x", offset, n)`. */
function peek(evaluation: Evaluation, call: Call): Result {
  const [first, second] = call.arguments;
  if (first === undefined || second === undefined)
    return fail('argumentMissing', { name: call.name });
  const length = optional(evaluation, call, 2, 1);
  if (typeof length !== 'number') return length;
  if (length > MOST_BYTES) return fail('tooManyBytes', { length, most: MOST_BYTES });
  const of = evaluate(evaluation, first);
  if (isFailure(of)) return of;
  if (typeof of === 'object' && of.kind === 'bytes') {
    const offset = evaluateInteger(evaluation, second);
    if (!isInteger(offset)) return offset;
    const file = findFile(evaluation.machine, of.bytes);
    if (file === 0) return fail('noFile', { path: textOf(of.bytes) });
    const bytes = fileBytes(evaluation.machine, file, offset, length, call.name === 'ondisk');
    return { kind: 'bytes', bytes, string: 0, open: false };
  }
  if (call.name === 'ondisk') return fail('pathExpected', { name: call.name });
  const endpoint = processOf(evaluation, of);
  if (typeof endpoint !== 'number') return endpoint;
  const address = evaluateInteger(evaluation, second);
  return isInteger(address) ? peekMemory(evaluation, endpoint, address, length) : address;
}

/** `min` and `max` of arguments, or of one list. */
function extreme(evaluation: Evaluation, call: Call): Result {
  const values: Value[] = [];
  for (const expression of call.arguments) {
    const value = evaluate(evaluation, expression);
    if (isFailure(value)) return value;
    const isList = typeof value === 'object' && (value.kind === 'list' || value.kind === 'array');
    const elements = isList ? listElements(evaluation, value) : [value];
    if (!Array.isArray(elements)) return elements;
    values.push(...elements);
  }
  let best: Integer | null = null;
  for (const value of values) {
    const number = asInteger(evaluation.machine, value);
    if (!isInteger(number)) return number;
    const isBetter = best === null || compare(number, best) < 0 === (call.name === 'min');
    if (isBetter) best = number;
  }
  return best ?? fail('argumentMissing', { name: call.name });
}

/** `pick(a..b)` (b is not included), `pick(x, y, ...)`: a draw from the seed. */
function pick(evaluation: Evaluation, call: Call): Result {
  const { machine } = evaluation;
  if (!evaluation.draws) return fail('pickOnlyRuns');
  const [first] = call.arguments;
  if (first === undefined) return fail('argumentMissing', { name: call.name });
  if (first.kind !== 'range') {
    const chosen = call.arguments[Number(drawBelow(machine, call.arguments.length))];
    return chosen === undefined
      ? fail('argumentMissing', { name: call.name })
      : evaluate(evaluation, chosen);
  }
  const from = evaluateInteger(evaluation, first.from);
  if (!isInteger(from)) return from;
  const to = evaluateInteger(evaluation, first.to);
  if (!isInteger(to)) return to;
  const size = subtract(to, from);
  if (!isInteger(size)) return size;
  if (size <= 0) return fail('emptyRange', { from: String(from), to: String(to) });
  const drawn = drawBelow(machine, size);
  const sum = BigInt(from) + BigInt(drawn);
  return typeof from === 'number' && typeof drawn === 'number' && Number.isSafeInteger(from + drawn)
    ? from + drawn
    : sum;
}

/** The macros of wait.h that strace prints. */
function statusFunction(evaluation: Evaluation, call: Call): Result {
  const { name } = call;
  if (!STATUS_FUNCTIONS.has(name)) return fail('noFunction', { name });
  const status = optional(evaluation, call, 0, 0);
  if (typeof status !== 'number') return status;
  const signal = signalOfStatus(status);
  if (name === 'WIFEXITED') return truth(signal === 0);
  if (name === 'WIFSIGNALED') return truth(signal !== 0);
  if (name === 'WEXITSTATUS') return exitOfStatus(status);
  return name === 'WTERMSIG' ? signal : 0;
}

/** By how much a counter grew since the mark. */
function since(evaluation: Evaluation, call: Call): Result {
  const [asked] = call.arguments;
  if (asked === undefined) return fail('argumentMissing', { name: call.name });
  if (evaluation.machine.interpreter.marked.get(1) === 0) return fail('noMark');
  const now = evaluateInteger(evaluation, asked);
  if (!isInteger(now)) return now;
  evaluation.atMark = true;
  const then = evaluateInteger(evaluation, asked);
  evaluation.atMark = false;
  return isInteger(then) ? subtract(now, then) : then;
}
