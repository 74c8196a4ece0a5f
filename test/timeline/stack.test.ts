/** The call stack at stops: functions, arguments and lines against the source, the messages, the script's statements. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import { functionsNamed, sourceLine } from '../../src/timeline/builds';
import { finish } from '../../src/timeline/journey';
import { beforeStatement } from '../../src/timeline/moment';
import { callStack, type Frame } from '../../src/timeline/stack';
import type { Stop } from '../../src/timeline/stops';
import { Timeline } from '../../src/timeline/timeline';
import { chooser, LITTLE, writeDown } from './laws';

function timelineOf(script: string): Timeline {
  const { programs, diagnostics } = compileScript(script, 'test.vms');
  expect(diagnostics).toEqual([]);
  const [program] = programs;
  if (program === undefined) throw new Error('no program');
  return new Timeline(program, LITTLE);
}

function stopAt(name: string): Stop {
  const functions = new Set(functionsNamed(name));
  expect(functions.size).toBeGreaterThan(0);
  return { id: 1, kind: 'function', functions, condition: null, hits: null };
}

function shown(frame: Frame): string {
  if (frame.kind === 'message') return frame.type;
  if (frame.kind === 'statement')
    return `line ${frame.place.line} ${frame.definition ?? ''}`.trim();
  return frame.function;
}

/** The text of a file of the sources, line by line. */
function linesOf(file: string): string[] {
  return readFileSync(join(__dirname, '../../src', file), 'utf8').split('\n');
}

const COW = `spawn p
p: a = mmap(NULL, 2*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(a, 1)
def touch(address) {
  c: store(address, 2)
}
p: c = fork()
touch(a)
`;

describe('the call stack', () => {
  it('of a copied page leads from memCow to the store, and to the call of its def', () => {
    const timeline = timelineOf(COW);
    expect(finish(timeline.continue([stopAt('memCow')])).reason).toBe('stop');
    const frames = callStack(timeline.recording).map(shown);
    const named = frames.filter((name) =>
      /^(memCow|mapPf|handlePagefault|doPagefaults|vmMain|VM_|line)/.test(name),
    );
    expect(named).toEqual([
      ...['memCow', 'mapPf', 'handlePagefault', 'doPagefaults', 'vmMain', 'VM_PAGEFAULT'],
      ...['line 5', 'line 8 touch'],
    ]);
  });

  it('of a nested call has the message of each server that works', () => {
    const timeline = timelineOf(COW);
    finish(timeline.continue([stopAt('mapProcCopy')]));
    const frames = callStack(timeline.recording).map(shown);
    const named = frames.filter((name) => /Main$|^(VM|PM|VFS)_|^do|line/.test(name));
    expect(named).toEqual(['doFork', 'vmMain', 'VM_FORK', 'doFork', 'pmMain', 'PM_FORK', 'line 7']);
  });

  it('has the arguments with which the functions were called', () => {
    const timeline = timelineOf(COW);
    finish(timeline.continue([stopAt('handlePagefault')]));
    const { computer } = timeline;
    const [frame] = callStack(timeline.recording);
    if (frame?.kind !== 'server') throw new Error('no server frame');
    const row = computer.cpus.process.get(1);
    const given = Object.fromEntries(frame.arguments.map(({ name, value }) => [name, value]));
    expect(given).toMatchObject({ process: row, page: computer.cpus.faultPage.get(1) });
    // Write, from user mode, to a page that is not there (SDM 3A 4.7).
    expect(given['code']).toBe(6);
  });

  it('has nothing of the servers while an expectation looks at the machine', () => {
    const timeline = timelineOf(`machine { memory = 2M }
file "/x" { size = 4K, fill = "abc" }
spawn p
p: a = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: d = open("/x", O_RDONLY)
p: read(d, a, 3)
p: load(a)
expect sound && peek(p, a, 3) == "abc" && resident(p, a) && region(p, a).perm == "rw-p"
expect frame(p, a).refs == 1 && pte(p, a).present && count(p.regions) == 2 && p.alive
expect file("/x").cached == 1 && tlb.misses > 0 && frames.free > 0 && tlb(p, a).frame != 0
`);
    finish(timeline.continue([]));
    expect(timeline.computer.interpreter.failed.get(1)).toBe(0);
    timeline.seek(beforeStatement(6));
    for (const line of [9, 10]) {
      timeline.stepInto();
      expect(callStack(timeline.recording).map(shown)).toEqual([`line ${line}`]);
    }
    timeline.stepInto();
    expect(timeline.recording.position).toEqual(beforeStatement(9));
  });

  it('between statements is the script alone', () => {
    const timeline = timelineOf(COW);
    timeline.seek(beforeStatement(3));
    expect(callStack(timeline.recording).map(shown)).toEqual(['line 3']);
  });

  it('names functions and lines as they stand in the source, at any stop', () => {
    const timeline = timelineOf(COW);
    const seen = writeDown(timeline, false);
    const choose = chooser(1);
    const files = new Map<string, string[]>();
    let looked = 0;
    for (let i = 0; i < 150; i++) {
      timeline.seek(seen[choose(seen.length)]?.at ?? beforeStatement(1));
      for (const frame of callStack(timeline.recording)) {
        if (frame.kind !== 'server') continue;
        const lines = files.get(frame.file) ?? linesOf(frame.file);
        files.set(frame.file, lines);
        // The frame's line lies in the function that was declared last above it.
        const above = lines
          .slice(0, frame.line)
          .filter((line) => /^(export )?function /.test(line));
        expect(above.at(-1)).toContain(`function ${frame.function}(`);
        expect(sourceLine(frame.file, frame.line)).toBe(lines[frame.line - 1]?.trim());
        for (const { name } of frame.arguments) {
          const declared = lines.slice(lines.indexOf(above.at(-1) ?? ''), frame.line).join(' ');
          expect(declared).toContain(name);
        }
        looked++;
      }
    }
    expect(looked).toBeGreaterThan(300);
  });

  it('has for each line that is stepped to the call of the frame above in the frame below', () => {
    const timeline = timelineOf(COW);
    finish(timeline.continue([stopAt('memCow')]));
    for (let i = 0; i < 40; i++) {
      const frames = callStack(timeline.recording);
      frames.forEach((frame, at) => {
        const below = frames.slice(at + 1).find(({ kind }) => kind !== 'message');
        if (frame.kind !== 'server' || below?.kind !== 'server') return;
        const rest = linesOf(below.file)
          .slice(below.line - 1, below.line + 12)
          .join(' ');
        // Memory types and servers are called through records: by the name of the field.
        expect(
          /\bservers\.|memTypeOf|\.ev\w+\(/.test(rest) || rest.includes(`${frame.function}(`),
        ).toBe(true);
      });
      timeline.stepInto();
    }
  });
});
