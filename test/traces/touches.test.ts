/** Accesses that calls of a log imply, for `touches = assumed`. */
import { describe, expect, it } from 'vitest';
import { peekTranslate } from '../../src/arch/peek';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { compileScript } from '../../src/language/analyze';
import type { Computer } from '../../src/program/computer';
import { describeStatement } from '../../src/program/describe';
import { endpointOfPid, liveRow } from '../../src/program/processes';
import { compileLog, printLog } from '../../src/traces/log';
import { blocksOf, kernelRow, readLogText, runLog, runProgram } from './logRun';

const ASSUMED = ['memory=16M', 'touches=assumed'];
const EXEC = [
  '7 execve("/bin/x", ["x"], 0x7ffe /* 3 vars */) = 0',
  '00400000-00401000 r--p 00000000 00:00 0 /bin/x',
  '00401000-00402000 r-xp 00001000 00:00 0 /bin/x',
  '00402000-00404000 rw-p 00002000 00:00 0 /bin/x',
  '7ffff7fca000-7ffff7fcb000 r--p 00000000 00:00 0 /lib/ld.so',
  '7ffff7fcb000-7ffff7ff1000 r-xp 00001000 00:00 0 /lib/ld.so',
  '7ffff7ffb000-7ffff7fff000 rw-p 00031000 00:00 0 /lib/ld.so',
  '7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0 [stack]',
];

/** Pages of a process that are resident, of those asked for. */
function resident(computer: Computer, pid: number, pages: readonly number[]): number[] {
  const row = liveRow(computer, endpointOfPid(computer, pid, 0));
  const root = computer.vmprocs.root.get(computer.processes.vmproc.get(row));
  return pages.filter((page) => peekTranslate(computer, root, page) >= 0);
}

/** What the assumed instructions of a log do, as `describe` tells it. */
function assumedOf(lines: readonly string[]): string[] {
  const [program] = compileLog(lines.join('\n'), 'a', ASSUMED).programs;
  if (program === undefined) throw new Error('nothing to run');
  const told: string[] = [];
  let last = -1;
  runProgram(program, (computer, position) => {
    const instruction = program.instructions[last];
    if (instruction?.op === 'call' && instruction.assumed) {
      told.push(describeStatement(computer, program, last) ?? '');
    }
    last = position;
  });
  return told;
}

describe('assumed accesses', () => {
  it('are none unless they are asked for', () => {
    const { computer } = runLog(readLogText('true.maptrace'), ['memory=16M']);
    const { vmprocs } = computer;
    for (let slot = 1; slot < vmprocs.capacity; slot++) expect(vmprocs.minor.get(slot)).toBe(0);
  });

  it("of execve are the arguments on the stack, the program's head, and the loader", () => {
    expect(assumedOf([...EXEC, '7 brk(NULL) = 0x404000'])).toEqual([
      'assumed: p7 (pid 7): memcpy(0x7fffffffeff0, 0x7fffffffeff0, 16) = 0',
      'assumed: p7 (pid 7): load(0x400000) = "\\0"',
      'assumed: p7 (pid 7): load(0x7ffff7fca000) = "\\0"',
      'assumed: p7 (pid 7): fetch(0x7ffff7fcb000) = "\\0"',
      'assumed: p7 (pid 7): memcpy(0x7ffff7ffb000, 0x7ffff7ffb000, 1) = 0',
    ]);
    const { computer } = runLog(EXEC.join('\n'), ASSUMED);
    const pages = [0x7fffffffe, 0x400, 0x7ffff7fca, 0x7ffff7fcb, 0x7ffff7ffb];
    expect(resident(computer, 7, [...pages, 0x401, 0x402, 0x7ffff7fcc, 0x7fffffffd])).toEqual(
      pages,
    );
  });

  it('of mprotect are the writes that it ends: the page is copied before', () => {
    const lines = [...EXEC, '7 mprotect(0x402000, 4096, PROT_READ) = 0'];
    const { computer, failures } = runLog(lines.join('\n'), ASSUMED);
    expect(failures).toEqual([]);
    expect(resident(computer, 7, [0x402, 0x403])).toEqual([0x402]);
  });

  it('of clone are the new stack, and the ids where the flags ask for them', () => {
    const lines = [
      ...EXEC,
      '7 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x10000',
      '7 clone3({flags=CLONE_VM|CLONE_THREAD|CLONE_PARENT_SETTID, parent_tid=0x10010, stack=0x11000, stack_size=0x1000}, 88) = 9',
      '7 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x10020) = 8',
      '8 brk(NULL) = 0x404000',
    ];
    expect(assumedOf(lines).slice(5)).toEqual([
      'assumed: p7 (pid 7): memcpy(0x11ff0, 0x11ff0, 16) = 0',
      'assumed: p7 (pid 7): store(0x10010, 9, 4) = 0',
      'assumed: pid 8: store(0x10020, 8, 4) = 0',
    ]);
    const { computer } = runLog(lines.join('\n'), ASSUMED);
    const row = liveRow(computer, endpointOfPid(computer, 8, 0));
    // The child's own copy of the page is the one that its id was written to.
    expect(computer.vmprocs.cow.get(computer.processes.vmproc.get(row))).toBe(1);
  });

  it('that would fault are left out, and harm nobody', () => {
    const lines = [
      '7 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x10020) = 8',
    ];
    expect(assumedOf([...lines, '8 brk(NULL) = 0x5000'])).toEqual([
      'assumed: pid 8: store(0x10020, 8, 4) left out',
    ]);
    const { failures, computer } = runLog([...lines, '8 brk(NULL) = 0x5000'].join('\n'), ASSUMED);
    expect(failures).toEqual([]);
    expect(liveRow(computer, endpointOfPid(computer, 8, 0))).not.toBe(0);
  });

  it('are made in the printed scenario, too', () => {
    for (const name of ['threads.strace', 'gcc-hello.maptrace']) {
      const text = readLogText(name);
      const overrides = ['touches=assumed'];
      const printed = printLog(text, name, overrides).text;
      expect(printed).toContain('touches = assumed }');
      const [program] = compileScript(printed, 'a.vms').programs;
      if (program === undefined) throw new Error('nothing to run');
      const { computer } = runProgram(program);
      const log = runLog(text, overrides);
      expect(computer.hash.all()).toBe(log.computer.hash.all());
      expect(log.failures).toEqual([]);
      expect(checkInvariants(log.computer)).toEqual([]);
    }
  });
});

describe('what is resident at exit', () => {
  const names = [
    'true',
    'python-pass',
    'gcc-hello',
    'bash-pipe',
    'git-status',
    'sqlite',
    'threads',
  ];
  it.each(names)('%s: is no more than in the kernel, in anonymous memory', (name) => {
    const text = readLogText(`${name}.maptrace`);
    const blocks = blocksOf(text).filter(({ when }) => when === 'at-exit');
    const [program] = compileLog(text, name, ['touches=assumed']).programs;
    if (program === undefined) throw new Error('nothing to run');
    let compared = 0;
    let total = 0;
    runProgram(program, (computer, position) => {
      if (program.instructions[position]?.op !== 'expectMaps') return;
      const block = blocks[compared++];
      for (const line of block?.lines ?? []) {
        const row = kernelRow(line);
        if (row?.[3] !== 'anon') continue;
        const first = row[0] / 4096;
        const pages = Array.from({ length: row[1] / 4096 - first }, (_, i) => first + i);
        const here = resident(computer, block?.pid ?? 0, pages).length * 4;
        total += here;
        expect(here).toBeLessThanOrEqual(Number(/rss=(\d+)kB/.exec(line)?.[1]));
      }
    });
    expect(compared).toBe(blocks.length);
    expect(total).toBeGreaterThan(0);
  });
});
