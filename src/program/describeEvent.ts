/**
 * One event in words. Rows and numbers in an event are those of its own moment: ask while the machine stands there, or
 * shortly after. Only looks.
 */
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

type Describe = (machine: Computer, event: EventNumbers) => string;

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
  [EVENT.call]: (m, { subject, a, b }) =>
    `${processName(m, subject)} traps: ${messageName(a)} for ${processName(m, b)}`,
  [EVENT.message]: (m, { subject, a, b }) =>
    `${messageName(b)} from ${processName(m, subject)} waits for ${processName(m, a)}`,
  [EVENT.reply]: (m, { subject, a, b }) =>
    `${processName(m, b)} answers ${processName(m, subject)}: ${resultText(a)}`,
  [EVENT.fault]: (m, { subject, a, b }) =>
    `page fault of ${processName(m, subject)} at ${address(m, a)}, code ${hexadecimal(b)}`,
  [EVENT.zero]: (m, { a, b }) => `page ${address(m, a)} got frame ${hexadecimal(b)} of zeros`,
  [EVENT.cow]: (_m, { a, b }) => `frame ${hexadecimal(a)} copied to frame ${hexadecimal(b)}`,
  [EVENT.pte]: (m, { subject, a, b }) =>
    b === 0
      ? `entry for ${address(m, a)} of ${processName(m, subject)} cleared`
      : `entry for ${address(m, a)} of ${processName(m, subject)} set to ${word(b)}`,
  [EVENT.frame]: (_m, { subject, a, b }) =>
    a === 0
      ? `frame ${hexadecimal(subject)} freed`
      : `frame ${hexadecimal(subject)} taken for ${USES[b] ?? 'something'}`,
  [EVENT.refcount]: (_m, { subject, a }) =>
    `block ${subject} has ${a} ${a === 1 ? 'reference' : 'references'}`,
  [EVENT.region]: (m, { a, b }) =>
    b === 0 ? `region at ${address(m, a)} removed` : `region ${range(m, a, b)}`,
  [EVENT.split]: (m, { b }) => `region split at ${address(m, b)}`,
  [EVENT.merge]: (m, { a, b }) => `regions merged to ${range(m, a, b)}`,
  [EVENT.fill]: (m, { subject, a, b }) =>
    `TLB of CPU ${subject - 1} remembers ${address(m, a)} as frame ${hexadecimal(b)}`,
  [EVENT.evict]: (m, { subject, a }) =>
    `TLB of CPU ${subject - 1} gives up ${address(m, a)} for another page`,
  [EVENT.flush]: (m, { subject, a, b }) =>
    a < 0
      ? `TLB of CPU ${subject - 1} flushed, ${b} dropped`
      : `TLB of CPU ${subject - 1} drops ${address(m, a)}`,
  [EVENT.shootdown]: (m, { subject, a, b }) =>
    `CPU ${b - 1} tells CPU ${subject - 1} to drop ${address(m, a)}`,
  [EVENT.signal]: (m, { subject, a }) => `${processName(m, subject)} gets ${signalText(a)}`,
  [EVENT.io]: (_m, { a, b }) => `the disk ${a === 0 ? 'begins with' : 'is done with'} block ${b}`,
  [EVENT.cache]: (_m, { a, b }) =>
    `frame ${hexadecimal(b)} ${a === 1 ? 'enters' : 'leaves'} the page cache`,
  [EVENT.process]: (m, { subject, a }) =>
    a === 1 ? `${processName(m, subject)} begins` : `${processName(m, subject)} ends`,
  [EVENT.kill]: (m, { subject, a }) => `${processName(m, subject)} is ended by ${signalText(a)}`,
  [EVENT.access]: (m, { subject, a, b }) =>
    `${processName(m, subject)} ${ACCESSES[b] ?? 'uses'} ${address(m, a)}`,
  [EVENT.expect]: (_m, { a, b }) => `expectation ${b} ${a === 1 ? 'holds' : 'fails'}`,
  [EVENT.statement]: (_m, { b }) => `statement ${b} begins`,
  [EVENT.switch]: (m, { subject, a, b }) =>
    `CPU ${subject - 1} goes from ${processName(m, a)} to ${processName(m, b)}`,
  [EVENT.script]: (_m, { a }) => ['the script says something', 'mark', 'stop'][a] ?? 'the script',
};

/** An event as a short sentence without a full stop. */
export function describeEvent(machine: Computer, event: EventNumbers): string {
  return (
    DESCRIPTIONS[event.kind]?.(machine, event) ?? EVENT_NAMES[event.kind] ?? `event ${event.kind}`
  );
}

function processName(machine: Computer, row: number): string {
  if (row === 0) return 'nobody';
  const { processes } = machine;
  // VM works on a child's slot before the kernel has made the process.
  const isMade = processes.has(row) && (processes.rts.get(row) & RTS.SLOT_FREE) === 0;
  return isMade ? nameOfProcess(machine, processes.endpoint.get(row)) : 'the new process';
}

function address({ architecture }: Computer, page: number): string {
  return formatHexadecimal(addressOf(architecture, page, 0));
}

function range(machine: Computer, page: number, pages: number): string {
  return `${address(machine, page)}-${address(machine, page + pages)}`;
}

function hexadecimal(value: number): string {
  return formatHexadecimal(value);
}

function word(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}

function resultText(result: number): string {
  return result >= 0 ? String(result) : `-1 ${errnoName(-result) ?? String(-result)}`;
}
