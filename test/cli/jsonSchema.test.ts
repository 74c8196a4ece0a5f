/** What the command prints as JSON is what the schemas in docs/cli.md say, no more and no less. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pagewalk } from './command';
import { fencedBlocks } from './documents';
import { schemaErrors } from './schema';

type Json = Record<string, unknown>;

function parse(text: string): Json {
  return JSON.parse(text) as Json;
}

const SCHEMAS = fencedBlocks('docs/cli.md', 'json').map(parse);

function schema(title: string): Json {
  const found = SCHEMAS.find((one) => one['title'] === title);
  if (found === undefined) throw new Error(`docs/cli.md has no schema ${title}`);
  return found;
}

const RUN = schema('pagewalk run --json');
const TEST = schema('pagewalk test --reporter json');

/** Two scenarios; the second one fails twice, and a process of it ends by a signal. */
const SCENARIOS = `scenario "good" {
  spawn p
  expect p.alive
}
scenario "bad" {
  spawn q
  expect q.pid == 3
  q: munmap(1, 2)
  q: store(0x10, 1) = SIGSEGV
}
`;

/** All ways in which an object within a value lacks one of its keys, or has one too many. */
function* damaged(value: unknown): Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    for (const [i, item] of items.entries()) {
      for (const wrong of damaged(item)) yield items.map((old, at) => (at === i ? wrong : old));
    }
    return;
  }
  const record = value as Json;
  yield { ...record, surprise: 1 };
  for (const [key, inner] of Object.entries(record)) {
    yield { ...record, [key]: -1.5 };
    for (const wrong of damaged(inner)) yield { ...record, [key]: wrong };
  }
}

describe('run --json', () => {
  it.each([
    ['a scenario', ['examples/cow.vms']],
    ['files and a disk', ['examples/file-private-and-shared.vms']],
    ['a machine with other tables', ['examples/blackboard.vms']],
    ['a log', ['examples/logs/threads.strace']],
    ['the beginning of a scenario', ['examples/cow.vms', '--until', '20']],
    ['maps', ['examples/cow.vms', '--maps']],
    ['maps of a log', ['examples/logs/threads.strace', '--maps']],
  ])('of %s', async (_name, args) => {
    const { status, output } = await pagewalk(['run', '--json', ...args]);
    expect(status).toBe(0);
    expect(schemaErrors(RUN, parse(output))).toEqual([]);
  });

  it('of several scenarios, with failures', async () => {
    const { status, output } = await pagewalk(['run', '--json', '-'], SCENARIOS);
    expect(status).toBe(1);
    const printed = parse(output);
    expect(schemaErrors(RUN, printed)).toEqual([]);
    expect(printed).toMatchObject({
      scenarios: [
        { expectations: { failed: 0 }, processes: [{ alive: true, signal: null }] },
        {
          failures: [
            { source: 'standard input', line: 7, statement: null },
            {
              source: 'standard input',
              line: 8,
              statement: expect.stringContaining('munmap') as string,
            },
          ],
          processes: [{ alive: false, signal: 'SIGSEGV' }],
        },
      ],
    });
  });

  it('is refused by the schema when anything in it is wrong', async () => {
    const { output } = await pagewalk(['run', '--json', '--maps', '-'], SCENARIOS);
    const wrong = [...damaged(parse(output))];
    expect(wrong.length).toBeGreaterThan(100);
    expect(wrong.filter((value) => schemaErrors(RUN, value).length === 0)).toEqual([]);
    const state = parse((await pagewalk(['run', '--json', 'examples/cow.vms'])).output);
    for (const key of Object.keys(state)) {
      const rest = Object.fromEntries(Object.entries(state).filter(([other]) => other !== key));
      expect(schemaErrors(RUN, rest)).not.toEqual([]);
    }
  });
});

describe('run --json --maps', () => {
  it('has what --maps alone prints, as text and as fields', async () => {
    for (const file of ['examples/fork-tree.vms', 'examples/logs/python-pass.strace']) {
      const alone = (await pagewalk(['run', '--maps', file])).output;
      const { output } = await pagewalk(['run', '--maps', '--json', file]);
      const { maps } = parse(output) as { maps: { text: string; mappings: Json[] }[] };
      const blocks = alone.match(/^### maps [^]*?^### end\n/gm) ?? [];
      expect(blocks.length).toBeGreaterThan(0);
      expect(maps.map(({ text }) => `${text}\n`)).toEqual(blocks);
      for (const { text, mappings } of maps) {
        expect(mappings.map(lineOf)).toEqual(text.split('\n').slice(1, -1).map(withoutBlanks));
      }
    }
  });

  /** A mapping as proc(5) prints it, but for the blanks in front of the label. */
  function lineOf({ start, end, permissions, offset, label }: Json): string {
    const digits = (field: unknown): string => String(field).replace('0x', '').padStart(8, '0');
    const range = `${digits(start)}-${digits(end)}`;
    return `${range} ${String(permissions)} ${digits(offset)} 00:00 0 ${String(label)}`.trim();
  }

  function withoutBlanks(line: string): string {
    return line.replace(/ +/g, ' ').trim();
  }
});

describe('processes in run --json', () => {
  it('are called by the name or the variable of the script', async () => {
    const script =
      'spawn parent\nparent: child = fork()\nlet same = child\nparent: fork()\nparent: other = fork()\nlet other = 0\n';
    const { output } = await pagewalk(['run', '--json', '-'], script);
    const { processes } = parse(output) as { processes: { name: string; pid: number }[] };
    const pids = processes.map(({ pid }) => `(pid ${pid})`);
    expect(processes.map(({ name }) => name)).toEqual([
      `parent ${pids[0] ?? ''}`,
      `child ${pids[1] ?? ''}`,
      `pid ${processes[2]?.pid ?? ''}`,
      `pid ${processes[3]?.pid ?? ''}`,
    ]);
  });
});

describe('test --reporter json', () => {
  it('of files that run', async () => {
    const { status, output } = await pagewalk(['test', '--reporter', 'json', 'examples']);
    expect(status).toBe(0);
    expect(schemaErrors(TEST, parse(output))).toEqual([]);
  });

  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    [
      'fails',
      SCENARIOS,
      1,
      [
        { error: null, failed: 0 },
        { faults: { denied: 1 }, failed: 2 },
      ],
    ],
    [
      'cannot be run',
      'p: foo(',
      2,
      [{ error: expect.stringContaining(':1:8: ') as string, faults: {} }],
    ],
  ])('of what %s', async (name, text, status, results) => {
    const file = join(folder, `${name}.vms`);
    writeFileSync(file, text);
    const ran = await pagewalk(['test', '--reporter', 'json', file]);
    expect(ran.status).toBe(status);
    const printed = parse(ran.output);
    expect(schemaErrors(TEST, printed)).toEqual([]);
    expect(printed).toMatchObject({ results });
  });

  it('is refused by the schema when anything in it is wrong', async () => {
    const { output } = await pagewalk(['test', '--reporter', 'json', 'examples/cow.vms']);
    const wrong = [...damaged(parse(output))];
    expect(wrong.length).toBeGreaterThan(20);
    expect(wrong.filter((value) => schemaErrors(TEST, value).length === 0)).toEqual([]);
  });
});
