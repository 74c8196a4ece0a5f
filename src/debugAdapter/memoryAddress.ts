/**
 * Memory by the references that a client holds: `va:PID:0x1000` is memory of a process, `pa:0x1000` physical memory,
 * `frame:7` a frame from its beginning. Only looks.
 */
import { peekTranslate } from '../arch/peek';
import { endpointOfPid, vmprocOf } from '../program/processes';
import type { Change } from '../timeline/edit';
import { RequestError } from './errors';
import type { Look } from './variables/shown';

/** A byte somewhere, and how one gets from there to the next page. */
export interface MemoryAddress {
  /** Negative: physical memory. */
  readonly endpoint: number;
  /** In bytes. */
  readonly address: bigint;
}

export function parseReference(look: Look, text: string): MemoryAddress {
  const [kind = '', first = '', second = ''] = text.split(':');
  const isGood = (number: string): boolean => /^(?:0x[0-9a-f]{1,16}|\d{1,19})$/i.test(number);
  if (kind === 'va' && isGood(first) && isGood(second)) {
    const endpoint = endpointOfPid(look.computer, Number(first), 0);
    if (endpoint < 0) throw new RequestError(`there is no process ${first}`);
    return { endpoint, address: BigInt(second) };
  }
  if (kind === 'pa' && isGood(first)) return { endpoint: -1, address: BigInt(first) };
  if (kind === 'frame' && isGood(first)) {
    const { pageBytes } = look.computer.architecture;
    return { endpoint: -1, address: BigInt(first) * BigInt(pageBytes) };
  }
  throw new RequestError(`${text}: a memory reference is va:PID:ADDRESS, pa:ADDRESS or frame:N`);
}

/** A stretch of memory within one frame. */
export interface Piece {
  /** Negative: no page is present there. */
  readonly frame: number;
  readonly offset: number;
  readonly length: number;
}

/** The pieces of a range, in order. */
export function* pieces(
  { computer }: Look,
  { endpoint, address }: MemoryAddress,
  count: number,
): Generator<Piece> {
  const { architecture, ram, vmprocs } = computer;
  const size = BigInt(architecture.pageBytes);
  const vmproc = endpoint < 0 ? 0 : vmprocOf(computer, endpoint);
  const root = vmproc === 0 ? 0 : vmprocs.root.get(vmproc);
  for (let done = 0; done < count;) {
    const at = address + BigInt(done);
    const page = Number(at / size);
    const offset = Number(at % size);
    const length = Math.min(count - done, architecture.pageBytes - offset);
    const isThere = at >= 0n && Number.isSafeInteger(page);
    const physical = page < ram.frames ? page : -1;
    const frame = !isThere
      ? -1
      : endpoint < 0
        ? physical
        : root === 0
          ? -1
          : peekTranslate(computer, root, page);
    yield { frame, offset, length };
    done += length;
  }
}

/** The changes that write bytes up to the first page that is not present, and how many bytes that are. */
export function writing(look: Look, start: MemoryAddress, bytes: Uint8Array) {
  const changes: Change[] = [];
  let done = 0;
  for (const { frame, offset, length } of pieces(look, start, bytes.length)) {
    if (frame < 0) break;
    changes.push({ kind: 'bytes', frame, offset, bytes: [...bytes.subarray(done, done + length)] });
    done += length;
  }
  return { changes, written: done };
}

export function addressText(address: bigint): string {
  return `0x${(address < 0n ? 0n : address).toString(16)}`;
}
