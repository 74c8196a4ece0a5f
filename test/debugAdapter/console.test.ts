/** The commands of the console debugger in the debug console of a client. */
import { describe, expect, it } from 'vitest';
import type { Client } from './client';
import { atStore, COW, STORE } from './cow';
import { inline } from './inline';

function typed(client: Client, text: string): Promise<string> {
  return client.evaluate(text, 'repl');
}

/** Types a command after which the run stops again. */
async function moved(client: Client, text: string) {
  const stopped = client.nextStop();
  await typed(client, text);
  return stopped;
}

describe('commands that look', () => {
  it('answer lines', async () => {
    const { client } = await atStore();
    expect(await typed(client, 'help')).toMatch(/^ {2}next, n \[N\] /m);
    expect(await typed(client, 'maps child')).toMatch(/^e7ffe000-e8000000 rw-p /m);
    expect(await typed(client, 'tables faults')).toContain('A shared page was copied');
    expect(await typed(client, 'print child.faults.cow')).toBe('0');
    expect(await typed(client, 'diff 1')).toMatch(/ -> /);
    expect(await typed(client, 'failures')).toBe('no expectation has failed');
    client.check();
  });

  it('are refused with what is wrong', async () => {
    const { client } = await atStore();
    const refused = (expression: string) =>
      client.refusal('evaluate', { expression, context: 'repl' });
    expect(await refused('break 0')).toBe('there is no line 0: they count from 1');
    expect(await refused('watch regoin.start[3]')).toContain('did you mean region.start?');
    expect(await refused('history nothing')).toBe('nothing is called `nothing`');
  });
});

describe('what is no command', () => {
  it('is an expression', async () => {
    const { client } = await atStore();
    expect(await typed(client, 'child.faults.cow + 1')).toBe('1');
    expect(await typed(client, 'buf')).toBe(await client.evaluate('buf'));
  });

  it('is a variable of the script, even with the name of a command', async () => {
    const { client } = inline();
    await client.launch({ program: 'x.vms', text: 'let n = 5\nlet next = 6\nlet a = 1\n' });
    await client.stop('next', { threadId: 1 });
    await client.stop('next', { threadId: 1 });
    expect(await typed(client, 'n')).toBe('5');
    expect(await typed(client, 'next + 1')).toBe('7');
    expect((await moved(client, 'back')).reason).toBe('step');
  });

  it('is an expression everywhere else than in the console', async () => {
    const { client } = await atStore();
    expect(await client.refusal('evaluate', { expression: 'help', context: 'watch' })).toContain(
      'help',
    );
  });
});

describe('commands that move', () => {
  it('stop as requests do, and say where', async () => {
    const { client } = await atStore();
    expect((await moved(client, 'step')).reason).toBe('step');
    expect(client.output).toMatch(/^12\.\d+:\d+ {2}.*child: store\(buf, "HELLO"\)$/m);
    expect((await moved(client, 'goto 3')).reason).toBe('goto');
    const { moment } = await client.request<{ moment: string }>('pagewalk/state');
    expect(moment).toBe('3');
    const ended = await moved(client, 'goto end');
    expect(ended.reason).toBe('goto');
    expect(client.output).toMatch(/the program has ended: \d+ expectations, 0 failed/);
  });

  it('go so often', async () => {
    const { client } = await atStore();
    await moved(client, 'back 4');
    expect((await client.request<{ moment: string }>('pagewalk/state')).moment).toBe('8');
  });
});

describe('stops', () => {
  it('that were typed hold with those of the client', async () => {
    const { client } = inline();
    await client.launch({ program: COW });
    expect(await typed(client, 'break memCow')).toBe('stop 1: memCow');
    expect(await typed(client, `break ${STORE} hits 1`)).toBe(`stop 2: ${STORE} hits 1`);
    expect(await typed(client, 'watch vmGlobal.copiedFrames[1]')).toMatch(/^stop 3: /);
    expect(await typed(client, 'info')).toBe(
      `1  memCow\n2  ${STORE} hits 1\n3  vmGlobal.copiedFrames[1]`,
    );
    expect(await moved(client, 'continue')).toMatchObject({ hitBreakpointIds: [2] });
    expect(await moved(client, 'c')).toMatchObject({ hitBreakpointIds: [1] });
    expect(await moved(client, 'c')).toMatchObject({ hitBreakpointIds: [3] });
    expect(await moved(client, 'rc')).toMatchObject({ hitBreakpointIds: [1] });
    expect(await typed(client, 'delete 1')).toBe('1 removed');
    expect(await moved(client, 'rc')).toMatchObject({ hitBreakpointIds: [2] });
  });

  it('stay when the run begins again', async () => {
    const { client } = inline();
    await client.launch({ program: COW });
    await typed(client, 'break memCow if child.faults.cow == 0');
    await client.stop('restart');
    expect(await typed(client, 'info')).toBe('1  memCow if child.faults.cow == 0');
  });

  it('of the client are removed in the client too', async () => {
    const { client } = await atStore();
    const removed = client.next('breakpoint');
    expect(await typed(client, 'info')).toBe(`1  cow.vms:${STORE}`);
    await typed(client, 'delete');
    expect((await removed).body).toMatchObject({ reason: 'removed', breakpoint: { id: 1 } });
  });
});

describe('edits', () => {
  it('start branches, which can be left', async () => {
    const { client } = await atStore();
    expect(await typed(client, 'set vmproc.cow[child] = 7')).toBe('branch 1');
    expect(await client.evaluate('child.faults.cow')).toBe('7');
    expect((await moved(client, 'branch 0')).reason).toBe('goto');
    expect(await client.evaluate('child.faults.cow')).toBe('0');
  });
});

it('scenarios of the file are listed and opened', async () => {
  const { client } = inline();
  const text = 'scenario "good" {\n  spawn p\n}\nscenario "bad" {\n  spawn q\n}\n';
  await client.launch({ program: 'two.vms', text });
  expect(await typed(client, 'scenario')).toBe('*1  good\n 2  bad');
  await moved(client, 'scenario 2');
  expect(await typed(client, 'scenario')).toBe(' 1  good\n*2  bad');
  const terminated = client.next('terminated');
  await typed(client, 'quit');
  await terminated;
});

it('completions offer commands, and what they take', async () => {
  const { client } = await atStore();
  const labels = async (text: string) => {
    const column = text.length + 1;
    const body = await client.request<{ targets: { label: string }[] }>('completions', {
      ...{ text, column },
    });
    return body.targets.map(({ label }) => label);
  };
  expect(await labels('rc')).toContain('rcontinue');
  expect(await labels('break memC')).toContain('memCow');
  expect(await labels('break event co')).toContain('cow');
  expect(await labels('tables physB')).toEqual(['physBlock']);
  expect(await labels('print chi')).toEqual(['child']);
});
