/** Random calls about files, and what POSIX says of them: reads, writes and mappings show the same bytes. */
import type { Outcome, Space } from './reference';
import { PROT } from './reference';
import { memoryCall } from './memoryCalls';
import { mappedPage, objectsOf, touchesTail } from './places';
import {
  address,
  constant,
  error,
  fails,
  integer,
  number,
  OK,
  string,
  type Argument,
  type Choices,
  type Prediction,
  type Statement,
} from './statements';
import { MODE, type OpenFile, type Process } from './system';
import { FILES, NEW_FILE, type Model } from './world';

/** Descriptors of a process at most; beyond, one is closed. */
const MOST_DESCRIPTORS = 10;
/** Pages of a file at most. */
const MOST_PAGES = 7;

const ACCESS_MODES = ['O_RDONLY', 'O_WRONLY', 'O_RDWR'] as const;
const O_CREAT = 0x40;
const O_TRUNC = 0x200;

export function open(model: Model, process: Process, choices: Choices): Statement {
  if (process.descriptors.size >= MOST_DESCRIPTORS) return close(model, process, choices);
  const path = choices.pick([...FILES.map(([name]) => name), NEW_FILE, '/none']);
  const mode = choices.pick([MODE.BOTH, MODE.READ, MODE.WRITE]);
  const creates = path === NEW_FILE && choices.below(2) === 0;
  const truncates = mode !== MODE.READ && choices.rarely(8);
  let text: string = ACCESS_MODES[mode];
  if (creates) text += '|O_CREAT';
  if (truncates) text += '|O_TRUNC';
  const flags = constant(text, mode | (creates ? O_CREAT : 0) | (truncates ? O_TRUNC : 0));
  const given = [string(path), flags];
  if (creates) given.push(constant('0644', 0o644));
  if (!creates && !model.files.has(path)) {
    return memoryCall(process, 'open', given, fails('ENOENT'));
  }
  const descriptor = process.freeDescriptor();
  const commit = (): void => {
    const object = model.files.get(path) ?? model.makeFile(path, 0, '');
    process.descriptors.set(descriptor, { object, mode, position: 0 });
    if (truncates) resize(model, object, 0);
  };
  return memoryCall(process, 'open', given, { outcomes: [number(descriptor)], commit });
}

export function close(_model: Model, process: Process, choices: Choices): Statement {
  const [descriptor] = someDescriptor(process, choices);
  const given = [integer(descriptor)];
  if (!process.descriptors.has(descriptor)) {
    return memoryCall(process, 'close', given, fails('EBADF'));
  }
  const commit = (): void => {
    process.descriptors.delete(descriptor);
  };
  return memoryCall(process, 'close', given, { outcomes: [OK], commit });
}

export function dup(model: Model, process: Process, choices: Choices): Statement {
  if (process.descriptors.size >= MOST_DESCRIPTORS) return close(model, process, choices);
  const [descriptor, found] = someDescriptor(process, choices);
  const given = [integer(descriptor)];
  if (found === undefined) return memoryCall(process, 'dup', given, fails('EBADF'));
  const copy = process.freeDescriptor();
  const commit = (): void => {
    process.descriptors.set(copy, found);
  };
  return memoryCall(process, 'dup', given, { outcomes: [number(copy)], commit });
}

export function ftruncate(model: Model, process: Process, choices: Choices): Statement {
  const [descriptor, found] = someDescriptor(process, choices);
  const size = choices.below(MOST_PAGES * 2) * (model.pageBytes / 2) + choices.below(3);
  const given = [integer(descriptor), integer(size)];
  if (found === undefined) return memoryCall(process, 'ftruncate', given, fails('EBADF'));
  if (found.mode === MODE.READ) {
    return memoryCall(process, 'ftruncate', given, fails('EBADF', 'EINVAL'));
  }
  const commit = (): void => {
    resize(model, found.object, size);
  };
  return memoryCall(process, 'ftruncate', given, { outcomes: [OK], commit });
}

/** Named or as a number; another number is no proper value. */
const WHENCE = [constant('SEEK_SET', 0), constant('SEEK_CUR', 1), constant('SEEK_END', 2)];

/** POSIX lseek: the position is the description's, may lie behind the end, and stays when the call fails. */
export function lseek(model: Model, process: Process, choices: Choices): Statement {
  const [descriptor, found] = someDescriptor(process, choices);
  const from = choices.rarely(12) ? integer(9) : choices.pick(WHENCE);
  const size = found?.object.size ?? 0;
  const bases = [0, found?.position ?? 0, size];
  const base = bases[Number(from.value)];
  const wanted = found === undefined ? 0 : somePlace(model, found, choices);
  const to = choices.rarely(6) ? -1 - choices.below(model.pageBytes) : wanted;
  const given = [integer(descriptor), integer(to - (base ?? 0)), from];
  if (found === undefined) return memoryCall(process, 'lseek', given, fails('EBADF'));
  if (base === undefined || to < 0) return memoryCall(process, 'lseek', given, fails('EINVAL'));
  const commit = (): void => {
    found.position = to;
  };
  return memoryCall(process, 'lseek', given, { outcomes: [number(to)], commit });
}

function resize(model: Model, object: OpenFile['object'], size: number): void {
  object.resize(size);
  model.dropBeyondEnd(object);
}

/** A descriptor that is open, usually; not one of the terminal's. */
function someDescriptor(
  process: Process,
  choices: Choices,
): readonly [number, OpenFile | undefined] {
  const files = [...process.descriptors].filter(([fd]) => fd > 2);
  return files.length === 0 || choices.rarely(16) ? [77, undefined] : choices.pick(files);
}

/** A place in a file: near its beginning, its end, or a page's. */
function somePlace(model: Model, { object }: OpenFile, choices: Choices): number {
  const near = choices.pick([0, object.size, model.pageBytes, 2 * model.pageBytes]);
  return Math.max(0, near + choices.below(32) - 16);
}

export function read(model: Model, process: Process, choices: Choices): Statement | null {
  const { space } = process;
  const [descriptor, found] = someDescriptor(process, choices);
  const isPositioned = choices.below(2) === 0;
  const page = mappedPage(model, process, choices, ({ protection }) => (protection & PROT.W) !== 0);
  const buffer = page * model.pageBytes + choices.below(model.pageBytes);
  const count = choices.below(choices.rarely(3) ? 2 * model.pageBytes : 16);
  const given: Argument[] = [integer(descriptor), address(buffer), integer(count)];
  const place = found === undefined ? 0 : somePlace(model, found, choices);
  if (isPositioned) given.push(integer(place));
  const name = isPositioned ? 'pread' : 'read';
  if (found === undefined || found.mode === MODE.WRITE) {
    return memoryCall(process, name, given, fails('EBADF'));
  }
  const from = isPositioned ? place : found.position;
  const there = Math.min(count, Math.max(0, found.object.size - from));
  if (touchesTail(space, buffer, there) || objectsOf(space, buffer, there).has(found.object)) {
    return null;
  }
  const moved = movable(space, buffer, there, 'write');
  const commit = (bytes: number): void => {
    for (let i = 0; i < bytes; i++) space.setByte(buffer + i, found.object.byteAt(from + i));
    if (!isPositioned) found.position = from + bytes;
  };
  return memoryCall(process, name, given, transfer(moved, there, commit));
}

export function write(model: Model, process: Process, choices: Choices): Statement | null {
  const { space } = process;
  const [descriptor, found] = someDescriptor(process, choices);
  const isPositioned = choices.below(2) === 0;
  const isText = choices.below(3) === 0;
  const page = mappedPage(model, process, choices, ({ protection }) => protection !== 0);
  const buffer = page * model.pageBytes + choices.below(model.pageBytes);
  const count = isText
    ? 1 + choices.below(12)
    : choices.below(choices.rarely(3) ? 2 * model.pageBytes : 16);
  const text = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.slice(0, count);
  const place = found === undefined ? 0 : somePlace(model, found, choices);
  const given = [integer(descriptor), isText ? string(text) : address(buffer), integer(count)];
  if (isPositioned) given.push(integer(place));
  const name = isPositioned ? 'pwrite' : 'write';
  if (found === undefined || found.mode === MODE.READ) {
    return memoryCall(process, name, given, fails('EBADF'));
  }
  const { object } = found;
  const to = isPositioned ? place : found.position;
  if (to + count > MOST_PAGES * model.pageBytes) return null;
  if (!isText && objectsOf(space, buffer, count).has(object)) return null;
  const moved = isText ? count : movable(space, buffer, count, 'read');
  const commit = (bytes: number): void => {
    const source = isText
      ? Uint8Array.from(text, (letter) => letter.charCodeAt(0))
      : space.bytesAt(buffer, bytes);
    if (!isText) for (let i = 0; i < bytes; i++) space.grow(pageOf(space, buffer + i));
    if (bytes > 0 && to + bytes > object.size) object.resize(to + bytes);
    for (let i = 0; i < bytes; i++) object.setByte(to + i, source[i] ?? 0);
    if (!isPositioned) found.position = to + bytes;
  };
  return memoryCall(process, name, given, transfer(moved, count, commit));
}

function pageOf(space: Space, at: number): number {
  return Math.floor(at / space.pageBytes);
}

/** Bytes of a buffer before the first that the system may not access for the process. */
function movable(space: Space, buffer: number, count: number, how: 'read' | 'write'): number {
  const refusal = space.firstRefusal(buffer, count, how);
  return refusal === null ? count : refusal.address - buffer;
}

/** An inaccessible buffer is EFAULT unless something was moved before. */
function transfer(moved: number, wanted: number, commit: (bytes: number) => void): Prediction {
  const isFault = moved === 0 && wanted > 0;
  const outcomes: Outcome[] = [isFault ? error('EFAULT') : number(moved)];
  return {
    outcomes,
    commit: () => {
      commit(moved);
    },
    commitPart: commit,
  };
}
