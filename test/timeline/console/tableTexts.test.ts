/** Every table of a machine, and every name of expressions, has a meaning that the console can tell. */
import { describe, expect, it } from 'vitest';
import { ASKABLE } from '../../../src/language/features/askable';
import { createComputer } from '../../../src/program/computer';
import { columnText } from '../../../src/timeline/builds';
import { tablesOf } from '../../../src/timeline/console/cells';
import { TABLE_TEXTS } from '../../../src/timeline/console/tableTexts';
import { compileInput } from '../../../src/traces/input';

const [program] = compileInput('spawn p\n', 'p.vms', {
  overrides: [],
  readInclude: () => null,
}).programs;

describe('the tables of a machine', () => {
  it('have a text each, and there is no text without a table', () => {
    if (program === undefined) throw new Error('no program');
    const names = tablesOf(createComputer(program)).map(({ name }) => name);
    expect(Object.keys(TABLE_TEXTS).sort()).toEqual([...names].sort());
  });

  it('have columns whose declarations say what they mean', () => {
    // vmTables.ts, kernelTables.ts, interpreterTables.ts and hardware.ts.
    expect(columnText('vmproc.users')).toBe(
      'Processes that run in this address space (threads, vfork children).',
    );
    expect(columnText('message.type')).toBe('A number of engine/messages.ts.');
    expect(columnText('activation.returnTo')).toBe('The instruction to go on at.');
    expect(columnText('cpu.process')).toBe('The process that runs, 0 for none.');
    expect(columnText('process.nothing')).toBeNull();
  });
});

it('every name of expressions has a text', () => {
  for (const { name, names } of ASKABLE) {
    expect(names.length).toBeGreaterThan(0);
    for (const one of names)
      expect([name, one.name, one.text === '']).toEqual([name, one.name, false]);
  }
});
