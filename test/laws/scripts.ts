/** Random programs as scripts: what a run beside the model did, compiled from its text. */
import { expect } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import type { Program } from '../../src/program/form';
import { Run, scriptOf } from './run';
import { CHOICES } from './generator';
import { SEED } from './settings';
import type { World } from './world';

/** Numbers below a limit, from a seed. */
export function chooser(seed: number): (below: number) => number {
  let x = (seed ^ SEED) | 0;
  return (below) => {
    x = (Math.imul(x, 1664525) + 1013904223) | 0;
    return Math.floor(((x >>> 0) / 2 ** 32) * below);
  };
}

/** Compiles a script that must be right. */
export function compiled(text: string, name: string): readonly Program[] {
  const { programs, diagnostics } = compileScript(text, name);
  expect(
    diagnostics.filter(({ severity }) => severity === 'error'),
    text,
  ).toEqual([]);
  return programs;
}

/** Random programs of up to so many statements each, after those that every program begins with. */
export function* randomPrograms(
  world: World,
  count: number,
  most: number,
): Generator<{ readonly text: string; readonly program: Program }> {
  const run = new Run(world);
  for (let i = 0; i < count; i++) {
    const choose = chooser(i);
    run.restart();
    for (let left = 1 + choose(most); left > 0; left--) {
      run.advance(Array.from({ length: CHOICES }, () => choose(0x10000)));
    }
    const text = scriptOf(run);
    const [program] = compiled(text, `random ${i}`);
    if (program === undefined) throw new Error('a script without scenarios is one program');
    yield { text, program };
  }
}
