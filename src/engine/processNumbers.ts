/**
 * Numbers of processes that exist from boot (minix/include/minix/com.h): slots of the servers and their rows.
 * A row is a slot plus one, because row 0 is none.
 */

export const PM_SLOT = 0;
export const VFS_SLOT = 1;
export const RS_SLOT = 2;
export const VM_SLOT = 8;
export const MFS_SLOT = 10;
export const INIT_SLOT = 11;
/** First slot for user processes: NR_BOOT_MODULES. */
export const FIRST_USER_SLOT = 12;
/** MINIX: NR_PROCS. */
export const NR_PROCS = 256;

export const PM = PM_SLOT + 1;
export const VFS = VFS_SLOT + 1;
export const RS = RS_SLOT + 1;
export const VM = VM_SLOT + 1;
export const MFS = MFS_SLOT + 1;
export const INIT = INIT_SLOT + 1;

/** Slots of one generation of endpoints (endpoint.h). */
const ENDPOINT_GENERATION = 32768;

/** The endpoint of a slot in a generation. */
export function makeEndpoint(generation: number, slot: number): number {
  return generation * ENDPOINT_GENERATION + slot;
}

/** The row of an endpoint's slot: whether that process still lives is another question. */
export function rowOfEndpoint(endpoint: number): number {
  return (endpoint % ENDPOINT_GENERATION) + 1;
}

/** Whether a number is the slot of a process that is no server: what a message names may be any number. */
export function isUserSlot(slot: number): boolean {
  return slot >= FIRST_USER_SLOT && slot < NR_PROCS;
}

/** What keeps a process from running (kernel/proc.h RTS_*). 0: runnable. */
export const RTS = {
  SLOT_FREE: 0x1,
  SENDING: 0x4,
  RECEIVING: 0x8,
  /** Ended by a signal: PM has not taken notice yet. */
  SIGNALED: 0x10,
  VMINHIBIT: 0x200,
  PAGEFAULT: 0x400,
  VMREQUEST: 0x800,
  /** A server works on a message: not in MINIX, where that is "running". */
  BUSY: 0x20000,
  /** Ended, its parent has not asked yet. */
  ZOMBIE: 0x40000,
} as const;

/** process.action. */
export const ACTION = { NONE: 0, RUNNING: 1, WAITING: 2, DONE: 3, SIGNALLED: 4 } as const;
