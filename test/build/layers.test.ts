/**
 * The layers are held by two checks: dependency-cruiser (who imports whom) and eslint (what code may
 * use where). Here each kind of mistake is planted in a tree of its own, and must be found.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CRUISER = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';

/** A small tree that keeps every rule. */
const GOOD = {
  'src/machine/table.ts': 'export const table = 1;\n',
  'src/arch/walk.ts': "import { table } from '../machine/table';\nexport const walk = table;\n",
  'src/engine/vm/mmap.ts': "import { walk } from '../../arch/walk';\nexport const mmap = walk;\n",
  'src/program/run.ts': "import { mmap } from '../engine/vm/mmap';\nexport const run = mmap;\n",
  'src/language/parser.ts': "import { run } from '../program/run';\nexport const parse = run;\n",
  'src/traces/strace.ts':
    "import { parse } from '../language/parser';\nexport const strace = parse;\n",
  'src/timeline/builds.ts':
    "import { run } from 'stepping/program/run';\n" +
    "import { functions } from 'stepping/sites';\nexport const builds = [run, functions];\n",
  'src/protocol/requests.ts': "export type { Walk } from './walk';\n",
  'src/protocol/walk.ts': "import type {} from './requests';\nexport type Walk = number;\n",
  'src/cli/main.ts':
    "import fs from 'node:fs';\nimport '../traces/strace';\nimport '../timeline/builds';\nvoid fs;\n",
  'src/debugAdapter/session.ts': "import '../timeline/builds';\nimport '../protocol/requests';\n",
  'src/extension/desktop.ts': "import '../protocol/requests';\nimport '../language/parser';\n",
  'media/tlb.ts': "import '../src/protocol/requests';\n",
};

let tree = '';

/** Checks a tree that is `GOOD` but for `changes`, and lists what dependency-cruiser found. */
function violations(changes: Record<string, string> = {}): string[] {
  tree = fs.mkdtempSync(path.join(os.tmpdir(), 'layers-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'build/steppingTypes']) {
    fs.cpSync(path.join(ROOT, file), path.join(tree, file), { recursive: true });
  }
  for (const [file, text] of Object.entries({ ...GOOD, ...changes })) {
    fs.mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
    fs.writeFileSync(path.join(tree, file), text);
  }
  const cruiser = path.join(ROOT, CRUISER);
  const args = [cruiser, '--output-type', 'err', '--no-progress', 'src', 'media'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: tree,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/violations? |violations? found/);
  return stdout
    .split('\n')
    .filter((line) => /^ *error /.test(line))
    .map((line) => line.trim().replace(/\s+/g, ' '));
}

afterEach(() => {
  fs.rmSync(tree, { recursive: true, force: true });
});

describe('dependency-cruiser', () => {
  it('accepts a tree that keeps the rules', () => {
    expect(violations()).toEqual([]);
  });

  it('finds an import upward, also of a type, in every layer', () => {
    const found = violations({
      'src/machine/bad.ts': "import '../arch/walk';\n",
      'src/arch/bad.ts':
        "import type { mmap } from '../engine/vm/mmap';\nexport type M = typeof mmap;",
      'src/engine/vm/bad.ts': "import '../../program/run';\n",
      'src/program/bad.ts': "import '../timeline/builds';\n",
      'src/language/bad.ts': "export * from '../traces/strace';\n",
      'src/traces/bad.ts': "import '../timeline/builds';\n",
      'src/timeline/bad.ts': "import '../language/parser';\n",
      'src/protocol/bad.ts': "import '../machine/table';\n",
      'src/cli/bad.ts': "import '../debugAdapter/session';\n",
      'src/debugAdapter/bad.ts': "import '../cli/main';\n",
      'src/extension/bad.ts': "import '../timeline/builds';\n",
      'src/extension/second.ts': "import '../debugAdapter/session';\n",
      'media/bad.ts': "import '../src/machine/table';\n",
    });
    expect(found.sort()).toEqual([
      'error arch-layer: src/arch/bad.ts → src/engine/vm/mmap.ts',
      'error debug-adapter-in-one-file: src/cli/bad.ts → src/debugAdapter/session.ts',
      'error debugAdapter-layer: src/debugAdapter/bad.ts → src/cli/main.ts',
      'error engine-layer: src/engine/vm/bad.ts → src/program/run.ts',
      'error extension-layer: src/extension/bad.ts → src/timeline/builds.ts',
      'error extension-makes-the-adapter-in-one-file: src/extension/second.ts → src/debugAdapter/session.ts',
      'error language-layer: src/language/bad.ts → src/traces/strace.ts',
      'error machine-layer: src/machine/bad.ts → src/arch/walk.ts',
      'error media-layer: media/bad.ts → src/machine/table.ts',
      'error program-layer: src/program/bad.ts → src/timeline/builds.ts',
      'error protocol-layer: src/protocol/bad.ts → src/machine/table.ts',
      'error timeline-layer: src/timeline/bad.ts → src/language/parser.ts',
      'error traces-layer: src/traces/bad.ts → src/timeline/builds.ts',
    ]);
  });

  it('finds a host, a cycle, an orphan, a missing file and a second way to the stepping copy', () => {
    const found = violations({
      'src/engine/vm/bad.ts': "import 'node:fs';\n",
      'src/machine/one.ts': "import { two } from './two';\nexport const one = () => two;\n",
      'src/machine/two.ts': "import { one } from './one';\nexport const two = () => one;\n",
      'src/arch/alone.ts': 'export const alone = 1;\n',
      'src/arch/missing.ts': "import './nowhere';\n",
      'src/timeline/bad.ts': "import 'stepping/sites';\n",
    });
    const rules = found.map((line) => line.split(' ').slice(1, 3).join(' '));
    expect(rules).toContain('pure-is-host-free: src/engine/vm/bad.ts');
    expect(rules.filter((rule) => rule.startsWith('no-circular:'))).toHaveLength(1);
    expect(rules).toContain('no-orphans: src/arch/alone.ts');
    expect(rules).toContain('not-to-unresolvable: src/arch/missing.ts');
    expect(rules).toContain('stepping-copy-in-one-file: src/timeline/bad.ts');
  });
});
