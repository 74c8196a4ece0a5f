/** The laws of time on every example. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import type { Program } from '../../src/program/form';
import { Timeline } from '../../src/timeline/timeline';
import {
  checkMirrors,
  checkPurity,
  checkReplay,
  checkSeek,
  checkStops,
  chooser,
  chooseStops,
  LITTLE,
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
      const timeline = new Timeline(program, LITTLE);
      expect(checkReplay(timeline)).toBeGreaterThan(5);
      const seen = writeDown(timeline);
      checkSeek(timeline, seen, 20, 1);
      const steps = checkMirrors(timeline, seen, 2, 20, 2);
      expect(steps).toBeGreaterThan(timeline.recording.lastStep() + 40);
      const choose = chooser(5);
      checkStops(timeline, chooseStops(program, seen, 6), 20);
      for (let i = 0; i < 5; i++) {
        const one = seen[choose(seen.length)];
        if (one !== undefined) checkPurity(timeline, one.at);
      }
    }
  });
});
