/**
 * The kinds of events, numbered once for all layers: what an event's subject, a and b are. Kinds are below 32, so that
 * the kinds of a segment fit one word. Which rule of which function decided an event is numbered in src/engine/rules.ts.
 *
 * A new kind goes at the end: stored moments name kinds by number.
 */

export const EVENT = {
  /** A process traps into the kernel. subject: process, a: message type, b: receiving server's process row. */
  call: 1,
  /** A message was put into a receiver's queue. subject: sender's process row, a: receiver's row, b: type. */
  message: 2,
  /** The kernel or a server unblocked a process with a reply. subject: process, a: result, b: sender's row. */
  reply: 3,
  /** The MMU raised a page fault. subject: process, a: page, b: fault code. */
  fault: 4,
  /** A page of anonymous memory got its first frame. subject: region, a: page, b: frame. */
  zero: 5,
  /** A shared frame was copied for a writer. subject: region, a: old frame, b: new frame. */
  cow: 6,
  /**
   * The operating system wrote a page-table entry, or one that leads to a table. subject: vmproc, a: page, b: new entry's
   * low word. The accessed and dirty bits, which the hardware sets, make no event.
   */
  pte: 7,
  /** A frame was allocated or freed. subject: frame, a: 1 allocated, 0 freed, b: kind of use. */
  frame: 8,
  /** The number of references to a physical block changed. subject: block, a: new count, b: its frame. */
  refcount: 9,
  /** A region was created, removed, moved, resized or protected. subject: region, a: first page, b: pages (0: removed). */
  region: 10,
  /** A region was split. subject: the lower part, a: the upper part, b: first page of the upper part. */
  split: 11,
  /** Two regions were merged. subject: the lower part, which stays, a: the upper part, b: its first page. */
  merge: 12,
  /** A TLB entry was filled. subject: cpu, a: page, b: frame. */
  fill: 13,
  /** A TLB entry was replaced. subject: cpu, a: page, b: frame. */
  evict: 14,
  /** A TLB was flushed. subject: cpu, a: page, or -1 for all, b: entries dropped. */
  flush: 15,
  /** Another CPU was told to drop an entry. subject: cpu told, a: page, or -1 for all, b: cpu that asks. */
  shootdown: 16,
  /** A signal was delivered. subject: process, a: signal, b: code. */
  signal: 17,
  /** The disk began (a: 0) or ended (a: 1) a transfer. subject: request, b: block. */
  io: 18,
  /** A page entered or left the page cache. subject: cached page, a: 1 entered, 0 left, b: frame. */
  cache: 19,
  /** A process was created (a: 1) or ended (a: 0). subject: process, b: parent, or exit status. */
  process: 20,
  /** The kernel killed a process. subject: process, a: signal, b: reason. */
  kill: 21,
  /** An instruction of a process accessed memory. subject: process, a: page, b: access kind. */
  access: 22,
  /** An expectation of the script was judged. subject: instruction, a: 1 holds, 0 failed, b: expectation number. */
  expect: 23,
  /** A statement of the script begins. subject: instruction, a: process row or 0, b: occurrence. */
  statement: 24,
  /** A context switch. subject: cpu, a: process that ran, b: process that runs. */
  switch: 25,
  /** The script printed, marked or stopped. subject: instruction, a: 0 say, 1 mark, 2 stop. */
  script: 26,
} as const;

export type EventName = keyof typeof EVENT;

/** Names by number; holes are not kinds. */
export const EVENT_NAMES: readonly (EventName | undefined)[] = namesByNumber();

function namesByNumber(): (EventName | undefined)[] {
  const names: (EventName | undefined)[] = [];
  for (const [name, number] of Object.entries(EVENT)) names[number] = name as EventName;
  return names;
}
