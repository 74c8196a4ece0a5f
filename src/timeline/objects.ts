/**
 * Which events are about an object: a frame, a region, a process, a physical block, or an entry of a page table. The
 * meaning of an event's numbers is in machine/events.ts.
 */
import { ALLOC_RULES } from '../engine/vm/allocRules';
import { EVENT } from '../machine/events';
import type { Computer } from '../program/computer';

export type ObjectKind = 'frame' | 'region' | 'process' | 'block';

export interface About {
  /** Bits of the kinds of events that can be about it. */
  readonly kinds: number;
  concerns(kind: number, subject: number, a: number, b: number, rule: number): boolean;
  /** Whether the object ended with this event: an earlier one with the same number was another. */
  ends(kind: number, a: number, b: number): boolean;
}

/** The events about an object, by its number: of a frame, or of a row. */
export function eventsAbout(computer: Computer, kind: ObjectKind, number: number): About {
  switch (kind) {
    case 'frame':
      return aboutFrame(computer, number);
    case 'region':
      return aboutRegion(number);
    case 'process':
      return aboutProcess(number);
    case 'block':
      return {
        kinds: bits(EVENT.refcount),
        concerns: (_kind, subject) => subject === number,
        ends: (_kind, a) => a === 0,
      };
  }
}

function aboutFrame({ format, architecture }: Computer, frame: number): About {
  const { present } = architecture.entry;
  return {
    kinds: bits(
      ...[EVENT.frame, EVENT.zero, EVENT.cow, EVENT.pte, EVENT.refcount],
      ...[EVENT.fill, EVENT.evict, EVENT.cache],
    ),
    concerns: (kind, subject, a, b) => {
      if (kind === EVENT.frame) return subject === frame;
      if (kind === EVENT.cow) return a === frame || b === frame;
      if (kind === EVENT.pte) return (b & present) !== 0 && b >>> format.frameShift === frame;
      return b === frame;
    },
    ends: (kind, a) => kind === EVENT.frame && a === 0,
  };
}

function aboutRegion(region: number): About {
  return {
    kinds: bits(...[EVENT.region, EVENT.split, EVENT.merge, EVENT.zero, EVENT.cow]),
    concerns: (kind, subject, a) =>
      subject === region || ((kind === EVENT.split || kind === EVENT.merge) && a === region),
    ends: (kind, a, b) =>
      (kind === EVENT.region && b === 0) || (kind === EVENT.merge && a === region),
  };
}

function aboutProcess(process: number): About {
  const asSubject = bits(
    ...[EVENT.call, EVENT.message, EVENT.reply, EVENT.fault, EVENT.pte, EVENT.signal],
    ...[EVENT.process, EVENT.kill, EVENT.access],
  );
  const inA = bits(EVENT.message, EVENT.statement, EVENT.switch);
  return {
    kinds: asSubject | inA,
    concerns: (kind, subject, a, b) =>
      (((asSubject >>> kind) & 1) !== 0 && subject === process) ||
      (((inA >>> kind) & 1) !== 0 && a === process) ||
      (kind === EVENT.switch && b === process),
    ends: (kind, a) => kind === EVENT.process && a === 0,
  };
}

/** An entry of a page table. */
export interface EntryPlace {
  readonly vmproc: number;
  /** The first page that it covers, and how many it covers. */
  readonly page: number;
  readonly pages: number;
  /** From 1, the last. */
  readonly level: number;
  /** The frame of the table that it leads to, if it does: tells it from entries of other levels; -1: it is empty. */
  readonly frame: number;
}

/** The events about an entry; the beginning and the end of its process are among them. */
export function eventsAboutEntry(computer: Computer, entry: EntryPlace): About {
  const { format } = computer;
  const { vmproc, page, pages, level, frame } = entry;
  const freed = ALLOC_RULES.tableFreed.id;
  const ofTables: readonly number[] = [
    ...[ALLOC_RULES.tableMade.id, ALLOC_RULES.tableKernel.id],
    freed,
  ];
  return {
    kinds: bits(EVENT.pte, EVENT.process),
    concerns: (kind, subject, a, b, rule) => {
      if (subject !== vmproc) return false;
      if (kind === EVENT.process) return true;
      const isTable = ofTables.includes(rule);
      if (a < page || a >= page + pages || isTable !== level > 1) return false;
      return !isTable || frame < 0 || rule === freed || b >>> format.frameShift === frame;
    },
    ends: (kind, a) => kind === EVENT.process && a === 0,
  };
}

function bits(...kinds: readonly number[]): number {
  return kinds.reduce((all, kind) => all | (1 << kind), 0);
}
