/** `pagewalk/processes` on cow.vms, where a parent with two pages forks. */
import { describe, expect, it } from 'vitest';
import type { ProcessRow } from '../../../src/protocol/processes';
import { Viewed } from './viewed';

/** User processes only: the servers come first. */
function users(viewed: Viewed): readonly ProcessRow[] {
  return viewed.ask('pagewalk/processes', {}).processes.filter(({ kind }) => kind === 'user');
}

describe('pagewalk/processes', () => {
  it('shows a child below its parent, and marks what changed since the stop before', () => {
    const viewed = Viewed.example('cow.vms').stopBefore('child = fork()');
    const [parent, ...others] = users(viewed);
    expect(others).toEqual([]);
    expect(parent).toMatchObject({ name: 'parent (pid 100)', pid: 100, parent: null, faults: 2 });
    // Two pages of 4 KiB were touched.
    expect(parent?.resident).toBe(8192);
    expect(parent).not.toHaveProperty('mark');
    viewed.step();
    const [before, child] = users(viewed);
    expect(child).toMatchObject({ pid: 101, mark: 'new', parent: parent?.process });
    expect(child?.resident).toBe(8192);
    expect(before?.faults).toBe(2);
  });

  it('says by which faults the write of a shared page was served', () => {
    const viewed = Viewed.example('cow.vms').stopBefore('child: store(buf, "HELLO")');
    viewed.ask('pagewalk/processes', {});
    viewed.step();
    const [parent, child] = users(viewed);
    // It ran before the store, on the same CPU.
    expect(parent?.was).toEqual({ state: 'running' });
    expect(child).toMatchObject({ mark: 'changed', was: { faults: 0 }, faults: 1 });
    expect(child?.faultsBy.cow).toBe(1);
  });

  it('says what ended a process', () => {
    const viewed = Viewed.example('cow.vms').stopBefore('expect !child.alive');
    expect(users(viewed)[1]).toMatchObject({ signal: 'SIGSEGV', exit: null, root: null });
  });

  it('lists the servers by their names', () => {
    const { processes } = new Viewed('spawn p\n').ask('pagewalk/processes', {});
    const servers = processes.filter(({ kind }) => kind === 'server');
    expect(servers.map(({ name }) => name)).toEqual(['pm', 'vfs', 'rs', 'vm', 'mfs', 'init']);
  });

  it('says whether accesses are assumed', () => {
    const assumed = (script: string): boolean =>
      new Viewed(script).ask('pagewalk/processes', {}).assumed;
    expect(assumed('machine { touches = assumed }\nspawn p\n')).toBe(true);
    expect(assumed('spawn p\n')).toBe(false);
  });

  it('compares with the stop before also after a step back', () => {
    const viewed = Viewed.example('cow.vms').stopBefore('child: store(buf, "HELLO")').step();
    users(viewed);
    viewed.go((timeline) => timeline.stepBack());
    const { at, since, processes } = viewed.ask('pagewalk/processes', {});
    expect(since?.statement).toBe(at.statement + 1);
    expect(processes.at(-1)).toMatchObject({ mark: 'changed', was: { faults: 1 }, faults: 0 });
  });
});
