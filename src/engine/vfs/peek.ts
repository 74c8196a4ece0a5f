/** Looking at files without any effect: what a read would give, what the device holds, what a call has read. */
import { fillBytes } from '../drivers/disk';
import { PIPE_FRAMES, type FileRow, type Machine, type ProcessRow } from '../machine';
import { bytesInPage } from './files';
import { cachedFrame } from './pageCache';

/**
 * What a read at (page, offset) would give: from the page cache, else from the disk.
 * @param out is filled from its beginning as far as the file goes.
 * @returns how many bytes were filled.
 */
export function peekFile(
  machine: Machine,
  file: FileRow,
  page: number,
  offset: number,
  out: Uint8Array,
): number {
  return gather(machine, file, page, offset, out, true);
}

/** What the device holds at (page, offset); otherwise as `peekFile`. */
export function peekDisk(
  machine: Machine,
  file: FileRow,
  page: number,
  offset: number,
  out: Uint8Array,
): number {
  return gather(machine, file, page, offset, out, false);
}

function gather(
  machine: Machine,
  file: FileRow,
  page: number,
  offset: number,
  out: Uint8Array,
  cached: boolean,
): number {
  let done = 0;
  let at = offset;
  for (let current = page; done < out.length; current++) {
    const count = Math.min(bytesInPage(machine, file, current, at), out.length - done);
    if (count === 0) break;
    const bytes = pageBytesOf(machine, file, current, cached).subarray(at, at + count);
    out.fill(0, done, done + count);
    out.set(bytes, done);
    done += count;
    at = 0;
  }
  return done;
}

/** The bytes of one page of a file; those missing at the end are zeros. */
function pageBytesOf(machine: Machine, file: FileRow, page: number, cached: boolean): Uint8Array {
  const { ram, disk } = machine;
  const frame = cached ? cachedFrame(machine, file, page) : 0;
  if (frame !== 0) return ram.readBytes(frame, 0, ram.frameBytes);
  const block = machine.radix.get(machine.files.blocks.get(file), page);
  if (block !== 0) return disk.readBytes(block, 0, disk.frameBytes);
  return fillBytes(machine, file, page);
}

/**
 * The bytes that the last read (or write) of a process moved, as they stand in the file now; of a pipe, as they stand in
 * its ring.
 * @returns how many of them `out` received.
 */
export function lastTransfer(machine: Machine, process: ProcessRow, out: Uint8Array): number {
  const { fprocs, files } = machine;
  const file = fprocs.file.get(process);
  const wanted = out.subarray(0, Math.min(out.length, fprocs.moved.get(process)));
  const page = fprocs.firstPages.get(process);
  const offset = fprocs.firstOffset.get(process);
  const pipe = files.has(file) ? files.pipe.get(file) : 0;
  if (pipe === 0) return peekFile(machine, file, page, offset, wanted);
  const { pipeBuffers } = machine;
  for (let i = 0; i < wanted.length; i++) {
    const at =
      (page * pipeBuffers.frameBytes + offset + i) % (PIPE_FRAMES * pipeBuffers.frameBytes);
    const frame = pipe * PIPE_FRAMES + Math.floor(at / pipeBuffers.frameBytes);
    wanted[i] = pipeBuffers.getByte(frame, at % pipeBuffers.frameBytes);
  }
  return wanted.length;
}
