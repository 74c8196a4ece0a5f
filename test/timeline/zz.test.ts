import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import { createComputer } from '../../src/program/computer';
import { Timeline } from '../../src/timeline/timeline';
import { finish } from '../../src/timeline/journey';
import {
  LITTLE,
  writeDown,
  checkReplay,
  checkSeek,
  checkMirror,
  checkStops,
  chooseStops,
} from './laws';
it('measures', () => {
  const text = readFileSync('examples/cow.vms', 'utf8');
  const { programs } = compileScript(text, 'cow');
  const p = programs[0]!;
  const t = (name: string, f: () => unknown, n = 1) => {
    const a = performance.now();
    for (let i = 0; i < n; i++) f();
    console.log(name, ((performance.now() - a) / n).toFixed(3));
  };
  t('create', () => createComputer(p), 10);
  const c = createComputer(p);
  console.log(
    'granules',
    c.store.granules,
    'columns',
    c.store.columns.length,
    'changed at boot',
    c.store.changedCount,
  );
  t(
    'derive',
    () => {
      for (const d of c.store.derived) d();
    },
    100,
  );
  t('timeline', () => new Timeline(p), 5);
  const tl = new Timeline(p, LITTLE);
  finish(tl.continue([]));
  console.log(
    tl.recording.checkpoints.list.length,
    tl.recording.checkpoints.bytes,
    tl.position,
    tl.computer.trace.now,
  );
  t(
    'restore',
    () => {
      tl.recording.restore(0);
      tl.recording.restore(2);
    },
    100,
  );
  t('prev', () => finish(tl.move('previousStatement')), 10);
  tl.seek({ step: 20, event: 0, line: 0 });
  t('into', () => tl.stepInto(), 30);
  t('back into', () => tl.stepBackInto(), 30);
  t('hash', () => tl.computer.hash.all(), 10);
  let seen = writeDown(tl);
  t('write down', () => {
    seen = writeDown(tl);
  });
  console.log(seen.length);
  t('replay', () => checkReplay(tl));
  t('seek', () => checkSeek(tl, seen, 40, 1));
  t('mirror s', () => checkMirror(tl, seen, 'statement', 40, 1));
  t('mirror e', () => checkMirror(tl, seen, 'event', 40, 1));
  t('mirror l', () => checkMirror(tl, seen, 'line', 60, 1));
  t('stops', () => checkStops(tl, chooseStops(p, seen, 6), 40));
});
