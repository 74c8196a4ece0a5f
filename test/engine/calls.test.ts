import { describe, expect, it } from 'vitest';
import { CALLS, findCall, PAIRS, type CallParameter } from '../../src/engine/calls';
import { ERRNO } from '../../src/engine/errno';
import { trap } from '../../src/engine/kernel/trap';
import { messageName } from '../../src/engine/messages';
import { ACTION } from '../../src/engine/processNumbers';
import { machineWith, spawned } from './testMachine';

/** All columns that a parameter sets or gives back. */
function columnsOf(parameter: CallParameter): readonly string[] {
  switch (parameter.kind) {
    case 'address':
    case 'length':
    case 'offset':
    case 'data':
      return PAIRS[parameter.field];
    case 'struct':
      return parameter.members.flatMap(columnsOf);
    case 'outputs':
      return parameter.fields;
    case 'ignored':
      return [];
    default:
      return [parameter.field];
  }
}

describe('the call table', () => {
  it('names every call once', () => {
    const names = CALLS.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(findCall(name)?.name).toBeDefined();
    expect(findCall('pread64')?.name).toBe('pread');
    expect(findCall('exit')?.fixed).toEqual([{ field: 'request', value: 0 }]);
    expect(findCall('reboot')).toBeUndefined();
  });

  it.each(CALLS.map((call) => [call.name, call] as const))(
    '%s uses columns that messages have, each for one thing',
    (_name, call) => {
      const { messages } = machineWith();
      const fixed = call.fixed.map(({ field }) => field);
      const given = call.parameters.flatMap(columnsOf);
      for (const column of [...fixed, ...given]) expect(messages.fields.has(column)).toBe(true);
      expect(new Set([...fixed, ...given]).size).toBe(fixed.length + given.length);
      expect(messageName(call.type)).not.toMatch(/^0x/);
    },
  );

  it.each(
    CALLS.filter(({ name }) => !name.startsWith('VM_')).map((call) => [call.name, call] as const),
  )('%s reaches a handler, which answers only errors that the table lists', (_name, call) => {
    const machine = machineWith();
    const process = spawned(machine);
    for (const { field, value } of call.fixed) machine.messages[field].set(process, value);
    const action = trap(machine, process, call.server, call.type);
    const { result } = machine.processes;
    if (action === ACTION.DONE && result.get(process) < 0) {
      expect(call.errors.map((name) => -ERRNO[name])).toContain(result.get(process));
    } else {
      expect([ACTION.DONE, ACTION.WAITING]).toContain(action);
    }
  });

  it.each(
    CALLS.filter(({ name }) => name.startsWith('VM_')).map((call) => [call.name, call] as const),
  )('%s has the name of its message', (name, call) => {
    expect(messageName(call.type)).toBe(name);
    expect(call.errors).toContain('ENOSYS');
  });
});
