/**
 * Changing one field of a message that waits for VM or VFS changes what the server does, as its call table says: the run
 * is suspended when the message is in the server's queue, a cell of its row is set, and the run goes on.
 */
import { describe, expect, it } from 'vitest';
import * as types from '../../src/engine/messages';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { compileScript } from '../../src/language/analyze';
import { compileQuery } from '../../src/language/compileQuery';
import { EVENT } from '../../src/machine/events';
import { evaluate } from '../../src/program/evaluation';
import { looking } from '../../src/program/evaluator';
import { formatValue } from '../../src/program/format';
import { sentence } from '../../src/program/messages';
import { isFailure } from '../../src/program/value';
import { lastEvent } from '../../src/timeline/history';
import { finish } from '../../src/timeline/journey';
import type { Stop } from '../../src/timeline/stops';
import { Timeline } from '../../src/timeline/timeline';

const ANY_MESSAGE: Stop = {
  ...{ id: 1, kind: 'event', event: EVENT.message, rule: null },
  ...{ condition: null, hits: null },
};

const ANON = 'PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0';

function timelineOf(script: string): Timeline {
  const { programs, diagnostics } = compileScript(script, 'test.vms');
  expect(diagnostics).toEqual([]);
  const [program] = programs;
  if (program === undefined) throw new Error('no program');
  return new Timeline(program);
}

/** Runs until the n-th message of a type waits for its server. @returns its row. */
function waitFor(timeline: Timeline, type: number, nth = 1): number {
  let seen = 0;
  for (;;) {
    const { reason } = finish(timeline.continue([ANY_MESSAGE]));
    if (reason === 'end') throw new Error(`no message ${types.messageName(type)}`);
    const event = lastEvent(timeline.recording)?.event;
    if (event?.b !== type) continue;
    seen++;
    if (seen === nth) return event.subject;
  }
}

/** Which pages of files are in the page cache. */
const CACHED = ({ computer }: Timeline): string => {
  const { cachedPages } = computer;
  const pages: number[] = [];
  for (let row = cachedPages.nextRow(1); row !== 0; row = cachedPages.nextRow(row + 1)) {
    pages.push(cachedPages.page.get(row));
  }
  return pages.sort().join(' ');
};

/** How many pages VM has in memory for processes. */
const PAGES = ({ computer }: Timeline): string => String(computer.physBlocks.rowCount());

function ask(timeline: Timeline, text: Case['question']): string {
  if (typeof text === 'function') return text(timeline);
  const { computer, program } = timeline.recording;
  const query = compileQuery(text, program);
  if (!query.ok) throw new Error(query.message);
  const value = evaluate(looking(computer, program), query.expression);
  return isFailure(value) ? sentence(value) : formatValue(computer, value);
}

/** Its text, which is mapped first, has the lowest addresses. */
const PROGRAM = `file "/x" { text = 8K, data = 4K }\nspawn p\np: a = mmap(NULL, PAGE, ${ANON})\np: execve("/x", [], []) = ?`;

interface Case {
  readonly type: keyof typeof types;
  readonly script: string;
  /** Which of its messages of this type is changed. */
  readonly nth?: number;
  /** The field, and what it holds instead. */
  readonly field: string;
  readonly value: (timeline: Timeline, row: number) => number;
  /** What is asked at the end, and the answers without and with the change. */
  readonly question: string | ((timeline: Timeline) => string);
  readonly answers: readonly [string, string];
  readonly why: string;
}

const CASES: readonly Case[] = [
  {
    type: 'VM_MMAP',
    script: `spawn p\np: a = mmap(NULL, PAGE, ${ANON})`,
    field: 'lengthPages',
    value: () => 3,
    question: '(region(p, a).end - region(p, a).start) / PAGE',
    answers: ['1', '3'],
    why: 'the region is as long as the message says',
  },
  {
    type: 'VM_MUNMAP',
    script: `spawn p\np: a = mmap(NULL, 4*PAGE, ${ANON})\np: munmap(a, 4*PAGE)`,
    field: 'lengthPages',
    value: () => 1,
    question: 'count(p.regions where .start == a + PAGE)',
    answers: ['0', '1'],
    why: 'only the first page goes, and the rest begins behind it',
  },
  {
    type: 'VM_MPROTECT',
    script: `spawn p\np: a = mmap(NULL, PAGE, ${ANON})\np: mprotect(a, PAGE, PROT_READ)\np: store(a, 1) = ?`,
    field: 'protection',
    value: () => 3,
    question: 'p.alive',
    answers: ['0', '1'],
    why: 'the page stays writable, so the store is no fault that kills',
  },
  {
    type: 'VM_MREMAP',
    script: `spawn p\np: a = mmap(NULL, 4*PAGE, ${ANON})\np: b = mremap(a, 4*PAGE, 2*PAGE, 0)`,
    field: 'newLengthPages',
    value: () => 3,
    question: '(region(p, a).end - region(p, a).start) / PAGE',
    answers: ['2', '3'],
    why: 'the mapping shrinks to the new length',
  },
  {
    type: 'VM_BRK',
    script: 'spawn p\np: b = brk(NULL)\np: c = brk(b + PAGE)',
    nth: 2,
    field: 'addressPage',
    value: ({ computer }, row) => computer.messages.addressPage.get(row) + 2,
    question: '(c - b) / PAGE',
    answers: ['1', '3'],
    why: 'the break moves two pages further',
  },
  {
    type: 'VM_FORK',
    script: 'spawn p\np: c = fork() = ?',
    field: 'endpoint',
    value: () => 12345,
    question: 'count(processes where .alive)',
    answers: ['2', '1'],
    why: 'nobody has this endpoint: EINVAL, and the fork has failed',
  },
  {
    type: 'VM_WILLEXIT',
    script: `spawn p\np: a = mmap(NULL, PAGE, ${ANON})\np: store(a, 1)\np: exit(0)`,
    field: 'endpoint',
    value: () => 12345,
    question: PAGES,
    answers: ['0', '1'],
    why: 'VM was not told that p ends, refuses its VM_EXIT, and keeps the memory',
  },
  {
    type: 'VM_EXIT',
    script: `spawn p\np: a = mmap(NULL, PAGE, ${ANON})\np: store(a, 1)\np: exit(0)`,
    field: 'endpoint',
    value: () => 12345,
    question: PAGES,
    answers: ['0', '1'],
    why: 'nobody has this endpoint: the memory of p is not given back',
  },
  {
    type: 'VM_EXEC_NEWMEM',
    script: 'spawn p\np: b = brk(NULL)',
    field: 'addressPage',
    value: () => 0x12345,
    question: 'b',
    // Otherwise at an eighth of the 0xf0000000 bytes that a process has.
    answers: [String(0x1e000000), String(0x12345000)],
    why: 'the heap begins where the message says',
  },
  {
    type: 'VM_PROCCTL',
    script: PROGRAM,
    field: 'request',
    value: () => 2,
    question: 'p.alive',
    answers: ['1', '0'],
    why: 'VM knows no such request, and a process whose execve fails so late is ended',
  },
  {
    type: 'VM_VFS_MMAP',
    script: PROGRAM,
    field: 'lengthPages',
    value: () => 1,
    question: '(first(p.regions).end - first(p.regions).start) / PAGE',
    answers: ['2', '1'],
    why: 'the text of the program is mapped as long as the message says',
  },
  {
    type: 'VM_VFS_REPLY',
    script: `file "/x" { size = 8K }\nspawn p\np: d = open("/x", O_RDONLY)\np: a = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, d, 0) = ?`,
    field: 'result',
    value: () => -9,
    question: 'count(p.regions where .type == "file")',
    answers: ['1', '0'],
    why: 'VFS says EBADF: mmap fails with it',
  },
  {
    type: 'VM_SETCACHEPAGE',
    script: `file "/x" { size = 32K }\nspawn p\np: a = mmap(NULL, PAGE, ${ANON})\np: d = open("/x", O_RDONLY)\np: read(d, a, 1)`,
    field: 'offsetPages',
    value: () => 5,
    question: CACHED,
    answers: ['0', '0 5'],
    why: 'the frame becomes page 5; page 0 comes only with a second transfer',
  },
  {
    type: 'VM_SETCACHEPAGE',
    script: `file "/x" { size = 32K }\nspawn p\np: a = mmap(NULL, PAGE, ${ANON})\np: d = open("/x", O_RDONLY)\np: read(d, a, 1)`,
    field: 'offsetPages',
    value: () => 5,
    question: 'disk.reads',
    answers: ['1', '2'],
    why: 'page 0 is still missing, and VFS reads it from the disk again',
  },
  {
    type: 'VM_SETCACHEPAGE',
    script: `file "/x" { size = 32K }\nspawn p\np: a = mmap(NULL, PAGE, ${ANON})\np: d = open("/x", O_RDONLY)\np: r = read(d, a, 1) = ?`,
    field: 'slot',
    value: () => 0,
    question: 'r',
    answers: ['1', '-14'],
    why: 'frame 0 is none: EFAULT, and so has the read',
  },
  {
    type: 'VM_EXEC_NEWMEM',
    script: 'spawn p',
    field: 'endpoint',
    value: () => 12345,
    question: 'count(processes where .alive)',
    answers: ['1', '0'],
    why: 'nobody has this endpoint: EINVAL, and there is no process',
  },
  {
    type: 'VM_VFS_MMAP',
    script: PROGRAM,
    field: 'endpoint',
    value: () => 12345,
    question: 'p.alive',
    answers: ['1', '0'],
    why: 'nobody has this endpoint: EINVAL, and a process whose execve fails so late is ended',
  },
  {
    type: 'VFS_PM_FORK',
    script: 'spawn p\np: c = fork() = ?',
    nth: 2,
    field: 'slot',
    // VFS's own.
    value: () => 1,
    question: 'count(processes where .alive)',
    answers: ['2', '1'],
    why: 'no process gets the slot of a server: EINVAL, and the fork has failed',
  },
  {
    type: 'VM_TRUNCATE',
    script: `file "/x" { size = 8K }\nspawn p\np: d = open("/x", O_RDWR)\np: a = mmap(NULL, 2*PAGE, PROT_READ, MAP_SHARED, d, 0)\np: load(a + PAGE, 1)\np: ftruncate(d, PAGE)`,
    field: 'sizePages',
    value: () => 2,
    question: 'resident(p, a + PAGE)',
    answers: ['0', '1'],
    why: 'the second page is not beyond the end that VM hears of',
  },
  {
    type: 'VM_PAGEFAULT',
    script: `spawn p\np: a = mmap(NULL, 2*PAGE, ${ANON})\np: store(a, 1)`,
    field: 'addressPage',
    value: ({ computer }, row) => computer.messages.addressPage.get(row) + 1,
    question: 'p.faults.zero',
    answers: ['1', '2'],
    why: 'VM serves the page behind; the access faults again for its own',
  },
];

describe('a message that waits for a server', () => {
  it.each(CASES.map((one) => [`${one.type}.${one.field}: ${one.why}`, one] as const))(
    '%s',
    (_, one) => {
      const { type, script, nth, field, value, question, answers } = one;
      const timeline = timelineOf(script);
      const number = types[type];
      if (typeof number !== 'number') throw new Error(`${type} is no type`);
      const row = waitFor(timeline, number, nth);
      const at = timeline.position;
      finish(timeline.continue([]));
      const before = ask(timeline, question);
      timeline.seek(at);
      const change = { kind: 'cell', column: `message.${field}`, row } as const;
      expect(timeline.edit({ ...change, value: value(timeline, row) })).toBe(null);
      finish(timeline.continue([]));
      expect([before, ask(timeline, question)]).toEqual(answers);
      expect(checkInvariants(timeline.computer)).toEqual([]);
      expect(timeline.switchBranch(0)).toBe(true);
      finish(timeline.continue([]));
      expect(ask(timeline, question)).toBe(answers[0]);
    },
  );
});
