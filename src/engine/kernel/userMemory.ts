/**
 * Memory of user processes: what their instructions load and store, page by page through the MMU of their CPU, with the
 * page faults that this takes; and what is looked at without effect.
 */
import { FETCH, READ, translate, WRITE } from '../../arch/mmu';
import { peekTranslate } from '../../arch/peek';
import { EVENT } from '../../machine/events';
import { SIGNAL, SIGNAL_CODE } from '../errno';
import type { Machine, ProcessRow } from '../machine';
import { pageFault } from './pagefault';
import { switchTo } from './process';
import { KERNEL_RULES } from './rules';
import { runServers } from './scheduler';
import { sysKill } from './signals';

/** How often an access is tried again after VM served its fault; then the memory is taken for broken. */
const MAX_TRIES = 64;

/**
 * One access of an instruction to a page: translation, and page faults until it succeeds.
 * @param access READ, WRITE or FETCH (arch/mmu.ts).
 * @param offset bytes in the page, for the address that a signal names.
 * @returns the frame, or -1 when the process got a signal (processes.signal and so on; it has ended).
 */
export function userAccess(
  machine: Machine,
  process: ProcessRow,
  page: number,
  access: number,
  offset = 0,
): number {
  const cpu = machine.processes.cpu.get(process);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    switchTo(machine, process);
    const frame = translate(machine, cpu, page, access);
    if (frame >= 0) {
      machine.trace.event(EVENT.access, process, page, access, 0);
      return frame;
    }
    if (!pageFault(machine, process, page, offset, -1 - frame)) return -1;
  }
  const { BUS_ADRERR } = SIGNAL_CODE;
  sysKill(machine, process, SIGNAL.SIGBUS, BUS_ADRERR, page, offset, KERNEL_RULES.faultAgain.id);
  runServers(machine);
  return -1;
}

/**
 * An instruction loads bytes; they may lie on several pages.
 * @param out receives `length` bytes from its beginning.
 * @returns `length`, or -1 when the process got a signal.
 */
export function loadBytes(
  machine: Machine,
  process: ProcessRow,
  page: number,
  offset: number,
  length: number,
  out: Uint8Array,
): number {
  return readUser(machine, process, page, offset, length, READ, out);
}

/** An instruction is fetched: as `loadBytes`, but the pages must be executable. */
export function fetchBytes(
  machine: Machine,
  process: ProcessRow,
  page: number,
  offset: number,
  length: number,
  out: Uint8Array,
): number {
  return readUser(machine, process, page, offset, length, FETCH, out);
}

function readUser(
  machine: Machine,
  process: ProcessRow,
  page: number,
  offset: number,
  length: number,
  access: number,
  out: Uint8Array,
): number {
  const { pageBytes } = machine.architecture;
  let at = offset;
  let done = 0;
  for (let current = page; done < length; current++) {
    const frame = userAccess(machine, process, current, access, at);
    if (frame < 0) return -1;
    const count = Math.min(length - done, pageBytes - at);
    const start = frame * pageBytes + at;
    out.set(machine.ram.bytes.subarray(start, start + count), done);
    done += count;
    at = 0;
  }
  return length;
}

/**
 * An instruction stores bytes; they may lie on several pages. What was stored before a fault that ends the process stays.
 * @returns the number of bytes, or -1 when the process got a signal.
 */
export function storeBytes(
  machine: Machine,
  process: ProcessRow,
  page: number,
  offset: number,
  source: Uint8Array,
): number {
  const { pageBytes } = machine.architecture;
  let at = offset;
  let done = 0;
  for (let current = page; done < source.length; current++) {
    const frame = userAccess(machine, process, current, WRITE, at);
    if (frame < 0) return -1;
    const count = Math.min(source.length - done, pageBytes - at);
    machine.ram.writeBytes(frame, at, source.subarray(done, done + count));
    done += count;
    at = 0;
  }
  return source.length;
}

/**
 * The bytes at an address as they stand, without any effect: pages that are not in the page table count as zeros.
 * @param out is filled from the address on.
 * @returns how many of its bytes lie on present pages.
 */
export function peekBytes(
  machine: Machine,
  process: ProcessRow,
  page: number,
  offset: number,
  out: Uint8Array,
): number {
  const { pageBytes } = machine.architecture;
  const root = machine.vmprocs.root.get(machine.processes.vmproc.get(process));
  let at = offset;
  let present = 0;
  let done = 0;
  for (let current = page; done < out.length; current++) {
    const count = Math.min(out.length - done, pageBytes - at);
    const frame = peekTranslate(machine, root, current);
    if (frame >= 0) {
      const start = frame * pageBytes + at;
      out.set(machine.ram.bytes.subarray(start, start + count), done);
      present += count;
    } else {
      out.fill(0, done, done + count);
    }
    done += count;
    at = 0;
  }
  return present;
}
