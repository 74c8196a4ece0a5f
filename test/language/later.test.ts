// What the language has and the machine has not: every row of the one table refuses what it names,
// and the reference lists the same.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECK_MESSAGES } from '../../src/language/checkMessages';
import { CHOICES, MACHINE_KEYS } from '../../src/language/configure';
import { LATER, type Later, type LaterKind } from '../../src/language/later';
import { formatMessage } from '../../src/language/messages';
import { complaints, programsOf } from './checked';

/** A value of each key that is none of those that may be set. */
const OTHER_VALUES: Readonly<Record<string, string>> = {
  ...{ arch: 'sv39', replace: 'fifo', servers: 'inside', l1: '32K/8', l2: '256K/8', line: '32' },
  ...{ walk_cached: 'on', coloring: 'page', model: 'tso', buffer: '4', allocator: 'buddy' },
  ...{ overcommit: 'strict', oom: 'fail', large_pages: 'always', readahead: '4', swap: '100' },
  ...{ policy: 'clock' },
};

/** What makes a value with the fields of each owner. */
const OWNERS: Readonly<Record<string, string>> = {
  ...{ process: 'p', faults: 'p.faults', region: 'region(p, 0)', frame: 'frame(1)' },
  ...{ cpu: 'cpu(0)', tlb: 'tlb' },
};

/** A script that uses a thing, and what the message calls it. */
function use(kind: LaterKind, name: string): { readonly script: string; readonly what: string } {
  switch (kind) {
    case 'key': {
      const value = OTHER_VALUES[name];
      if (value === undefined) return { script: `spawn p { ${name} = 3 }`, what: name };
      return { script: `machine { ${name} = ${value} }`, what: `${name} = ${value}` };
    }
    case 'statement':
      return { script: `${name} { mark }`, what: name };
    case 'action':
      return { script: `spawn p\np: ${name}()`, what: name };
    case 'name':
      return { script: `expect ${name} == 1`, what: name };
    case 'constant':
      return { script: `let x = ${name}`, what: name };
    case 'field': {
      const [owner = '', field = ''] = name.split('.');
      return { script: `spawn p\nexpect ${OWNERS[owner] ?? ''}.${field} == 1`, what: `.${field}` };
    }
    case 'fault':
      return { script: `inject ${name}(1) { mark }`, what: name };
  }
}

const CASES = LATER.flatMap((row) => row.names.map((name) => ({ row, name })));

describe('what comes later', () => {
  it.each(CASES)('$row.kind $name', ({ row, name }) => {
    const { script, what } = use(row.kind, name);
    const sentence = `\`${what}\` cannot be used: ${CHECK_MESSAGES[row.why as keyof typeof CHECK_MESSAGES]}`;
    expect(complaints(script).map((line) => line.replace(/^\d+:\d+: /, ''))).toEqual([sentence]);
  });

  it('is refused as a function and as a process too', () => {
    const explored = 'interleavings are not explored yet';
    expect(complaints('expect possible(1)')).toEqual([
      `1:8: \`possible\` cannot be used: ${explored}`,
    ]);
    expect(complaints('kernel: ksmd()')).toEqual([
      '1:1: `kernel:` cannot be used: actions of the kernel are not modelled yet',
    ]);
    expect(complaints('let x = now\nexpect x.locked')).toEqual([
      '2:10: `.locked` cannot be used: locked memory is not modelled yet',
    ]);
  });

  it('lets every value be set that changes nothing', () => {
    for (const { kind, names, except } of LATER) {
      if (kind !== 'key') continue;
      for (const name of names) {
        for (const value of except) programsOf(`machine { ${name} = ${value} }`);
      }
    }
  });

  it('refuses no value that is the default', () => {
    for (const [key, [value]] of Object.entries(CHOICES))
      programsOf(`machine { ${key} = ${value} }`);
    expect(Object.keys(CHOICES).filter((key) => !MACHINE_KEYS.some((k) => k === key))).toEqual([]);
  });

  it('gives no reason that no row has', () => {
    const reasons = Object.keys(CHECK_MESSAGES).filter((id) => id.startsWith('later'));
    expect(reasons.filter((id) => !LATER.some(({ why }) => why === id))).toEqual([]);
  });
});

const HEADINGS: readonly (readonly [LaterKind, string])[] = [
  ['key', 'Keys'],
  ['statement', 'Statements'],
  ['action', 'What a process does'],
  ['name', 'Names and functions'],
  ['constant', 'Constants'],
  ['field', 'Fields'],
  ['fault', 'Faults'],
];

/** The table as the reference has it. */
function reference(): string {
  return HEADINGS.map(([kind, heading]) => {
    const rows = LATER.filter((row) => row.kind === kind);
    return `${heading}:\n\n${rows.map(line).join('\n')}\n`;
  }).join('\n');
}

function line({ names, except, why }: Later): string {
  const spelled = (words: readonly string[]): string =>
    words.map((word) => `\`${word}\``).join(', ');
  const only = except.length === 0 ? '' : ` (only ${spelled(except)})`;
  return `- ${spelled(names)}${only}: ${formatMessage(why, {})}`;
}

describe('docs/language.md', () => {
  it('lists what is refused', () => {
    const file = path.resolve(import.meta.dirname, '../../docs/language.md');
    const text = readFileSync(file, 'utf8');
    const begin = '<!-- what is refused: the table in src/language/later.ts -->\n\n';
    const from = text.indexOf(begin) + begin.length;
    const end = text.indexOf('\n<!-- end -->', from);
    expect(text.slice(from, end)).toBe(reference());
  });
});
