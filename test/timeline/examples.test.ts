/** The laws of time on every example. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import type { Program } from '../../src/program/form';
import {
  checkMirror,
  checkPurity,
  checkReplay,
  checkSeek,
  checkStops,
  chooser,
  chooseStops,
  writeDown,
} from './laws';

const FOLDER = join(__dirname, '../../examples');
const EXAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith('.vms'));

function programsOf(name: string): readonly Program[] {
  return compileScript(readFileSync(join(FOLDER, name), 'utf8'), name).programs;
}

describe.each(EXAMPLES)('%s', (name) => {
  it('keeps the laws of time', () => {
    for (const program of programsOf(name)) {
      expect(checkReplay(program)).toBeGreaterThan(5);
      const seen = writeDown(program);
      checkSeek(program, seen, 40, 1);
      checkMirror(program, seen, 'statement', 40, 2);
      checkMirror(program, seen, 'event', 40, 3);
      checkMirror(program, seen, 'line', 60, 4);
      const choose = chooser(5);
      checkStops(program, chooseStops(program, seen, 6), 40);
      for (let i = 0; i < 5; i++) {
        const one = seen[choose(seen.length)];
        if (one !== undefined) checkPurity(program, one.at);
      }
    }
  });
});
