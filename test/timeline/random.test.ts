/** The laws of time on random scripts. */
import { describe, expect, it } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import { Timeline } from '../../src/timeline/timeline';
import {
  checkMirror,
  checkPurity,
  checkReplay,
  checkSeek,
  checkStops,
  chooser,
  chooseStops,
  LITTLE,
  writeDown,
} from './laws';
import { randomScript } from './scripts';

/** As many programs as law 2 is to be tried on, in portions that show where one stands. */
const PORTIONS = 10;
const PROGRAMS = 50;

describe('random scripts keep the laws of time', () => {
  it.each(Array.from({ length: PORTIONS }, (_, i) => i))('portion %i', (portion) => {
    let statements = 0;
    let steps = 0;
    let stops = 0;
    for (let i = 0; i < PROGRAMS; i++) {
      const seed = portion * PROGRAMS + i;
      const choose = chooser(seed);
      const { text } = randomScript(choose);
      const { programs, diagnostics } = compileScript(text, `random ${seed}`);
      expect(diagnostics, text).toEqual([]);
      const [program] = programs;
      if (program === undefined) continue;
      const timeline = new Timeline(program, LITTLE);
      statements += checkReplay(timeline);
      const seen = writeDown(timeline);
      checkSeek(timeline, seen, 6, seed);
      for (const unit of ['statement', 'event', 'line'] as const) {
        steps += checkMirror(timeline, seen, unit, 10, seed);
      }
      stops += checkStops(timeline, chooseStops(program, seen, seed), 8);
      for (let k = 0; k < 3; k++) {
        const one = seen[choose(seen.length)];
        if (one !== undefined) checkPurity(timeline, one.at);
      }
    }
    console.log(`laws 1 to 3: ${statements} statements, ${steps} steps and back, ${stops} stops`);
    expect(statements).toBeGreaterThan(PROGRAMS * 5);
  });
});
