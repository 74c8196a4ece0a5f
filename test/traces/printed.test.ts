/** `import strace LOG` prints a scenario that ends as the log does. */
import { describe, expect, it } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import { format } from '../../src/language/format';
import { mappingsOf, mapsLine } from '../../src/program/maps';
import type { Computer } from '../../src/program/computer';
import { isLog, printLog } from '../../src/traces/log';
import { readLogText, runLog, runProgram } from './logRun';

const NAMES = [
  ...['true', 'teach', 'threads', 'python-pass', 'gcc-hello', 'bash-pipe', 'git-status', 'sqlite'],
].flatMap((name) => [`${name}.strace`, `${name}.maptrace`]);

/** Processes with their maps, frames and fault counters. */
function endOf(computer: Computer): unknown {
  const { processes, mprocs, vmprocs, globals } = computer;
  const list: unknown[] = [];
  for (let row = processes.nextRow(1); row !== 0; row = processes.nextRow(row + 1)) {
    const vmproc = processes.vmproc.get(row);
    const maps = mappingsOf(computer, row).map((mapping) => mapsLine(computer, mapping));
    list.push([mprocs.pid.get(row), mprocs.status.get(row), vmprocs.total.get(vmproc), maps]);
  }
  return { list, free: globals.freeFrames.get(1), cached: globals.cachedCount.get(1) };
}

function runPrinted(text: string) {
  const { programs, diagnostics } = compileScript(text, 'printed.vms');
  expect(diagnostics).toEqual([]);
  const [program] = programs;
  if (program === undefined) throw new Error('nothing to run');
  return runProgram(program);
}

describe('a printed log', () => {
  it.each(NAMES)('%s ends with the same processes, maps, frames and counters', (name) => {
    const text = readLogText(name);
    const log = runLog(text);
    const printed = printLog(text, name, []);
    const scenario = runPrinted(printed.text);
    expect(printed.problems).toEqual([]);
    expect(endOf(scenario.computer)).toEqual(endOf(log.computer));
    expect(scenario.computer.hash.all()).toBe(log.computer.hash.all());
    expect(scenario.failures).toHaveLength(log.failures.length);
  });

  it.each(NAMES)('%s is printed as the formatter leaves it, and is no log', (name) => {
    const { text } = printLog(readLogText(name), name, []);
    expect(format(text)).toBe(text);
    expect(isLog(text)).toBe(false);
  });

  it('has the settings that win in its machine', () => {
    const { text } = printLog('1 brk(NULL) = 0x5000\n', 'a', ['memory=64M', 'tlb=[64/4, 256/4]']);
    expect(text).toBe(
      [
        '# a',
        'machine { arch = x86-64, memory = 64M, personality = linux, placement = recorded, tlb = [64/4, 256/4] }',
        '',
        'spawn p1 { pid = 1 }',
        '1 brk(NULL) = 0x5000',
        '',
      ].join('\n'),
    );
    expect(compileScript(text, 'a').diagnostics).toEqual([]);
  });
});

describe('single lines of a log', () => {
  it.each(['true.strace', 'python-pass.strace'])('%s: each runs in a scenario', (name) => {
    const lines = readLogText(name)
      .split('\n')
      .filter((line) => line !== '');
    const [pid = ''] = lines[0]?.split(' ') ?? [];
    const head = `machine { arch = x86-64, personality = linux, placement = recorded }\nspawn p { pid = ${pid} }\n`;
    // Every third is enough: neighbours are much alike.
    for (const line of lines.filter((_, i) => i % 3 === 0)) {
      const { programs, diagnostics } = compileScript(`${head}${line}\n`, 'a.vms');
      expect(diagnostics).toEqual([]);
      const [program] = programs;
      if (program === undefined) throw new Error(line);
      const { failures } = runProgram(program);
      // Of a process that has only a stack, a library that is not mapped cannot be protected, nor is the program there.
      const isAlone = /^\d+ (?:mmap|munmap|brk|exit_group|\+\+\+)/.test(line);
      if (isAlone) expect([line, failures]).toEqual([line, []]);
    }
  });
});
