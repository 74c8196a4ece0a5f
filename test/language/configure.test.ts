// What settings make of a machine: defaults of the reference, precedence, every form of a value.

import { describe, expect, it } from 'vitest';
import { x86_64 } from '../../src/arch/architecture';
import type { Configuration } from '../../src/engine/configuration';
import { splitOverrides } from '../../src/language/overrides';
import { FIRST_VALUES } from '../engine/firstValues';
import { programOf, programsOf } from './checked';

function machine(settings: string, ...overrides: string[]): Configuration {
  return programOf(`machine { ${settings} }`, { overrides }).configuration;
}

describe('a machine', () => {
  it('has the first values of the reference', () => {
    expect(machine('')).toEqual(FIRST_VALUES);
    expect(programOf('mark').configuration).toEqual(machine(''));
  });

  it('takes every key that is modelled', () => {
    const settings = `
      arch = x86-64, memory = 1M; cpus = 64, seed = 7, personality = netbsd
      tlb = [64/4, 1536/12], itlb = 32/8, dtlb = 16/16, asid = on
      placement = recorded, merge = off, zero_page = on, oom = kill, max_map_count = 5
      cost = { hit = 1, switch = 9 }, touches = assumed`.replace(';', '\n');
    expect(machine(settings)).toEqual({
      architecture: x86_64,
      memory: 1024 * 1024,
      cpus: 64,
      seed: 7,
      personality: 'netbsd',
      tlb: [
        { entries: 64, ways: 4 },
        { entries: 1536, ways: 12 },
      ],
      itlb: { entries: 32, ways: 8 },
      dtlb: { entries: 16, ways: 16 },
      asid: true,
      placement: 'recorded',
      merge: false,
      zeroPage: true,
      oom: 'kill',
      maxMapCount: 5,
      cost: { hit: 1, memory: 100, minor: 1000, major: 100_000, switch: 9 },
      touches: 'assumed',
    });
  });

  it('can be drawn on a blackboard', () => {
    const { architecture } = machine('arch = custom');
    expect(architecture.pageBytes).toBe(64);
    expect(architecture.addressBits).toBe(14);
    expect(architecture.levels.map(({ bits }) => bits)).toEqual([4, 4]);
    const wide = machine(
      'arch = custom { entry = 8, levels = [3, 2, 3], address = 15, page = 128 }',
    );
    expect(wide.architecture.entry.words).toBe(2);
    expect(wide.architecture.levels.map(({ bits }) => bits)).toEqual([3, 2, 3]);
  });

  it.each([
    ['minix', { placement: 'minix', merge: false, zeroPage: false }],
    ['linux', { placement: 'top-down', merge: true, zeroPage: true }],
  ])('follows the table of personality %s', (personality, expected) => {
    expect(machine(`personality = ${personality}`)).toMatchObject(expected);
  });
});

describe('precedence', () => {
  it('lets a key win over the personality, and an override over the key', () => {
    const script = 'personality = minix, merge = on, memory = 1M';
    expect(machine(script)).toMatchObject({ merge: true, placement: 'minix', memory: 2 ** 20 });
    expect(machine(script, 'merge=off', 'memory=2M')).toMatchObject({
      merge: false,
      memory: 2 ** 21,
    });
  });

  it('lets an overridden personality choose what the script leaves open', () => {
    const configuration = machine('merge = on', 'personality=minix');
    expect(configuration).toMatchObject({ merge: true, placement: 'minix' });
  });

  it('lets the last of equal overrides win', () => {
    expect(machine('', 'seed=3', 'cpus=2,seed=4', 'tlb=[8/8, 16/4]')).toMatchObject({
      seed: 4,
      cpus: 2,
      tlb: [
        { entries: 8, ways: 8 },
        { entries: 16, ways: 4 },
      ],
    });
  });

  it('splits overrides at the commas outside brackets', () => {
    expect(splitOverrides('arch=custom { levels = [4, 4], entry = 4 },seed=1')).toEqual([
      'arch=custom { levels = [4, 4], entry = 4 }',
      'seed=1',
    ]);
  });

  it('lets a scenario change single keys', () => {
    const script = `machine { cpus = 2, seed = 5 }
scenario "a" { machine { seed = 6 } }
scenario "b" { mark }`;
    const seeds = programsOf(script).map(({ configuration }) => [
      configuration.cpus,
      configuration.seed,
    ]);
    expect(seeds).toEqual([
      [2, 6],
      [2, 5],
    ]);
  });
});
