/**
 * Pipes: rings of bytes (POSIX pipe, Linux pipe(7)). Who waits for bytes or for room is transfer.ts's business.
 */
import { ERRNO } from '../errno';
import { PIPE_FRAMES, type FileRow, type Machine } from '../machine';
import { FILE_TYPE, makeFile } from './files';

/** Writes of at most so many bytes are not torn (POSIX limits.h PIPE_BUF; Linux's value). */
export const PIPE_BUF = 4096;

/** Bytes that a pipe holds. */
export function pipeCapacity(machine: Machine): number {
  return PIPE_FRAMES * machine.architecture.pageBytes;
}

/** A new pipe without ends. @returns its file, or -ENFILE. */
export function makePipe(machine: Machine): number {
  const pipe = machine.pipes.add();
  if (pipe === 0) return -ERRNO.ENFILE;
  const file = makeFile(machine, 0, FILE_TYPE.PIPE, 0o600);
  if (file === 0) {
    machine.pipes.remove(pipe);
    return -ERRNO.ENFILE;
  }
  machine.files.pipe.set(file, pipe);
  return file;
}

/** Frees a pipe, and leaves its ring as it was before the first byte. */
export function freePipe(machine: Machine, pipe: number): void {
  const written = machine.pipes.frames.get(pipe);
  for (let i = 0; i < written; i++) machine.pipeBuffers.zeroFrame(pipe * PIPE_FRAMES + i);
  machine.pipes.remove(pipe);
}

/** The frame of the ring and the byte in it at which the next byte is read, and how many lie there in one piece. */
export function pipeHead(machine: Machine, file: FileRow): PipePlace {
  const pipe = machine.files.pipe.get(file);
  const { pageBytes } = machine.architecture;
  const start = machine.pipes.start.get(pipe);
  const offset = start % pageBytes;
  const frame = pipe * PIPE_FRAMES + Math.floor(start / pageBytes);
  return { frame, offset, count: Math.min(machine.pipes.bytes.get(pipe), pageBytes - offset) };
}

/** The same for the next byte that is written: how many find room in one piece. */
export function pipeTail(machine: Machine, file: FileRow): PipePlace {
  const pipe = machine.files.pipe.get(file);
  const { pageBytes } = machine.architecture;
  const capacity = pipeCapacity(machine);
  const bytes = machine.pipes.bytes.get(pipe);
  const end = (machine.pipes.start.get(pipe) + bytes) % capacity;
  const offset = end % pageBytes;
  const frame = pipe * PIPE_FRAMES + Math.floor(end / pageBytes);
  return { frame, offset, count: Math.min(capacity - bytes, pageBytes - offset) };
}

/** A place in a ring: frame of `pipeBuffers`, byte in it, bytes from there on in one piece. */
export interface PipePlace {
  readonly frame: number;
  readonly offset: number;
  readonly count: number;
}

/** `count` bytes were read at the head. */
export function pipeTaken(machine: Machine, file: FileRow, count: number): void {
  const { pipes } = machine;
  const pipe = machine.files.pipe.get(file);
  pipes.bytes.set(pipe, pipes.bytes.get(pipe) - count);
  pipes.start.set(pipe, (pipes.start.get(pipe) + count) % pipeCapacity(machine));
}

/** `count` bytes were written at the tail. */
export function pipeAdded(machine: Machine, file: FileRow, count: number): void {
  const { pipes } = machine;
  const pipe = machine.files.pipe.get(file);
  const { frame } = pipeTail(machine, file);
  pipes.frames.set(pipe, Math.max(pipes.frames.get(pipe), frame - pipe * PIPE_FRAMES + 1));
  pipes.bytes.set(pipe, pipes.bytes.get(pipe) + count);
}
