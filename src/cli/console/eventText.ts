/**
 * One event as a line: its kind, its numbers in words, and the rule that decided it. What the numbers are is in
 * machine/events.ts. Names are those that the machine has where it stands. Only looks.
 */
import { FETCH, WRITE } from '../../arch/mmu';
import { FAULT_PROTECTION, FAULT_RESERVED, FAULT_USER, FAULT_WRITE } from '../../arch/walk';
import { messageName } from '../../engine/messages';
import { ruleOf } from '../../engine/rules';
import { FRAME_USE } from '../../engine/vm/vm';
import { EVENT, EVENT_NAMES } from '../../machine/events';
import { addressOf } from '../../program/address';
import { formatResult, signalCodeText, signalText } from '../../program/format';
import { formatHexadecimal } from '../../program/integer';
import { exitOfStatus, signalOfStatus } from '../../program/processes';
import { endText } from '../../program/runExpect';
import { SCRIPT } from '../../program/runMachine';
import type { LoggedEvent } from '../../timeline/lines';
import type { Recording } from '../../timeline/recording';
import { counted } from '../counted';
import { nameOfRow } from '../processName';

/** `cow  frame 4072 of region 3 is copied to frame 4066: copied because another mapping has the frame too`. */
export function eventText(recording: Recording, event: LoggedEvent): string {
  const kind = EVENT_NAMES[event.kind] ?? String(event.kind);
  const words = WORDS[event.kind]?.(new Names(recording), event) ?? '';
  const rule = ruleText(recording, event);
  return `${kind}  ${words}${rule === null ? '' : `: ${rule}`}`;
}

/** The sentence of the rule; null when there was nothing to decide. Rules name a process only by `{b}`, its row. */
function ruleText(recording: Recording, { rule, b }: LoggedEvent): string | null {
  const sentence = ruleOf(rule)?.sentence;
  return sentence?.replaceAll('{b}', new Names(recording).process(b)) ?? null;
}

/** What rows, pages and instructions are called in a run. */
class Names {
  constructor(private readonly recording: Recording) {}

  process(row: number): string {
    const { computer, program } = this.recording;
    return row === 0 ? 'nobody' : nameOfRow(computer, program, row);
  }

  /** Of the first process that runs in an address space. */
  space(vmproc: number): string {
    const { processes } = this.recording.computer;
    let row = processes.nextRow(1);
    while (row !== 0 && processes.vmproc.get(row) !== vmproc) row = processes.nextRow(row + 1);
    return row === 0 ? `address space ${String(vmproc)}` : this.process(row);
  }

  page(page: number): string {
    return formatHexadecimal(addressOf(this.recording.computer.architecture, page, 0));
  }

  pages(first: number, count: number): string {
    return `${this.page(first)}-${this.page(first + count)}`;
  }

  line(instruction: number): string {
    const { sources, instructions } = this.recording.program;
    const place = instructions[instruction]?.place;
    return `${sources[place?.source ?? 0]?.name ?? ''}:${String(place?.line ?? 0)}`;
  }

  result(value: number): string {
    return formatResult(this.recording.computer, value, false);
  }

  fault(code: number): string {
    const { fetchFault } = this.recording.computer.format;
    const access =
      (code & FAULT_WRITE) !== 0 ? 'a write' : (code & fetchFault) !== 0 ? 'a fetch' : 'a read';
    const why =
      (code & FAULT_RESERVED) !== 0
        ? 'a reserved bit is set'
        : (code & FAULT_PROTECTION) !== 0
          ? 'the entry forbids it'
          : 'no entry is present';
    return `${access} in ${(code & FAULT_USER) !== 0 ? 'user' : 'kernel'} mode, and ${why}`;
  }
}

type Words = (names: Names, event: LoggedEvent) => string;

const WORDS: Readonly<Record<number, Words>> = {
  [EVENT.call]: (names, { subject, a, b }) =>
    `${names.process(subject)} calls ${names.process(b)}: ${messageName(a)}`,
  [EVENT.message]: (names, { subject, a, b }) =>
    `${messageName(b)} from ${names.process(subject)} waits for ${names.process(a)}`,
  [EVENT.reply]: (names, { subject, a, b }) =>
    `${names.process(b)} answers ${names.process(subject)}: ${names.result(a)}`,
  [EVENT.fault]: (names, { subject, a, b }) =>
    `${names.process(subject)} at ${names.page(a)}: ${names.fault(b)}`,
  [EVENT.zero]: (names, { subject, a, b }) =>
    `page ${names.page(a)} of region ${String(subject)} gets frame ${String(b)}`,
  [EVENT.cow]: (_names, { subject, a, b }) =>
    `frame ${String(a)} of region ${String(subject)} is copied to frame ${String(b)}`,
  [EVENT.pte]: (names, { subject, a, b }) =>
    `the entry of ${names.page(a)} of ${names.space(subject)} becomes 0x${(b >>> 0).toString(16)}`,
  [EVENT.frame]: (_names, { subject, a, b }) =>
    `frame ${String(subject)} ${a === 0 ? 'is free again; it was' : 'becomes'} ${USES[b] ?? ''}`,
  [EVENT.refcount]: (_names, { subject, a, b }) =>
    `block ${String(subject)} of frame ${String(b)} has ${counted(a, 'reference')}`,
  [EVENT.region]: (names, { subject, a, b }) =>
    b === 0
      ? `region ${String(subject)} at ${names.page(a)} is removed`
      : `region ${String(subject)} is ${names.pages(a, b)}`,
  [EVENT.split]: (names, { subject, a, b }) =>
    `region ${String(subject)} loses what lies from ${names.page(b)} on to region ${String(a)}`,
  [EVENT.merge]: (names, { subject, a, b }) =>
    `region ${String(subject)} takes its neighbour and is ${names.pages(a, b)}`,
  [EVENT.fill]: (names, { subject, a, b }) =>
    `TLB of ${cpu(subject)}: ${names.page(a)} -> frame ${String(b)}`,
  [EVENT.evict]: (names, { subject, a, b }) =>
    `TLB of ${cpu(subject)} loses ${names.page(a)} -> frame ${String(b)}`,
  [EVENT.flush]: (names, { subject, a, b }) =>
    `TLB of ${cpu(subject)} drops ${a < 0 ? 'everything' : names.page(a)}: ${counted(b, 'entry', 'entries')}`,
  [EVENT.shootdown]: (names, { subject, a, b }) =>
    `${cpu(b)} tells ${cpu(subject)} to drop ${names.page(a)}`,
  [EVENT.signal]: (names, { subject, a, b }) =>
    `${names.process(subject)} gets ${signalText(a)}${b > 0 ? ` ${signalCodeText(a, b)}` : ''}`,
  [EVENT.io]: (_names, { subject, a, b }) =>
    `transfer ${String(subject)} ${a === 0 ? 'begins' : 'ends'}: ${b === 0 ? 'no block' : `block ${String(b)}`}`,
  [EVENT.cache]: (_names, { a, b }) =>
    `frame ${String(b)} ${a === 0 ? 'leaves' : 'enters'} the page cache`,
  [EVENT.process]: (names, { subject, a, b }) =>
    a === 0
      ? `${names.process(subject)} ${endText(signalOfStatus(b), exitOfStatus(b))}`
      : `${names.process(subject)} begins, a child of ${names.process(b)}`,
  [EVENT.kill]: (names, { subject, a }) => `${names.process(subject)} is ended by ${signalText(a)}`,
  [EVENT.access]: (names, { subject, a, b }) =>
    `${names.process(subject)} ${b === WRITE ? 'writes' : b === FETCH ? 'fetches' : 'reads'} in page ${names.page(a)}`,
  [EVENT.expect]: (names, { subject, a, b }) =>
    `expectation ${String(b)}, ${names.line(subject)}, ${a === 0 ? 'failed' : 'holds'}`,
  [EVENT.statement]: (names, { subject, b }) => `number ${String(b)}, ${names.line(subject)}`,
  [EVENT.switch]: (names, { subject, a, b }) =>
    `${cpu(subject)} goes from ${names.process(a)} to ${names.process(b)}`,
  [EVENT.script]: (names, { subject, a }) => `${SCRIPTS[a] ?? ''}, ${names.line(subject)}`,
};

/** CPUs are counted from 0 for people. */
function cpu(row: number): string {
  return `CPU ${String(row - 1)}`;
}

const USES: Readonly<Record<number, string>> = {
  [FRAME_USE.BOOT]: 'part of kernel and servers',
  [FRAME_USE.TABLE]: 'a page table',
  [FRAME_USE.SLAB]: "room for VM's own objects",
  [FRAME_USE.SPARE]: 'a spare frame of VM',
  [FRAME_USE.BLOCK]: 'memory of processes',
  [FRAME_USE.ZERO]: 'the shared frame of zeros',
  [FRAME_USE.CACHE]: 'a page of the page cache',
};

const SCRIPTS: Readonly<Record<number, string>> = {
  [SCRIPT.SAY]: 'say',
  [SCRIPT.MARK]: 'mark',
  [SCRIPT.STOP]: 'stop',
  [SCRIPT.ASK]: 'ask',
  [SCRIPT.ANSWER]: 'answer',
};
