/**
 * One event in words. Rows and numbers in an event are those of its own moment: ask while the machine stands there, or
 * shortly after. Only looks.
 */
import { FAULT_PROTECTION, FAULT_RESERVED, FAULT_WRITE } from '../arch/walk';
import { EVENT, EVENT_NAMES } from '../machine/events';
import { messageName } from '../engine/messages';
import { errnoName } from '../engine/errno';
import { RTS } from '../engine/processNumbers';
import { FRAME_USE } from '../engine/vm/vm';
import { addressOf } from './address';
import type { Computer } from './computer';
import { signalText } from './format';
import { formatHexadecimal } from './integer';
import { nameOfProcess } from './processNames';

export interface EventNumbers {
  readonly kind: number;
  readonly subject: number;
  readonly a: number;
  readonly b: number;
}

/** What processes and frames are called. */
export interface EventNames {
  /** A process by its endpoint. */
  readonly process: (machine: Computer, endpoint: number) => string;
  readonly frame: (frame: number) => string;
}

/** Frames in hexadecimal, as they stand in entries. */
const NAMES: EventNames = { process: nameOfProcess, frame: formatHexadecimal };

interface Look {
  readonly machine: Computer;
  readonly names: EventNames;
}

type Describe = (look: Look, event: EventNumbers) => string;

const USES: Readonly<Record<number, string>> = {
  [FRAME_USE.BOOT]: 'the kernel',
  [FRAME_USE.TABLE]: 'a page table',
  [FRAME_USE.SLAB]: 'objects of VM',
  [FRAME_USE.SPARE]: 'a spare',
  [FRAME_USE.BLOCK]: 'memory of a process',
  [FRAME_USE.ZERO]: 'the frame of zeros',
  [FRAME_USE.CACHE]: 'the page cache',
};

/** engine/kernel/userMemory.ts and arch/mmu.ts: READ, WRITE, FETCH. */
const ACCESSES = ['reads', 'writes', 'fetches'];

const DESCRIPTIONS: Readonly<Record<number, Describe>> = {
  [EVENT.call]: (look, { subject, a, b }) =>
    `${processName(look, subject)} traps: ${messageName(a)} for ${processName(look, b)}`,
  [EVENT.message]: (look, { subject, a, b }) =>
    `${messageName(b)} from ${processName(look, subject)} waits for ${processName(look, a)}`,
  [EVENT.reply]: (look, { subject, a, b }) =>
    `${processName(look, b)} answers ${processName(look, subject)}: ${resultText(a)}`,
  [EVENT.fault]: (look, { subject, a, b }) =>
    `page fault of ${processName(look, subject)} at ${address(look, a)}: ${faultText(look, b)}`,
  [EVENT.zero]: (look, { a, b }) =>
    `page ${address(look, a)} got frame ${look.names.frame(b)} of zeros`,
  [EVENT.cow]: ({ names }, { a, b }) => `frame ${names.frame(a)} copied to frame ${names.frame(b)}`,
  [EVENT.pte]: (look, { subject, a, b }) =>
    b === 0
      ? `entry for ${address(look, a)} of ${processName(look, subject)} cleared`
      : `entry for ${address(look, a)} of ${processName(look, subject)} set to ${word(b)}`,
  [EVENT.frame]: ({ names }, { subject, a, b }) =>
    a === 0
      ? `frame ${names.frame(subject)} freed`
      : `frame ${names.frame(subject)} taken for ${USES[b] ?? 'something'}`,
  [EVENT.refcount]: (_look, { subject, a }) =>
    `block ${subject} has ${a} ${a === 1 ? 'reference' : 'references'}`,
  [EVENT.region]: (look, { a, b }) =>
    b === 0 ? `region at ${address(look, a)} removed` : `region ${range(look, a, b)}`,
  [EVENT.split]: (look, { b }) => `region split at ${address(look, b)}`,
  [EVENT.merge]: (look, { b }) => `regions merged at ${address(look, b)}`,
  [EVENT.fill]: (look, { subject, a, b }) =>
    `TLB of CPU ${subject - 1} remembers ${address(look, a)} as frame ${look.names.frame(b)}`,
  [EVENT.evict]: (look, { subject, a }) =>
    `TLB of CPU ${subject - 1} gives up ${address(look, a)} for another page`,
  [EVENT.flush]: (look, { subject, a, b }) =>
    a < 0
      ? `TLB of CPU ${subject - 1} flushed, ${b} dropped`
      : `TLB of CPU ${subject - 1} drops ${address(look, a)}`,
  [EVENT.shootdown]: (look, { subject, a, b }) =>
    `CPU ${b - 1} tells CPU ${subject - 1} to drop ${a < 0 ? 'an address space' : address(look, a)}`,
  [EVENT.signal]: (look, { subject, a }) => `${processName(look, subject)} gets ${signalText(a)}`,
  [EVENT.io]: (_look, { a, b }) =>
    `the disk ${a === 0 ? 'begins with' : 'is done with'} block ${b}`,
  [EVENT.cache]: ({ names }, { a, b }) =>
    `frame ${names.frame(b)} ${a === 1 ? 'enters' : 'leaves'} the page cache`,
  [EVENT.process]: (look, { subject, a }) =>
    a === 1 ? `${processName(look, subject)} begins` : `${processName(look, subject)} ends`,
  [EVENT.kill]: (look, { subject, a }) =>
    `${processName(look, subject)} is ended by ${signalText(a)}`,
  [EVENT.access]: (look, { subject, a, b }) =>
    `${processName(look, subject)} ${ACCESSES[b] ?? 'uses'} ${address(look, a)}`,
  [EVENT.expect]: (_look, { a, b }) => `expectation ${b} ${a === 1 ? 'holds' : 'fails'}`,
  [EVENT.statement]: (_look, { b }) => `statement ${b} begins`,
  [EVENT.switch]: (look, { subject, a, b }) =>
    `CPU ${subject - 1} goes from ${processName(look, a)} to ${processName(look, b)}`,
  [EVENT.script]: (_look, { a }) =>
    ['the script says something', 'mark', 'stop', 'the script asks', 'the answer'][a] ??
    'the script',
};

/**
 * An event as a short sentence without a full stop.
 * @param names what processes and frames are called, where the usual is not right.
 */
export function describeEvent(machine: Computer, event: EventNumbers, names = NAMES): string {
  const describe = DESCRIPTIONS[event.kind];
  if (describe !== undefined) return describe({ machine, names }, event);
  return EVENT_NAMES[event.kind] ?? `event ${event.kind}`;
}

function processName({ machine, names }: Look, row: number): string {
  if (row === 0) return 'nobody';
  const { processes } = machine;
  // VM works on a child's slot before the kernel has made the process.
  const isMade = processes.has(row) && (processes.rts.get(row) & RTS.SLOT_FREE) === 0;
  return isMade ? names.process(machine, processes.endpoint.get(row)) : 'the new process';
}

function address({ machine }: Look, page: number): string {
  return formatHexadecimal(addressOf(machine.architecture, page, 0));
}

function range(look: Look, page: number, pages: number): string {
  return `${address(look, page)}-${address(look, page + pages)}`;
}

/** A fault code in words (SDM 3A, 4.7). */
function faultText({ machine }: Look, code: number): string {
  const isFetch = (code & machine.format.fetchFault) !== 0;
  const access = (code & FAULT_WRITE) !== 0 ? 'a write' : isFetch ? 'a fetch' : 'a read';
  if ((code & FAULT_RESERVED) !== 0) return `${access} by an entry with a reserved bit`;
  return (code & FAULT_PROTECTION) !== 0
    ? `${access} that the entry forbids`
    : `${access} without a present entry`;
}

function word(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}

function resultText(result: number): string {
  return result >= 0 ? String(result) : `-1 ${errnoName(-result) ?? String(-result)}`;
}
