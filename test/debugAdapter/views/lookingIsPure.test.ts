/** Looking changes nothing: hash and moment stay whatever is asked; no answer is longer than a message may be. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MESSAGE_BYTES } from '../../../src/protocol/answer';
import { KERNEL_PARTS } from '../../../src/protocol/kernel';
import { momentText, type Moment } from '../../../src/timeline/moment';
import { Viewed } from './viewed';

const EXAMPLES = readdirSync(join(__dirname, '../../../examples')).filter((name) =>
  name.endsWith('.vms'),
);

function stateOf({ timeline }: Viewed): string {
  return `${momentText(timeline.position)} ${timeline.computer.hash.all()}`;
}

/** Everything that can be asked; returns the answers. */
function askAll(viewed: Viewed): object[] {
  const { processes, ...rest } = viewed.ask('pagewalk/processes', {});
  const answers: object[] = [rest, viewed.ask('pagewalk/now', {})];
  for (const part of KERNEL_PARTS) answers.push(viewed.ask('pagewalk/kernel', { part }));
  const { tlbs } = viewed.ask('pagewalk/tlb', {});
  for (const { tlb } of tlbs) answers.push(viewed.ask('pagewalk/tlb', { tlb }));
  answers.push(viewed.ask('pagewalk/origin', { of: 'frame', address: '0x4' }));
  for (const { process } of processes) {
    const regions = viewed.ask('pagewalk/regions', { process });
    answers.push(regions);
    for (const { start } of regions.regions.slice(0, 3)) {
      const there = { process, address: start };
      answers.push(viewed.ask('pagewalk/pages', there), viewed.ask('pagewalk/walk', there));
      answers.push(viewed.ask('pagewalk/origin', { of: 'region', ...there }));
      const { form } = viewed.ask('pagewalk/pageTable', there);
      for (const { level } of form.levels) {
        answers.push(viewed.ask('pagewalk/pageTable', { ...there, level, beside: process }));
        answers.push(viewed.ask('pagewalk/origin', { of: 'entry', ...there, level }));
      }
    }
  }
  return answers;
}

describe('looking', () => {
  it.each(EXAMPLES)('changes nothing in %s', { timeout: 300_000 }, (name) => {
    const viewed = Viewed.example(name);
    let step = 1;
    while (viewed.timeline.stepOver().reason !== 'end') step++;
    const places: Moment[] = [
      { step: 1, event: 0, line: 0 },
      { step: Math.ceil(step / 2), event: 0, line: 0 },
      { step: Math.ceil(step / 3), event: 2, line: 9 },
      { step: step + 1, event: 0, line: 0 },
    ];
    for (const at of places) {
      viewed.go((timeline) => timeline.seek(at));
      const before = stateOf(viewed);
      for (const answer of askAll(viewed)) {
        expect(JSON.stringify(answer).length).toBeLessThan(MESSAGE_BYTES);
        expect(answer).toEqual(JSON.parse(JSON.stringify(answer)));
      }
      expect(stateOf(viewed)).toBe(before);
    }
  });
});
