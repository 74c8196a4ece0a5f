/** The console debugger as people type into it: what each command answers, and what Ctrl-C does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EVENT_NAMES } from '../../src/machine/events';
import { pagewalk, Session } from './command';

const FOLDER = mkdtempSync(join(tmpdir(), 'pagewalk-'));
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

const PROMPT = '(pagewalk) ';

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

/** The answers to commands, in order. */
async function answers(args: readonly string[], commands: readonly string[]): Promise<string[]> {
  const typed = commands.map((command) => `${command}\n`).join('');
  const { output, errors } = await pagewalk(['run', '--interactive', ...args], typed);
  expect(errors).toBe('');
  return output
    .split(PROMPT)
    .slice(1)
    .map((answer) => answer.trim());
}

const COW = 'examples/cow.vms';

describe('stops', () => {
  it.each(['next', 'step 100000', 'event 100000', 'out'])(
    'hold while %s goes on, as with continue',
    async (move) => {
      const [, , , arrived] = await answers(
        [COW],
        ['next 11', 'break mapPf', 'break memCow', move],
      );
      expect(arrived).toMatch(/^stop 1: 12\.\d+:\d+ {2}/);
      expect(arrived).toContain('mapPf(');
    },
  );

  it('hold while back goes on', async () => {
    const [, , arrived] = await answers([COW], ['next 12', 'break memCow', 'back']);
    expect(arrived).toMatch(/^stop 1: 12\.\d+:\d+ {2}/);
  });

  it('end a row of steps', async () => {
    const found = await answers(
      [COW],
      ['break 21', 'break 29', 'next 100', 'next 100', 'next 100'],
    );
    expect(found[2]).toMatch(/^stop 1: .*:21 /);
    expect(found[3]).toMatch(/^stop 2: .*:29 /);
    expect(found[4]).toContain('the program has ended');
  });

  it('on the last line hold once, and not at the end of the script', async () => {
    const path = file('last.vms', 'spawn p\nlet a = 1');
    const found = await answers([path], ['break 2', 'continue', 'next', 'continue']);
    expect(found[1]).toMatch(/^stop 1: 2 {2}.*last\.vms:2 {2}let a = 1$/);
    expect(found[2]).toMatch(/^3 {2}.*last\.vms:2 {2}behind the last statement$/);
    expect(found[3]).toMatch(/^the end: /);
  });

  it('on an entry say once what is wrong', async () => {
    const found = await answers(
      [COW],
      [
        'watch pte nobody 0x1000',
        'watch pte child buf',
        'watch pte child',
        'watch pte',
        'next 11',
        'watch pte 3 buf',
        'watch pte child nothing',
        'watch pte child child.maps',
        'watch pte child buf',
      ],
    );
    for (const answer of found.slice(0, -2)) expect(answer.split('\n')).toHaveLength(1);
    expect(found[0]).toContain('nobody');
    expect(found[1]).toContain('child has no value yet');
    expect(found[2]).toContain('a process and an address');
    expect(found[3]).toContain('a process and an address');
    expect(found[5]).toContain('no process');
    expect(found[6]).toContain('nothing');
    expect(found[8]).toBe('stop 1: pte child buf');
  });

  it('are removed by number, or all', async () => {
    const found = await answers(
      [COW],
      ['break 21', 'break memCow', 'delete 7', 'delete 1', 'info', 'delete', 'info'],
    );
    expect(found.slice(2, 7)).toEqual([
      'there is no stop 7: info lists them',
      '1 removed',
      '2  memCow',
      '1 removed',
      'no stops',
    ]);
  });
});

describe('what a script says and asks', () => {
  const path = file(
    'says.vms',
    [
      'spawn p',
      'let a = 1',
      'say "first {a}"',
      'ask "how many?" = 3 { let a = 2 }',
      'say "last {a}"',
      'let a = 3',
    ].join('\n'),
  );
  const said = (answer = '') => answer.split('\n').filter((line) => !line.includes('says.vms:'));

  it('is printed in order while the run goes on', async () => {
    const [answer] = await answers([path], ['continue']);
    const [end, ...lines] = said(answer).reverse();
    expect(lines.reverse()).toEqual(['first 1', 'how many?', 'the answer is 3', 'last 2']);
    expect(end).toMatch(/^the end: /);
  });

  it('is printed by steps, once', async () => {
    const found = await answers([path], ['next 2', 'next', 'step', 'next 2', 'next']);
    expect(found.slice(0, 5).map(said)).toEqual([
      [],
      ['first 1'],
      ['how many?'],
      ['the answer is 3'],
      ['last 2'],
    ]);
  });

  it('is not printed on the way back, nor by travels', async () => {
    const found = await answers([path], ['goto end', 'back 3', 'rcontinue', 'goto 5']);
    expect(found[0]).toMatch(/^the end: \d+ {2}the program has ended/);
    for (const answer of found.slice(1, 4))
      expect(answer).toMatch(/^(the beginning: )?\d+ .*says\.vms/);
    expect(found.join('\n')).not.toMatch(/^(first|last|how|the answer)/m);
  });

  it('is printed on the way of --until', async () => {
    const { output } = await pagewalk(['run', '--interactive', '--until', '5', path], '');
    expect(output).toMatch(/^first 1\nhow many\?\nthe answer is 3\n7 {2}.*says\.vms:5 /m);
  });
});

describe('failed expectations', () => {
  const path = file(
    'fails.vms',
    'spawn p\nlet a = 1\nexpect a == 2\nexpect a == 1\nexpect p.pid > 4000 && a == 1\n',
  );

  it('are told when they fail, with the values', async () => {
    const [answer] = await answers([path], ['next 3']);
    expect(answer?.split('\n')).toEqual([
      `failed: ${path}:3  expect a == 2`,
      '    expected == 2, actual 1',
      `4  ${path}:4  expect a == 1`,
    ]);
  });

  it('are listed, those up to here', async () => {
    const found = await answers([path], ['failures', 'next 3', 'failures', 'continue', 'failures']);
    expect(found[0]).toBe('no expectation has failed');
    const first = `1  3.2  ${path}:3  expect a == 2\n    expected == 2, actual 1`;
    expect(found[2]).toBe(first);
    const pid = /actual (\d+)$/.exec(found[4] ?? '')?.[1] ?? '';
    expect(Number(pid)).toBeLessThanOrEqual(4000);
    const second = `2  5.2  ${path}:5  expect p.pid > 4000 && a == 1`;
    expect(found[4]).toBe(`${first}\n${second}\n    expected > 4000, actual ${pid}`);
  });

  it('show their values at a stop there, in both directions, and in why', async () => {
    const found = await answers([path], ['break failure', 'c', 'why', 'goto end', 'rc', 'rc']);
    const values = `${path}:3  expect a == 2\n    expected == 2, actual 1`;
    const stopped = `stop 1: 3.2  ${path}:3  expect a == 2\nfailed: ${values}`;
    expect(found[1]).toBe(stopped);
    expect(found[2]).toBe(`3.2  expect  expectation 1 fails\n${values}`);
    expect(found[4]).toContain('expected > 4000');
    expect(found[5]).toBe(stopped);
  });
});

describe('events', () => {
  it('are told with names, those without a rule too', async () => {
    const [, arrived, why] = await answers([COW], ['next 11', 'event 5', 'why']);
    expect(arrived).toContain('12.5');
    expect(why).toMatch(/^12\.5 {2}message {2}VM_PAGEFAULT from child \(pid \d+\) waits for vm$/);
  });

  it.each(['cow', 'tlb-and-locality', 'fork-tree', 'file-private-and-shared', 'region-split'])(
    'of all statements of %s have words',
    async (name) => {
      const path = `examples/${name}.vms`;
      const typed = Array.from({ length: 40 }, () => ['next', 'events']).flat();
      const found = await answers([path], typed);
      const lines = found
        .flatMap((answer) => answer.split('\n'))
        .filter((line) => /^\d+\.\d+ /.test(line));
      expect(lines.length).toBeGreaterThan(100);
      for (const line of lines) {
        const [, kind = '', words = ''] = /^\d+\.\d+ {2}(\w+) {2}(.*)$/.exec(line) ?? [];
        expect([line, EVENT_NAMES.some((name) => name === kind)]).toEqual([line, true]);
        expect(words).toMatch(/[a-z]/);
        expect(words).not.toMatch(/undefined|NaN|process \d/);
      }
    },
  );
});

describe('history', () => {
  it('is that of a frame, a region or a process', async () => {
    const [, ...found] = await answers(
      [COW],
      [
        'goto end',
        'history frame(parent, buf)',
        'history region(parent, buf)',
        'history parent',
        'history frame 2000',
        'history',
        'history 5',
        'history nothing',
      ],
    );
    expect(found[0]).toMatch(/^\d+\.\d+ {2}frame {2}frame \d+ taken for memory of a process: /);
    expect(found[1]).toMatch(/^\d+\.\d+ {2}region {2}region 0xe7ffe000-0xe8000000: placed at /);
    expect(found[2]).toMatch(/parent \(pid \d+\) gets SIGCHLD: a child ended$/);
    expect(found[3]).toBe('nothing has happened to it');
    expect(found[4]).toContain('needs a frame, a region or a process');
    expect(found[5]).toContain('needs a frame, a region or a process');
    expect(found[6]).toBe('nothing is called `nothing`');
  });
});

describe('--until', () => {
  it('runs to the line first', async () => {
    const { output } = await pagewalk(['run', '--interactive', '--until', '27', COW], '');
    expect(output).toMatch(/^12 {2}examples\/cow\.vms:29 /m);
    expect(output).not.toContain('cow.vms:10 ');
  });

  it('stays where it is when the first statement is behind the line', async () => {
    const { output } = await pagewalk(['run', '--interactive', '--until', '3', COW], '');
    expect(output).toMatch(/^1 {2}examples\/cow\.vms:10 /m);
  });

  it('goes to the end when there is no such line', async () => {
    const { output } = await pagewalk(['run', '--interactive', '--until', '9999', COW], '');
    expect(output).toContain('the program has ended');
  });
});

it('debugs the largest machine', async () => {
  const text = 'machine { memory = 2G }\nspawn p\np: brk(0)\n';
  const found = await answers([file('large.vms', text)], ['next', 'back', 'continue']);
  expect(found[0]).toMatch(/^2 /);
  expect(found[1]).toMatch(/^the beginning: 1 /);
  expect(found[2]).toMatch(/^the end: /);
});

describe('several scenarios', () => {
  const path = file(
    'two.vms',
    'scenario "good" {\n  spawn p\n}\nscenario "bad" {\n  spawn q\n  expect q.pid == 3\n}\n',
  );

  it('are listed and opened', async () => {
    const found = await answers(
      [path],
      [
        'scenario',
        'break 2',
        'scenario 2',
        'info',
        'scenario',
        'continue',
        'scenario 3',
        'scenario x',
      ],
    );
    expect(found[0]).toMatch(/^\*1 {2}.*good\n 2 {2}.*bad$/);
    expect(found[2]).toMatch(/^1 {2}.*two\.vms:5 {2}spawn q$/);
    expect(found[3]).toBe('no stops');
    expect(found[4]).toMatch(/^1 {2}.*good\n\*2 {2}.*bad$/);
    expect(found[5]).toContain('1 failed');
    expect(found[6]).toContain('there is no scenario 3');
    expect(found[7]).toContain('there is no scenario x');
  });

  it('are announced', async () => {
    const { output } = await pagewalk(['run', '--interactive', path], '');
    expect(output).toContain('2 scenarios');
  });
});

describe('help', () => {
  it('fits 80 columns, and shows what is optional', async () => {
    const [help = ''] = await answers([COW], ['help']);
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(help).toMatch(/^ {2}maps \[PROCESS\] /m);
    expect(help).toMatch(/^ {2}pagetable, pt \[PROCESS\] /m);
  });

  it('of one command', async () => {
    const found = await answers([COW], ['help watch', 'help nothing', 'nothing']);
    expect(found[0]?.split('\n').map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      'watch CELL',
      'watch pte PROCESS ADDRESS',
    ]);
    expect(found[1]).toBe('there is no command nothing: help lists them');
    expect(found[2]).toBe('there is no command nothing: help lists them');
  });
});

describe('Ctrl-C', () => {
  const LOOP = file('loop.vms', 'spawn p\nlet i = 0\nrepeat 9000000000000 { let i = i + 1 }\n');

  it.each(['continue', 'next 1000000000', 'step 1000000000', 'goto end'])(
    'ends a %s at once, and the session goes on',
    async (command) => {
      const session = new Session(['run', '--interactive', LOOP]);
      await session.answer();
      session.type(command);
      await session.wait(1500);
      const before = process.hrtime.bigint();
      session.interrupt();
      expect(await session.answer()).toMatch(/^paused: /);
      expect(Number(process.hrtime.bigint() - before) / 1e9).toBeLessThan(5);
      session.type('print i');
      expect(await session.answer()).toMatch(/^\d+$/);
      session.type('back');
      expect(await session.answer()).toMatch(/loop\.vms:\d+ /);
      session.type('quit');
      expect((await session.end()).status).toBe(0);
    },
  );

  it('ends one statement that runs for long, and the session goes on', async () => {
    const path = file(
      'long.vms',
      `machine { arch = x86-64, memory = 1G }
spawn p
p: a = mmap(NULL, 900M, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: memset(a, 1, 900M)
`,
    );
    const session = new Session(['run', '--interactive', path]);
    await session.answer();
    for (const command of ['continue', 'goto 3.900000']) {
      session.type(command);
      await session.wait(500);
      session.interrupt();
      expect(await session.answer()).toMatch(/^paused: 3(\.\d+)? {2}/);
    }
    session.type('goto 2');
    expect(await session.answer()).toMatch(/long\.vms:3 /);
    session.type('quit');
    expect((await session.end()).status).toBe(0);
  });

  it('at the prompt says how to end the session, and does not end it', async () => {
    const session = new Session(['run', '--interactive', COW]);
    await session.answer();
    session.interrupt();
    expect(await session.answer()).toContain('quit or Ctrl-D ends the session');
    session.type('next');
    expect(await session.answer()).toMatch(/^2 {2}/);
    session.type('quit');
    expect((await session.end()).status).toBe(0);
  });
});

describe('what makes no sense together', () => {
  it.each(['--json', '--maps'])('%s is refused', async (option) => {
    const { status, output, errors } = await pagewalk(['run', '--interactive', option, COW]);
    expect(status).toBe(2);
    expect(output).toBe('');
    expect(errors).toContain(`'--interactive' cannot be used with option '${option}'`);
  });

  it('a script from standard input is refused', async () => {
    const { status, errors } = await pagewalk(['run', '--interactive', '-'], 'spawn p\n');
    expect(status).toBe(2);
    expect(errors).toContain('name a file');
  });
});
