/** How the command runs programs: what it is told of them, without watching every event. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { execute } from '../../src/cli/execute';
import { compileScript } from '../../src/language/analyze';
import { Trace } from '../../src/machine/trace';
import type { Program } from '../../src/program/form';

/** At its end two parents still wait: each is a failed expectation, and both fail in one statement. */
const WAITING = `spawn p
p: c = fork()
spawn q
q: d = fork()
p: wait4(c, NULL, 0, NULL) = c
q: wait4(d, NULL, 0, NULL) = d
`;

function compiled(text: string): Program {
  const [program] = compileScript(text, 'test.vms').programs;
  if (program === undefined) throw new Error('a script is a program');
  return program;
}

describe('execute', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('tells of each failed expectation, also of several in one statement', () => {
    const { failures, failed } = execute(compiled(WAITING));
    expect(failed).toBe(2);
    expect(failures.map(({ line }) => line)).toEqual([5, 6]);
  });

  it('arms nobody for that, so that accesses and calls run at full speed', () => {
    const arm = vi.spyOn(Trace.prototype, 'arm');
    execute(compiled(WAITING));
    expect(arm).not.toHaveBeenCalled();
  });

  it('gives the map of each process when it exits, and at the end of those alive', () => {
    const text = 'spawn p\np: c = fork()\nc: exit(0)\np: getpid()\n';
    const told: string[] = [];
    execute(compiled(text), { maps: ({ pid }) => told.push(String(pid)) });
    expect(told).toHaveLength(2);
    expect(new Set(told).size).toBe(2);
  });
});
