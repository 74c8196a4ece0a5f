/**
 * Accesses in user mode: load, store, fetch, memset, memcpy, push, pop. Each page that an access touches is translated
 * once, with whatever faults that takes; a retried access counts again.
 *
 * What was written before a fault that ends the process stays written, as on a real machine.
 */
import { READ, WRITE } from '../arch/mmu';
import { fetchBytes, loadBytes, storeBytes, userAccess } from '../engine/kernel/userMemory';
import type { ProcessRow } from '../engine/machine';
import { ACTION } from '../engine/processNumbers';
import { FETCH, LOAD, MEMCPY, MEMSET, POP, PUSH, STORE } from './accesses';
import { addressOf, offsetOf, pageOf, wordBits } from './address';
import { noteValue } from './cells';
import type { Computer } from './computer';
import { evaluate, type Evaluation } from './evaluation';
import { at, fail, type Failure } from './failure';
import type { Instruction } from './form';
import { lowWordOf, toBytes, type Integer } from './integer';
import { asInteger } from './operators';
import { bytesValue, isFailure, isInteger, type Result, type Value } from './value';

type Call = Extract<Instruction, { readonly op: 'call' }>;

/** Longest bytes that a load hands on, and that a store of a string writes. */
export const MOST_BYTES = 1 << 20;
/** More bytes than an address space has. */
const MOST_LENGTH = Number.MAX_SAFE_INTEGER;

/**
 * Runs the access of an instruction.
 * @returns what it gave (0 for nothing), or what is wrong with its arguments: then it did not run. Whether it ended in a
 *   signal, processes.action says.
 */
export function runAccess(evaluation: Evaluation, call: Call, process: ProcessRow): Result {
  const values: Value[] = [];
  for (const argument of call.arguments) {
    const value = evaluate(evaluation, argument.value);
    if (isFailure(value)) return value;
    noteValue(evaluation.machine.report, values.length + 1, value);
    values.push(value);
  }
  const { machine } = evaluation;
  machine.interpreter.argumentCount.set(1, values.length);
  machine.processes.action.set(process, ACTION.RUNNING);
  const result = perform(evaluation, call, process, values);
  if (machine.processes.action.get(process) === ACTION.RUNNING) {
    machine.processes.action.set(process, ACTION.DONE);
  }
  return result;
}

function perform(
  evaluation: Evaluation,
  call: Call,
  process: ProcessRow,
  values: readonly Value[],
): Result {
  const { machine } = evaluation;
  switch (call.action) {
    case LOAD:
      return load(machine, call, process, values);
    case STORE:
      return store(machine, call, process, values);
    case FETCH:
      return fetch(machine, call, process, values);
    case MEMSET:
      return memset(machine, call, process, values);
    case MEMCPY:
      return memcpy(machine, call, process, values);
    case PUSH:
    case POP:
      return moveStack(machine, call, process, values);
    default:
      return fail('noAction', { name: call.name });
  }
}

/** An argument as a number. */
function integerAt(
  machine: Computer,
  call: Call,
  values: readonly Value[],
  position: number,
): Integer | Failure {
  const value = values[position];
  if (value === undefined) return fail('argumentMissing', { name: call.name });
  const integer = asInteger(machine, value);
  const argument = call.arguments[position];
  return isInteger(integer) || argument === undefined ? integer : at(integer, argument.value.place);
}

/** An argument as a length in bytes. */
function lengthAt(
  machine: Computer,
  call: Call,
  values: readonly Value[],
  position: number,
  otherwise: number,
): number | Failure {
  if (values[position] === undefined && otherwise >= 0) return otherwise;
  const length = integerAt(machine, call, values, position);
  if (!isInteger(length)) return length;
  if (length < 0) return fail('negativeLength', { name: call.name, length: String(length) });
  return typeof length === 'number' ? length : MOST_LENGTH;
}

function load(
  machine: Computer,
  call: Call,
  process: ProcessRow,
  values: readonly Value[],
): Result {
  const address = integerAt(machine, call, values, 0);
  if (!isInteger(address)) return address;
  const length = lengthAt(machine, call, values, 1, 1);
  if (typeof length !== 'number') return length;
  const page = pageOf(machine.architecture, address);
  const offset = offsetOf(machine.architecture, address);
  if (length > MOST_BYTES) {
    if (call.target !== null || call.outcome.kind === 'value') {
      return fail('tooManyBytes', { length, most: MOST_BYTES });
    }
    touch(machine, process, page, offset, length);
    return 0;
  }
  const bytes = new Uint8Array(length);
  loadBytes(machine, process, page, offset, length, bytes);
  return bytesValue(bytes);
}

/** A load whose bytes nobody wants. */
function touch(
  machine: Computer,
  process: ProcessRow,
  page: number,
  offset: number,
  length: number,
): void {
  const { pageBytes } = machine.architecture;
  let left = length;
  let within = offset;
  for (let current = page; left > 0; current++) {
    if (userAccess(machine, process, current, READ, within) < 0) return;
    left -= pageBytes - within;
    within = 0;
  }
}

function store(
  machine: Computer,
  call: Call,
  process: ProcessRow,
  values: readonly Value[],
): Result {
  const address = integerAt(machine, call, values, 0);
  if (!isInteger(address)) return address;
  const source = storedBytes(machine, call, values);
  if (!(source instanceof Uint8Array)) return source;
  const page = pageOf(machine.architecture, address);
  storeBytes(machine, process, page, offsetOf(machine.architecture, address), source);
  return 0;
}

/** What a store writes: a number's lowest bytes, or a string, filled up with zeros to the length that is asked. */
function storedBytes(
  machine: Computer,
  call: Call,
  values: readonly Value[],
): Uint8Array | Failure {
  const value = values[1];
  const isText = typeof value === 'object' && value.kind === 'bytes';
  const length = lengthAt(machine, call, values, 2, isText ? value.bytes.length : 1);
  if (typeof length !== 'number') return length;
  if (length > MOST_BYTES) return fail('tooManyBytes', { length, most: MOST_BYTES });
  if (isText) {
    if (value.bytes.length === length) return value.bytes;
    const bytes = new Uint8Array(length);
    bytes.set(value.bytes.subarray(0, length));
    return bytes;
  }
  const number = integerAt(machine, call, values, 1);
  return isInteger(number) ? toBytes(number, length) : number;
}

function fetch(
  machine: Computer,
  call: Call,
  process: ProcessRow,
  values: readonly Value[],
): Result {
  const address = integerAt(machine, call, values, 0);
  if (!isInteger(address)) return address;
  const byte = new Uint8Array(1);
  const page = pageOf(machine.architecture, address);
  fetchBytes(machine, process, page, offsetOf(machine.architecture, address), 1, byte);
  return bytesValue(byte);
}

function memset(
  machine: Computer,
  call: Call,
  process: ProcessRow,
  values: readonly Value[],
): Result {
  const block = blockOf(machine, call, values);
  if ('kind' in block) return block;
  const { architecture, ram } = machine;
  const filling = lowWordOf(block.source) & 0xff;
  let left = block.length;
  let offset = offsetOf(architecture, block.target);
  for (let page = pageOf(architecture, block.target); left > 0; page++) {
    const frame = userAccess(machine, process, page, WRITE, offset);
    if (frame < 0) return 0;
    const count = Math.min(left, architecture.pageBytes - offset);
    ram.fillBytes(frame, offset, count, filling);
    left -= count;
    offset = 0;
  }
  return 0;
}

/**
 * Copies forward. The target's page is translated before the source's, and the source's again if the store gave that
 * very page another frame.
 */
function memcpy(
  machine: Computer,
  call: Call,
  process: ProcessRow,
  values: readonly Value[],
): Result {
  const block = blockOf(machine, call, values);
  if ('kind' in block) return block;
  const { architecture, ram } = machine;
  const { pageBytes } = architecture;
  let left = block.length;
  let toPage = pageOf(architecture, block.target);
  let toOffset = offsetOf(architecture, block.target);
  let fromPage = pageOf(architecture, block.source);
  let fromOffset = offsetOf(architecture, block.source);
  let target = -1;
  let source = -1;
  while (left > 0) {
    if (target < 0) {
      target = userAccess(machine, process, toPage, WRITE, toOffset);
      if (target < 0) return 0;
      if (toPage === fromPage) source = -1;
    }
    if (source < 0) {
      source = userAccess(machine, process, fromPage, READ, fromOffset);
      if (source < 0) return 0;
    }
    const count = Math.min(left, pageBytes - toOffset, pageBytes - fromOffset);
    ram.writeBytes(target, toOffset, ram.readBytes(source, fromOffset, count));
    left -= count;
    toOffset += count;
    fromOffset += count;
    if (toOffset === pageBytes) {
      toPage++;
      toOffset = 0;
      target = -1;
    }
    if (fromOffset === pageBytes) {
      fromPage++;
      fromOffset = 0;
      source = -1;
    }
  }
  return 0;
}

/** The arguments of memset and memcpy. */
interface Block {
  readonly target: Integer;
  /** The byte that memset writes; the address that memcpy reads. */
  readonly source: Integer;
  /** Bytes. */
  readonly length: number;
}

function blockOf(machine: Computer, call: Call, values: readonly Value[]): Block | Failure {
  const target = integerAt(machine, call, values, 0);
  if (!isInteger(target)) return target;
  const source = integerAt(machine, call, values, 1);
  if (!isInteger(source)) return source;
  const length = lengthAt(machine, call, values, 2, -1);
  return typeof length === 'number' ? { target, source, length } : length;
}

/** push and pop. The stack pointer wraps around at the ends of a machine word, as registers do. */
function moveStack(
  machine: Computer,
  call: Call,
  process: ProcessRow,
  values: readonly Value[],
): Result {
  const length = lengthAt(machine, call, values, 0, -1);
  if (typeof length !== 'number') return length;
  const { architecture, processes, ram } = machine;
  const isPush = call.action === PUSH;
  const pages = Math.floor(length / architecture.pageBytes);
  const bytes = length % architecture.pageBytes;
  let page = processes.stackPage.get(process) + (isPush ? -pages : pages);
  let offset = processes.stackOffset.get(process) + (isPush ? -bytes : bytes);
  if (offset < 0) {
    offset += architecture.pageBytes;
    page--;
  } else if (offset >= architecture.pageBytes) {
    offset -= architecture.pageBytes;
    page++;
  }
  const words = 2 ** (wordBits(architecture) - architecture.pageShift);
  page = ((page % words) + words) % words;
  processes.stackPage.set(process, page);
  processes.stackOffset.set(process, offset);
  if (isPush && length > 0) {
    const frame = userAccess(machine, process, page, WRITE, offset);
    if (frame >= 0) ram.setByte(frame, offset, 0);
  }
  return addressOf(architecture, page, offset);
}
