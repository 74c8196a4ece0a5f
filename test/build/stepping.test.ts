/** The stepping build of a small tree: what it copies, what it lists, and what it leaves alone. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStepping, redirectImports } from '../../build/stepping.mjs';

describe('the build', () => {
  let root = '';
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  };
  const read = (file: string) => fs.readFileSync(path.join(root, 'out/stepping', file), 'utf8');

  beforeAll(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'stepping-'));
    write('src/machine/table.ts', 'export class Table {}\n');
    write('src/arch/walk.ts', "import { Table } from '../machine/table';\nexport { Table };\n");
    write(
      'src/engine/vm/mmap.ts',
      `import type { Table } from '../../machine/table';
import { walk } from '../../arch/walk';
export function doMmap(machine: object, length: number): number {
  return length;
}
`,
    );
    write('src/program/fields/size.ts', 'export const size = 1;\n');
    write(
      'src/program/run.ts',
      `import { doMmap } from '../engine/vm/mmap';
import { Table } from '../machine/table';
import { size } from './fields/size';
export function run(machine: object): number {
  return doMmap(machine, size);
}
`,
    );
  });

  afterAll(() => {
    fs.rmSync(root, { recursive: true });
  });

  it('copies the three layers, with spans in two, and lists functions, sites and sources', () => {
    expect(buildStepping(root)).toEqual({ functions: 1, sites: 1, problems: [] });
    expect(read('engine/vm/mmap.ts').split('\n')).toEqual([
      "import type { Table } from '../../../../src/machine/table';",
      "import { walk } from '../../arch/walk';",
      'export function doMmap(machine: object, length: number): number {' +
        'const $d=machine.trace.open(0,length);',
      '  machine.trace.at($d,0);return machine.trace.close($d,(length));',
      '}',
      '',
    ]);
    expect(read('program/run.ts')).toBe(
      `import { doMmap } from '../engine/vm/mmap';
import { Table } from '../../../src/machine/table';
import { size } from '../../../src/program/fields/size';
export function run(machine: object): number {
  return doMmap(machine, size);
}
`,
    );
    expect(read('sites.ts')).toContain(
      '{"name":"doMmap","file":"engine/vm/mmap.ts","line":3,"parameters":["length"]}',
    );
    expect(read('sites.ts')).toContain('siteFunction = [0];\nexport const siteLine = [4];');
    const listed = read('sources.ts')
      .replace(/^[^{]*/, '')
      .replace(/;\n$/, '');
    const sources = JSON.parse(listed) as Record<string, string>;
    expect(Object.keys(sources)).toEqual(['arch/walk.ts', 'engine/vm/mmap.ts']);
    expect(sources['engine/vm/mmap.ts']).toContain('  return length;\n');
  });

  it('leaves what only looks where it is', () => {
    expect(fs.existsSync(path.join(root, 'out/stepping/program/fields/size.ts'))).toBe(false);
  });

  it('writes only what has changed, and removes the copy of a file that is gone', () => {
    write('src/engine/old.ts', 'export const old = 1;\n');
    buildStepping(root);
    const copy = path.join(root, 'out/stepping/program/run.ts');
    fs.utimesSync(copy, 1, 1);
    fs.rmSync(path.join(root, 'src/engine/old.ts'));
    buildStepping(root);
    expect(fs.statSync(copy).mtimeMs).toBe(1000);
    expect(fs.existsSync(path.join(root, 'out/stepping/engine/old.ts'))).toBe(false);
  });

  it('reports a source that it cannot give spans, and goes on with the others', () => {
    write('src/engine/broken.ts', 'export const broken = ;\n');
    const { functions, problems } = buildStepping(root);
    expect(functions).toBe(1);
    expect(problems).toEqual(['src/engine/broken.ts:1: Expression expected.']);
    fs.rmSync(path.join(root, 'src/engine/broken.ts'));
  });

  it('leaves package names and imports between the copied layers alone', () => {
    const text = `import 'commander';\nexport * from '../arch/walk';\nexport * from './avl';\n`;
    expect(redirectImports(text, 'engine/x.ts')).toBe(text);
    expect(redirectImports("export * from '../machine/table';", 'engine/x.ts')).toBe(
      "export * from '../../../src/machine/table';",
    );
  });
});
