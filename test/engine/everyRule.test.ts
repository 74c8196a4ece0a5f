/**
 * Every rule is the reason of some event: for each a scenario in which it decides. A rule that nothing emits is a
 * promise to whoever asks why.
 */
import { describe, expect, it } from 'vitest';
import { clearPagefault } from '../../src/engine/kernel/pagefault';
import { receive } from '../../src/engine/kernel/ipc';
import { OK } from '../../src/engine/errno';
import { VM } from '../../src/engine/processNumbers';
import { ruleOf, RULES } from '../../src/engine/rules';
import { step } from '../../src/program/interpreter';
import { storeByte } from './memoryCalls';
import { prepared, SCENARIOS, type Scenario } from './scenarios';
import { machineWith, spawned } from './testMachine';
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

  it('and none is left out', () => {
    const covered = new Set(SCENARIOS.flatMap(({ rules }) => named(rules)));
    covered.add('faultAgain');
    expect(RULES.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
