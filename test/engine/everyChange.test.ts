/**
 * Every change that means something has its event: what a statement left otherwise in the tables was told by an event
 * about that very row, entry or processor (src/machine/events.ts).
 */
import { describe, expect, it } from 'vitest';
import { RTS } from '../../src/engine/processNumbers';
import { FRAME_USE } from '../../src/engine/vm/vm';
import type { Computer } from '../../src/program/computer';
import { step } from '../../src/program/interpreter';
import { prepared, SCENARIOS } from './scenarios';
import { eventsOf, type Seen } from './watch';

/** What changes, cell by cell: a name for messages, the cells now, and which events tell of one of them. */
interface Watched {
  readonly name: string;
  readonly cells: (computer: Computer) => ArrayLike<number>;
  readonly tells: (event: Seen, cell: number) => boolean;
}

const about =
  (...kinds: string[]) =>
  ({ kind, subject, a }: Seen, row: number): boolean =>
    kinds.includes(kind) &&
    (subject === row || ((kind === 'split' || kind === 'merge') && a === row));

const REGION_EVENTS = about('region', 'split', 'merge');

/** The entries of page tables by word, without what the hardware records; 0 in all other frames. */
function entriesOf({ ram, frameUse, architecture }: Computer): Int32Array {
  const { accessed, dirty } = architecture.entry;
  const words = new Int32Array(ram.data.length);
  for (let frame = 0; frame < ram.frames; frame++) {
    if (frameUse.get(frame) !== FRAME_USE.TABLE) continue;
    for (let word = frame * ram.frameWords; word < (frame + 1) * ram.frameWords; word++) {
      words[word] = ram.get(word) & ~(accessed | dirty);
    }
  }
  return words;
}

const dead = ({ processes }: Computer): Int32Array =>
  processes.rts.data.map((rts) => Number((rts & (RTS.ZOMBIE | RTS.SLOT_FREE)) !== 0));

const WATCHED: readonly Watched[] = [
  { name: 'use of frame', cells: ({ frameUse }) => frameUse.data.slice(), tells: about('frame') },
  ...(['refcount', 'frame'] as const).map((field): Watched => ({
    name: `${field} of block`,
    cells: ({ physBlocks }) => physBlocks[field].data.slice(),
    tells: about('refcount'),
  })),
  ...(['start', 'pages', 'protection', 'maxProtection', 'flags', 'memtype'] as const).map(
    (field): Watched => ({
      name: `${field} of region`,
      cells: ({ regions }) => regions[field].data.slice(),
      tells: REGION_EVENTS,
    }),
  ),
  ...(['file', 'page', 'block'] as const).map((field): Watched => ({
    name: `${field} of cached page`,
    cells: ({ cachedPages }) => cachedPages[field].data.slice(),
    tells: about('cache'),
  })),
  { name: 'death of process', cells: dead, tells: about('process') },
  {
    name: 'signals of process',
    cells: ({ processes }) => processes.signals.data.slice(),
    tells: (event, row) => about('signal', 'process')(event, row),
  },
  {
    name: 'process of CPU',
    cells: ({ cpus }) => cpus.process.data.slice(),
    tells: ({ kind, subject }, row) => (kind === 'switch' && subject === row) || kind === 'process',
  },
];

/** Counters, and the events that are as many. */
const COUNTED: readonly (readonly [
  string,
  (computer: Computer) => number,
  (event: Seen) => boolean,
])[] = [
  ['fills', ({ tlbs }) => sum(tlbs.fills.data), ({ kind }) => kind === 'fill'],
  ['evictions', ({ tlbs }) => sum(tlbs.evictions.data), ({ kind }) => kind === 'evict'],
  [
    'context switches',
    ({ kernel }) => kernel.contextSwitches.get(1),
    ({ kind }) => kind === 'switch',
  ],
  [
    'transfers of the disk',
    ({ diskState }) => diskState.reads.get(1) + diskState.writes.get(1),
    ({ kind, a }) => kind === 'io' && a === 1,
  ],
  ['copied frames', ({ globals }) => globals.copiedFrames.get(1), ({ kind }) => kind === 'cow'],
];

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

/** What changed in a statement and no event told. */
function untold(computer: Computer, run: () => boolean): { goesOn: boolean; found: string[] } {
  const before = WATCHED.map(({ cells }) => cells(computer));
  const entries = entriesOf(computer);
  const uses = computer.frameUse.data.slice();
  const counts = COUNTED.map(([, count]) => count(computer));
  let goesOn = false;
  const events = eventsOf(computer, () => {
    goesOn = run();
  });
  const found: string[] = [];
  WATCHED.forEach(({ name, cells, tells }, i) => {
    const now = cells(computer);
    for (let cell = 0; cell < now.length; cell++) {
      if (now[cell] === before[i]?.[cell] || events.some((event) => tells(event, cell))) continue;
      found.push(`${name} ${cell}: ${before[i]?.[cell]} -> ${now[cell]}`);
    }
  });
  const { ram, frameUse, architecture } = computer;
  const { accessed, dirty, words } = architecture.entry;
  const kept = (word: number): number => word & ~(accessed | dirty);
  entriesOf(computer).forEach((entry, word) => {
    const frame = Math.floor(word / ram.frameWords);
    const wasTable = uses[frame] === FRAME_USE.TABLE && frameUse.get(frame) === FRAME_USE.TABLE;
    const isLow = words === 1 || word % 2 === 0;
    if (!wasTable || !isLow || entry === entries[word]) return;
    if (events.some(({ kind, b }) => kind === 'pte' && kept(b) === entry)) return;
    found.push(`entry in frame ${frame}: ${entries[word]} -> ${entry}`);
  });
  COUNTED.forEach(([name, count, isOne], i) => {
    const more = count(computer) - (counts[i] ?? 0);
    const told = events.filter(isOne).length;
    if (more !== told) found.push(`${name}: ${more}, events: ${told}`);
  });
  return { goesOn, found };
}

describe('each change of a statement has its event', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'in %s',
    (_, scenario) => {
      const { computer, program } = prepared(scenario);
      const all: string[] = [];
      for (let goesOn = true; goesOn;) {
        const statement = program.instructions[computer.interpreter.counter.get(1)]?.op ?? 'end';
        const one = untold(computer, () => step(computer, program));
        all.push(...one.found.map((text) => `${statement}: ${text}`));
        goesOn = one.goesOn;
      }
      expect(all).toEqual([]);
    },
  );
});
