/**
 * Every rule is the reason of some event: for each a scenario in which it decides. A rule that nothing emits is a
 * promise to whoever asks why.
 */
import { describe, expect, it } from 'vitest';
import { clearPagefault } from '../../src/engine/kernel/pagefault';
import { receive } from '../../src/engine/kernel/ipc';
import { OK } from '../../src/engine/errno';
import { VFS_OPEN, VM_MMAP } from '../../src/engine/messages';
import { VM } from '../../src/engine/processNumbers';
import { ruleOf, RULES } from '../../src/engine/rules';
import { findFile } from '../../src/engine/vfs/files';
import { MAP_PRIVATE, PROT_READ } from '../../src/engine/vm/vm';
import { step } from '../../src/program/interpreter';
import { setOnce } from './cachePages';
import { loadByte, storeByte } from './memoryCalls';
import { prepared, SCENARIOS, type Scenario } from './scenarios';
import { addressOf, machineWith, result, spawned } from './testMachine';
import { eventsOf } from './watch';

/** The names of the rules that decide something in a scenario. */
function rulesOf(scenario: Scenario): Set<string> {
  const { computer, program } = prepared(scenario);
  const events = eventsOf(computer, () => {
    while (step(computer, program));
  });
  expect(computer.interpreter.failed.get(1), 'failed expectations').toBe(0);
  return new Set(events.flatMap(({ rule }) => ruleOf(rule)?.name ?? []));
}

const named = (rules: string): string[] => rules.split(/\s+/);

describe('each rule decides something', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'in %s',
    (_, scenario) => {
      const seen = rulesOf(scenario);
      expect(named(scenario.rules).filter((name) => !seen.has(name))).toEqual([]);
    },
  );

  it('in a machine whose VM server does nothing about a fault', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const { servers } = machine;
    const idle = (): boolean => {
      const sender = receive(machine, VM);
      if (sender !== 0) clearPagefault(machine, sender, OK);
      return sender !== 0;
    };
    machine.servers = { ...servers, vm: idle };
    const events = eventsOf(machine, () => {
      expect(storeByte(machine, process, 0x1000, 1)).toBe(false);
    });
    expect(events.map(({ rule }) => ruleOf(rule)?.name)).toContain('faultAgain');
  });

  it('in a machine whose file system gives a page for one use', () => {
    const machine = machineWith({ strings: ['/f'], files: [{ path: 1, bytes: 4096 }] });
    const process = spawned(machine);
    const descriptor = result(machine, process, VFS_OPEN, { text: 1, flags: 0 });
    const mapping = { length: 4096, protection: PROT_READ, flags: MAP_PRIVATE, descriptor };
    const address = addressOf(machine, process, VM_MMAP, mapping);
    const events = eventsOf(machine, () => {
      for (const text of ['old', 'new']) setOnce(machine, findFile(machine, 1), text);
      expect(loadByte(machine, process, address)).toBe('n'.charCodeAt(0));
    });
    const names = events.map(({ rule }) => ruleOf(rule)?.name);
    expect(names).toEqual(expect.arrayContaining(['cacheReplaced', 'cacheUsedOnce']));
  });

  it('and none is left out', () => {
    const covered = new Set(SCENARIOS.flatMap(({ rules }) => named(rules)));
    for (const name of ['faultAgain', 'cacheReplaced', 'cacheUsedOnce']) covered.add(name);
    expect(RULES.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
