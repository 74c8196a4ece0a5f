/** The house rules that eslint holds: each mistake is planted in a small tree, and must be found. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

const long = (lines: number) => `export function long(): void {\n${'  void 0;\n'.repeat(lines)}}\n`;

/** Files, each with the rules that it breaks. */
const PLANTED: [file: string, text: string, rules: string[]][] = [
  ['src/machine/good.ts', 'export const good = (n: number): number => (n << 3) | 1;\n', []],
  ['src/machine/host.ts', "import 'node:fs';\n", ['no-restricted-imports']],
  ['src/arch/package.ts', "import 'commander';\n", ['no-restricted-imports']],
  ['src/program/second.ts', "import 'stepping/machine/good';\n", ['no-restricted-imports']],
  ['src/cli/third.ts', "import 'stepping/machine/good';\n", ['no-restricted-imports']],
  ['src/timeline/builds.ts', "import 'stepping/machine/good';\n", []],
  ['src/timeline/near.ts', "import './builds';\nimport '../machine/good';\n", []],
  ['src/cli/host.ts', "import 'node:fs';\nsetTimeout(() => 1, Date.now());\n", []],
  [
    'src/engine/vm/time.ts',
    'export const seed = Math.random() + new Date().getTime();\n',
    ['no-restricted-globals', 'no-restricted-properties'],
  ],
  [
    'src/engine/vm/caught.ts',
    "export function f(): number {\n  try {\n    return 1;\n  } finally {\n    throw new Error('x');\n  }\n}\n",
    ['no-restricted-syntax', 'no-restricted-syntax'],
  ],
  ['src/machine/trace.ts', "export function stop(): never {\n  throw new Error('x');\n}\n", []],
  [
    'src/timeline/caught.ts',
    'export function f(g: () => void): number {\n  try {\n    g();\n  } catch {\n    return 1;\n  }\n  return 0;\n}\n',
    [],
  ],
  [
    'src/language/unchecked.ts',
    'export const f = (n: number[]): unknown => [n[0]!, n as any];\n',
    ['@typescript-eslint/no-explicit-any', '@typescript-eslint/no-non-null-assertion'],
  ],
  ['src/traces/kinds.ts', 'export enum Kind {\n  A = 1,\n}\n', ['no-restricted-syntax']],
  ['src/program/whole.ts', 'export default 1;\n', ['no-restricted-exports']],
  ['src/engine/vm/long.ts', long(71), ['max-lines-per-function']],
  ['src/engine/vm/fits.ts', long(68), []],
  ['src/engine/vm/big.ts', 'export {};\n'.repeat(401), ['house/max-lines']],
  ['src/engine/vm/huge.ts', 'export {};\n'.repeat(601), ['house/max-lines', 'max-lines']],
  ['src/cli/later.ts', '// TO' + 'DO: later\nexport {};\n', ['no-warning-comments']],
  ['test/long.test.ts', long(71), []],
  [
    'test/skipped.test.ts',
    "import { it } from 'vitest';\nit.sk" + "ip('x', () => undefined);\n",
    ['no-restricted-syntax'],
  ],
];

interface Linted {
  filePath: string;
  messages: { ruleId: string | null }[];
}

describe('eslint', () => {
  let tree = '';
  const found = new Map<string, string[]>();

  beforeAll(() => {
    tree = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'lint-')));
    for (const file of [
      ...['eslint.config.mjs', 'package.json', 'tsconfig.base.json', 'tsconfig.json'],
      ...['src/tsconfig.json', 'src/cli/tsconfig.json', 'test/tsconfig.json'],
    ]) {
      fs.cpSync(path.join(ROOT, file), path.join(tree, file));
    }
    fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(tree, 'node_modules'), 'junction');
    for (const [file, text] of PLANTED) {
      fs.mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
      fs.writeFileSync(path.join(tree, file), text);
    }
    const eslint = path.join(ROOT, 'node_modules/eslint/bin/eslint.js');
    const args = [eslint, '--format', 'json', 'src', 'test'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8' });
    expect(stderr).toBe('');
    for (const { filePath, messages } of JSON.parse(stdout) as Linted[]) {
      const file = path.relative(tree, filePath).split(path.sep).join('/');
      found.set(file, messages.map(({ ruleId }) => ruleId ?? 'syntax').sort());
    }
  });

  afterAll(() => {
    fs.rmSync(tree, { recursive: true, force: true });
  });

  it.each(PLANTED)('judges %s', (file, _text, rules) => {
    expect(found.get(file)).toEqual(rules);
  });
});
