/**
 * Standard output and standard error, written at once. A statement of a script may run for hours without giving Node's
 * streams a turn, so that they would neither print what it says nor notice that its reader has gone.
 */
import { writeSync } from 'node:fs';

const OUTPUT = 1;
const ERRORS = 2;
/** As shells report a program that a closed pipe ended: 128 + SIGPIPE. */
const BROKEN_PIPE = 141;

/** Prints lines to standard output. */
export function print(text: string): void {
  printOpen(`${text}\n`);
}

/** Prints to standard output without ending the line. */
export function printOpen(text: string): void {
  write(OUTPUT, text);
}

/** Prints lines to standard error. */
export function warn(text: string): void {
  warnOpen(`${text}\n`);
}

/** Prints to standard error without ending the line. */
export function warnOpen(text: string): void {
  write(ERRORS, text);
}

function write(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      if (!isFull(error)) leave(file, error);
      pause();
    }
  }
}

/** Whether a pipe that does not block has no room now. */
function isFull(error: unknown): boolean {
  return codeOf(error) === 'EAGAIN';
}

/** Nobody reads any more, or the disk is full: there is nothing left to run for. */
function leave(file: number, error: unknown): never {
  if (codeOf(error) === 'EPIPE') process.exit(BROKEN_PIPE);
  if (file === OUTPUT) warn(`standard output: ${error instanceof Error ? error.message : ''}`);
  process.exit(2);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Waits 2 ms for the reader. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}
