// What is said about calls agrees with the call table, and with docs/language.md.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALLS } from '../../../src/engine/calls';
import { documentationOf } from '../../../src/engine/calls/documentation';
import { actionNames } from '../../../src/language/actionNames';
import { MACHINE_KEYS } from '../../../src/language/configure';
import {
  choicesOf,
  describeAction,
  describeKey,
  keyText,
} from '../../../src/language/features/describe';
import { fieldNames, functionNames, type Kind } from '../../../src/language/vocabulary';

const reference = readFileSync(
  path.resolve(import.meta.dirname, '../../../docs/language.md'),
  'utf8',
);

describe('the documentation of calls', () => {
  it.each(CALLS)('$name has words for each argument and error', ({ name, parameters, errors }) => {
    const words = documentationOf(name);
    for (const parameter of parameters) {
      expect(words?.parameters[parameter.name], parameter.name).toMatch(/\S/);
    }
    for (const error of errors) expect(words?.errors[error], error).toMatch(/\S/);
  });

  it('shows everything that a script can make a process do', () => {
    for (const name of actionNames()) {
      const text = describeAction(name);
      expect(text?.form.startsWith(`${name}(`) ?? false, name).toBe(true);
      expect(text?.markdown, name).toContain(text?.summary ?? '?');
    }
  });
});

describe('docs/language.md', () => {
  it('has every key of the machine with the values that completion offers', () => {
    for (const key of MACHINE_KEYS) {
      const row = reference
        .split('\n')
        .find((line) => line.startsWith('| `') && line.split('|')[1]?.includes(`\`${key}\``));
      expect(row, key).toBeDefined();
      for (const choice of choicesOf('machine', key)) expect(row).toContain(`\`${choice}`);
      expect(describeKey('machine', key), key).toContain(keyText('machine', key)?.text ?? '?');
    }
  });

  it('has every function and field that completion offers', () => {
    const kinds: readonly Kind[] = ['process', 'faults', 'region', 'pte', 'frame', 'cpu', 'tlb'];
    const unsaid = new Set(['number', 'name']);
    for (const kind of kinds) {
      for (const field of fieldNames(kind)) {
        if (unsaid.has(field)) continue;
        expect(reference, `${kind}.${field}`).toMatch(new RegExp(`[.\`]${field}\``));
      }
    }
    for (const name of functionNames()) expect(reference).toMatch(new RegExp(`\`${name}[(\`]`));
  });
});
