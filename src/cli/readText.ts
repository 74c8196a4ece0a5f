/** Reads a text from a file or from standard input. What cannot be read becomes an `InputError` that says why. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The input cannot be run: exit status 2. */
export class InputError extends Error {}

/** The most that is read; a longer text does not fit the memory that parsing takes. */
const MOST_BYTES = 256 * 1024 * 1024;
const CHUNK = 1 << 20;
const STANDARD_INPUT = 0;

/** A text that is not empty, and what messages call it. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** @param path `-` is standard input, and `.gz` is unpacked. */
export function readText(path: string): NamedText {
  if (path === '') throw new InputError('the name of the file is empty');
  const name = path === '-' ? 'standard input' : path;
  const text = bytesOf(path, name).toString('utf8');
  if (text.trim() === '') throw new InputError(`${name}: it is empty: there is nothing to run`);
  return { name, text };
}

function bytesOf(path: string, name: string): Buffer {
  try {
    const isPacked = path.endsWith('.gz');
    const bytes = path === '-' ? readAll(STANDARD_INPUT, name, false) : readFile(path, isPacked);
    if (!isPacked) return bytes;
    const unpacked = gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
    checkText(unpacked.subarray(0, CHUNK), name);
    return unpacked;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${name}: ${reasonOf(error)}`);
  }
}

/**
 * The bytes of a file.
 * @throws InputError when it is no text or too large, and Node's errors.
 */
export function readFile(path: string, isPacked = false): Buffer {
  const file = openSync(path, 'r');
  try {
    const found = fstatSync(file);
    if (found.isDirectory()) throw new InputError(`${path}: this is a folder, not a file`);
    if (found.size > MOST_BYTES) throw tooLarge(path);
    return readAll(file, path, isPacked);
  } finally {
    closeSync(file);
  }
}

/** Reads to the end, which a device or a pipe may not have: what is no text or too much is refused on the way. */
function readAll(file: number, name: string, isPacked: boolean): Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = readChunk(file);
    if (chunk === null) return Buffer.concat(chunks);
    if (length === 0 && !isPacked) checkText(chunk, name);
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) throw tooLarge(name);
  }
}

/** The next bytes; null at the end. */
function readChunk(file: number): Buffer | null {
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (;;) {
    try {
      const length = readSync(file, chunk);
      return length === 0 ? null : chunk.subarray(0, length);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EOF') return null;
      if (code !== 'EAGAIN') throw error;
      // Standard input that does not block and has nothing yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function checkText(start: Buffer, name: string): void {
  if (start.includes(0)) throw new InputError(`${name}: this is no text: it has zero bytes`);
}

function tooLarge(name: string): InputError {
  return new InputError(`${name}: this is too large: at most 256 MiB are read`);
}

/** Why a file cannot be read. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES') return 'it may not be read';
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'unpacked it is larger than 256 MiB';
  if (code.startsWith('Z_')) return 'it cannot be unpacked: it is no gzip file';
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
