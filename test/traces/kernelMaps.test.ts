/**
 * Logs of real programs end with the kernel's own maps, process by process: ranges, permissions, private or shared,
 * object, and offset. The maps are compared here once more, apart from `expect maps`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { compileLog } from '../../src/traces/log';
import {
  blocksOf,
  kernelRow,
  machineRows,
  merged,
  readLogText,
  runLog,
  runProgram,
  type Row,
} from './logRun';

const NAMES = ['true', 'threads', 'python-pass', 'gcc-hello', 'bash-pipe', 'git-status', 'sqlite'];
/** Processes that end in each. */
const PROCESSES: Readonly<Record<string, number>> = {
  ...{ true: 1, threads: 1, 'python-pass': 1, 'gcc-hello': 5, 'bash-pipe': 9 },
  ...{ 'git-status': 1, sqlite: 1 },
};

/** The stack grows without a call: its lower bound is the kernel's. */
function withKernelStack(rows: Row[], kernel: readonly Row[], stackEnd: number): Row[] {
  const bound = kernel.find((row) => row[1] === stackEnd)?.[0];
  return rows.map((row) =>
    row[1] === stackEnd && bound !== undefined ? [bound, ...tail(row)] : row,
  );
}

function tail([, end, permissions, object, offset]: Row): [number, string, string, number | null] {
  return [end, permissions, object, offset];
}

interface Compared {
  readonly pid: number;
  readonly machine: readonly Row[];
  readonly kernel: readonly Row[];
}

function compareAll(text: string): {
  readonly compared: Compared[];
  readonly failures: readonly string[];
} {
  const blocks = blocksOf(text).filter(({ when }) => when === 'at-exit');
  const [program] = compileLog(text, 'a.maptrace', []).programs;
  const compared: Compared[] = [];
  if (program === undefined) return { compared, failures: ['nothing to run'] };
  const { failures } = runProgram(program, (computer, position) => {
    if (program.instructions[position]?.op !== 'expectMaps') return;
    const block = blocks[compared.length];
    if (block === undefined) return;
    const kernel = block.lines.map(kernelRow).filter((row) => row !== null);
    const stack = block.lines.find((line) => line.includes('[stack]')) ?? '';
    const rows = machineRows(computer, block.pid);
    const machine = merged(withKernelStack(rows, kernel, kernelRow(stack)?.[1] ?? 0));
    compared.push({ pid: block.pid, machine, kernel: merged(kernel) });
  });
  return { compared, failures };
}

describe('maps at exit', () => {
  it.each(NAMES)("%s: every process has the kernel's", (name) => {
    const { compared, failures } = compareAll(readLogText(`${name}.maptrace`));
    expect(compared).toHaveLength(PROCESSES[name] ?? 0);
    for (const { machine, kernel } of compared) {
      expect(kernel.length).toBeGreaterThan(10);
      expect(machine).toEqual(kernel);
    }
    expect(failures).toEqual([]);
  });

  it('teach differs from the kernel by its System V shared memory alone', () => {
    const { compared, failures } = compareAll(readLogText('teach.maptrace'));
    expect(compared).toHaveLength(3);
    for (const { machine, kernel } of compared) {
      expect(machine).toEqual(kernel.filter((row) => row[0] !== 0x7ffff7fb6000));
    }
    expect(failures).toHaveLength(2);
  });

  it.each(['true', 'sqlite'])('%s: most calls are noticed when they are deleted', (name) => {
    const lines = readLogText(`${name}.maptrace`).split('\n');
    const calls = lines.flatMap((line, i) => {
      return /^\d+ (?:mmap|munmap|mprotect|mremap|brk\(0x)/.test(line) ? [i] : [];
    });
    const noticed = calls.filter((at) => {
      const rest = lines.filter((_, i) => i !== at).join('\n');
      return runLog(rest, ['memory=8M']).failures.length > 0;
    });
    // What a later call undoes or does again leaves nothing behind: a mapping that is unmapped, a break in several steps.
    expect(noticed.length / calls.length).toBeGreaterThan(0.6);
  });
});

describe('strace logs', () => {
  it.each(['true', 'python-pass', 'threads'])('%s is the example of that name', (name) => {
    const example = readFileSync(join(__dirname, '../../examples/logs', `${name}.strace`), 'utf8');
    expect(example).toBe(readLogText(`${name}.strace`));
  });

  it.each([...NAMES, 'teach'])('%s runs without a failed statement, and soundly', (name) => {
    const { compiled, failures, computer } = runLog(readLogText(`${name}.strace`));
    expect(compiled.problems).toEqual([]);
    expect(failures).toEqual([]);
    expect(checkInvariants(computer)).toEqual([]);
  });
});
