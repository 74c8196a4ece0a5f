/** Random accesses in user mode, and what POSIX says of them: bytes in order, as far as they are allowed. */
import type { Access, Outcome, Page, Signal, Space } from './reference';
import { PROT } from './reference';
import { mappedPage, mayAlias, touchesTail } from './places';
import {
  address as at,
  CHOSEN,
  integer,
  number,
  OK,
  string,
  type Argument,
  type Choices,
  type Prediction,
  type Statement,
} from './statements';
import type { Process } from './system';
import type { Model } from './world';

function access(
  process: Process,
  name: string,
  given: readonly Argument[],
  prediction: Prediction,
): Statement {
  return { process, name, given, target: null, isAccess: true, prediction };
}

const readable = ({ protection }: Page): boolean => protection !== 0;
const writable = ({ protection }: Page): boolean => (protection & PROT.W) !== 0;

/** An address on such a page; often just before its end, so that accesses cross it. */
function addressOn(
  model: Model,
  process: Process,
  choices: Choices,
  suits: (page: Page) => boolean,
): number {
  const page = mappedPage(model, process, choices, suits);
  const isNearEnd = choices.rarely(4);
  const offset = choices.below(isNearEnd ? 4 : model.pageBytes);
  return page * model.pageBytes + (isNearEnd ? model.pageBytes - 1 - offset : offset);
}

/** What came of an access to [address, address + count): what it gave, or the first refusal. */
function outcomeOf(
  space: Space,
  address: number,
  count: number,
  how: Access,
  done: Outcome,
): Outcome {
  return space.firstRefusal(address, count, how) ?? done;
}

/** Pages of a range up to `end` were touched: the stack grows to them. */
function touch(space: Space, address: number, end: number): void {
  if (end <= address) return;
  const last = Math.floor((end - 1) / space.pageBytes);
  for (let page = Math.floor(address / space.pageBytes); page <= last; page++) space.grow(page);
}

/** Where an access ended: at the refusal, or at its end. */
function reachedBy(refusal: Signal | null, end: number): number {
  return refusal === null ? end : refusal.address;
}

/** The part of a range that may be accessed, usually: what is refused ends the process. */
function usable(
  space: Space,
  address: number,
  count: number,
  how: Access,
  choices: Choices,
): number {
  const refusal = choices.rarely(4) ? null : space.firstRefusal(address, count, how);
  return refusal === null ? count : refusal.address - address;
}

export function load(model: Model, process: Process, choices: Choices): Statement {
  const { space } = process;
  const address = addressOn(model, process, choices, readable);
  const count = 1 + choices.below(8);
  const refusal = space.firstRefusal(address, count, 'read');
  const outcome: Outcome = refusal ?? { kind: 'bytes', bytes: space.bytesAt(address, count) };
  const done = (end: number): void => {
    touch(space, address, end);
  };
  return access(process, 'load', [at(address), integer(count)], {
    outcomes: [outcome],
    commit: () => {
      done(reachedBy(refusal, address + count));
    },
    commitPart: done,
  });
}

export function fetch(model: Model, process: Process, choices: Choices): Statement {
  const { space } = process;
  const address = addressOn(model, process, choices, ({ protection }) => protection !== 0);
  const bytes = space.bytesAt(address, 1);
  return access(process, 'fetch', [at(address)], {
    outcomes: [outcomeOf(space, address, 1, 'fetch', { kind: 'bytes', bytes })],
    commit: () => {
      touch(space, address, address + 1);
    },
    commitPart: () => {
      // Nothing came of it.
    },
  });
}

/** Writes bytes one after the other, as far as that is allowed. */
function writing(space: Space, address: number, bytes: Uint8Array): Prediction {
  const refusal = space.firstRefusal(address, bytes.length, 'write');
  const write = (end: number): void => {
    for (let i = 0; i < bytes.length && address + i < end; i++) {
      space.setByte(address + i, bytes[i] ?? 0);
    }
  };
  return {
    outcomes: [refusal ?? OK],
    commit: () => {
      write(reachedBy(refusal, address + bytes.length));
    },
    commitPart: write,
  };
}

export function store(model: Model, process: Process, choices: Choices): Statement | null {
  const { space } = process;
  if (model.world.isScarce && choices.rarely(4)) return memset(model, process, choices);
  const address = addressOn(model, process, choices, writable);
  const isText = choices.rarely(4);
  const count = isText ? 1 + choices.below(12) : 1 + choices.below(4);
  if (touchesTail(space, address, count)) return null;
  const first = choices.below(26);
  const bytes = Uint8Array.from({ length: count }, (_, i) =>
    isText ? 97 + ((first + i) % 26) : i === 0 ? 1 + first * 9 : 0,
  );
  const given = isText
    ? [at(address), string(String.fromCharCode(...bytes))]
    : [at(address), integer(1 + first * 9), integer(count)];
  return access(process, 'store', given, writing(space, address, bytes));
}

export function memset(model: Model, process: Process, choices: Choices): Statement | null {
  const { space, pageBytes } = { space: process.space, pageBytes: model.pageBytes };
  const address = addressOn(model, process, choices, writable);
  const { isScarce } = model.world;
  const most = choices.rarely(isScarce ? 2 : 8) ? model.world.mostPages : 2;
  const count = usable(space, address, choices.below(most * pageBytes + 1), 'write', choices);
  if (touchesTail(space, address, count)) return null;
  const byte = choices.below(256);
  const given = [at(address), integer(byte), integer(count)];
  const prediction = writing(space, address, new Uint8Array(count).fill(byte));
  return access(process, 'memset', given, prediction);
}

export function memcpy(model: Model, process: Process, choices: Choices): Statement | null {
  const { space } = process;
  const to = addressOn(model, process, choices, writable);
  const from = addressOn(model, process, choices, readable);
  const most = choices.below(model.pageBytes + model.pageBytes / 2);
  const count = usable(space, from, usable(space, to, most, 'write', choices), 'read', choices);
  if (mayAlias(space, to, from, count) || touchesTail(space, to, count)) return null;
  const refusedTo = space.firstRefusal(to, count, 'write');
  const refusedFrom = space.firstRefusal(from, count, 'read');
  const doneTo = reachedBy(refusedTo, to + count) - to;
  const doneFrom = reachedBy(refusedFrom, from + count) - from;
  const outcomes: Outcome[] = [];
  if (refusedTo !== null && doneTo <= doneFrom) outcomes.push(refusedTo);
  if (refusedFrom !== null && doneFrom <= doneTo) outcomes.push(refusedFrom);
  if (outcomes.length === 0) outcomes.push(OK);
  const copy = (bytes: number): void => {
    touch(space, from, from + bytes);
    const source = space.bytesAt(from, bytes);
    source.forEach((byte, i) => space.setByte(to + i, byte));
  };
  return access(process, 'memcpy', [at(to), at(from), integer(count)], {
    outcomes,
    commit: () => {
      copy(Math.min(doneTo, doneFrom));
    },
    commitPart: (reached) => {
      copy(reached >= to && reached < to + count ? reached - to : reached - from);
    },
  });
}

/** A call with a frame of `n` bytes, or the return from it. Where the stack pointer begins is the system's choice. */
export function moveStack(model: Model, process: Process, choices: Choices): Statement | null {
  const { space } = process;
  const isPush = choices.below(3) < 2;
  const count = 1 + choices.below(choices.rarely(3) ? 3 * model.pageBytes : 64);
  const old = process.stackPointer;
  if (old < 0) return firstPush(process);
  const end = space.pageBytes * space.userPages;
  const address = isPush ? old - count : old + count;
  if (address < 0 || address >= end) return null;
  if (!isPush) {
    return access(process, 'pop', [integer(count)], {
      outcomes: [number(address)],
      commit: () => {
        process.stackPointer = address;
      },
    });
  }
  if (touchesTail(space, address, 1)) return null;
  const refusal = space.firstRefusal(address, 1, 'write');
  return access(process, 'push', [integer(count)], {
    outcomes: [refusal ?? number(address)],
    commit: () => {
      process.stackPointer = address;
      if (refusal === null) space.setByte(address, 0);
    },
    commitPart: () => {
      // The frame was not written.
    },
  });
}

function firstPush(process: Process): Statement {
  return access(process, 'pop', [integer(0)], {
    outcomes: [CHOSEN],
    commit: (chosen) => {
      process.stackPointer = chosen;
    },
  });
}
