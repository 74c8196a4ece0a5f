/** Sessions from their beginning to their end, mostly on examples/cow.vms. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  atStore,
  COW,
  frameNames,
  lineOf,
  LOAD,
  scopeOf,
  setBreakpoints,
  STORE,
  threadNames,
  type SetBreakpoint,
} from './cow';
import { EXAMPLES, inline } from './inline';

describe('a session', () => {
  it('stops on entry when there is no breakpoint, and steps through the script', async () => {
    const { client } = inline();
    const entry = await client.launch({ program: COW });
    expect(entry.reason).toBe('entry');
    const [frame] = await client.stack(entry.threadId);
    expect(frame).toMatchObject({ name: 'spawn parent', source: { name: 'cow.vms', path: COW } });
    expect(frame?.line).toBe(lineOf('spawn parent'));
    const step = await client.stop('next', { threadId: entry.threadId });
    expect(step.reason).toBe('step');
    expect(await threadNames(client)).toEqual(['parent (pid 100)']);
    expect(client.output).toContain('spawn parent\n');
    await client.stop('next', { threadId: step.threadId });
    expect(client.output).toMatch(/parent .*: mmap\(NULL, 8192, .*\) = 0x/);
    client.check();
  });

  it('stops on entry when exception filters are all that is set', async () => {
    const { client } = inline();
    const stop = await client.launch({ program: COW }, async () => {
      await client.request('setExceptionBreakpoints', { filters: ['expectation'] });
    });
    expect(stop.reason).toBe('entry');
  });

  it('runs to a breakpoint and says which one it was', async () => {
    const { client } = inline();
    let set: SetBreakpoint[] = [];
    const stop = await client.launch({ program: COW }, async () => {
      // The comment above the store is no statement.
      set = await setBreakpoints(client, [{ line: STORE - 1 }]);
    });
    expect(set).toMatchObject([{ verified: true, line: STORE }]);
    expect(stop).toMatchObject({ reason: 'breakpoint', hitBreakpointIds: [set[0]?.id] });
    const [frame] = await client.stack(stop.threadId);
    expect(frame?.line).toBe(STORE);
    // The child acts, and it is the one whose thread stops.
    expect(await threadNames(client)).toContain('pid 101');
    expect(frame?.name).toBe('child: store(buf, "HELLO")');
  });

  it('steps into the VM server down to memCow, and back out of it', async () => {
    const { client, stop } = await atStore();
    const file = readFileSync(join(EXAMPLES, '../src/engine/vm/pb.ts'), 'utf8');
    const line = file.split('\n').findIndex((one) => one.includes('function memCow(')) + 1;
    const { sources } = await client.request<{
      sources: { path: string; sourceReference: number }[];
    }>('loadedSources');
    const source = sources.find(({ path }) => path === 'engine/vm/pb.ts');
    await client.request('setBreakpoints', { source, breakpoints: [{ line }] });
    const inside = await client.stop('continue', { threadId: stop.threadId });
    expect(inside.reason).toBe('breakpoint');
    expect(inside.threadId).toBe(stop.threadId);
    const names = await frameNames(client, inside.threadId);
    expect(names[0]).toBe('memCow');
    // As the example's comment says.
    for (const name of ['doPagefaults', 'handlePagefault', 'mapPf']) expect(names).toContain(name);
    expect(names).toContain('VM_PAGEFAULT from pid 101');
    expect(names.at(-1)).toBe('child: store(buf, "HELLO")');
    expect(await threadNames(client)).toContain('VM server');
    // The source opens without a checkout.
    const { content } = await client.request<{ content: string }>('source', {
      source,
      sourceReference: source?.sourceReference ?? 0,
    });
    expect(content).toBe(file);
    const out = await client.stop('stepOut', { threadId: stop.threadId });
    expect((await frameNames(client, out.threadId))[0]).not.toBe('memCow');
    const over = await client.stop('reverseContinue', { threadId: stop.threadId });
    expect((await frameNames(client, over.threadId))[0]).toBe('memCow');
    const before = await client.stop('reverseContinue', { threadId: stop.threadId });
    expect(await frameNames(client, before.threadId)).toEqual(['child: store(buf, "HELLO")']);
  });

  it('goes back and forth', async () => {
    const { client, stop } = await atStore();
    expect(await client.evaluate('frame(child, buf) == frame(parent, buf)')).toBe('1');
    await client.stop('next', { threadId: stop.threadId });
    expect(await client.evaluate('frame(child, buf) == frame(parent, buf)')).toBe('0');
    expect(await client.evaluate('child.faults.cow')).toBe('1');
    await client.stop('stepBack', { threadId: stop.threadId });
    expect(await client.evaluate('child.faults.cow')).toBe('0');
    expect(await client.evaluate('frame(child, buf) == frame(parent, buf)')).toBe('1');
  });

  it('shows arguments, process, regions, page table, TLB and variables', async () => {
    const { client, stop } = await atStore();
    const variables = await client.variables(await scopeOf(client, stop, 'Script variables'));
    expect(variables.map(({ name }) => name)).toEqual(['parent', 'buf', 'child']);
    const address = variables.find(({ name }) => name === 'buf')?.value ?? '';
    const regions = await client.variables(await scopeOf(client, stop, 'Regions'));
    // Two pages of 4 KiB, private and writable; and the stack.
    expect(regions.map(({ value }) => value)).toEqual([
      expect.stringMatching(new RegExp(`^${address}-0x[0-9a-f]+ rw-p anon$`)),
      expect.stringMatching(/ rw-p stack$/),
    ]);
    const process = await client.variables(await scopeOf(client, stop, 'Process'));
    const values = new Map(process.map(({ name, value }) => [name, value]));
    expect(values.get('pid')).toBe('101');
    expect(values.get('rss')).toBe('8192');
    const tables = await client.variables(await scopeOf(client, stop, 'Page table'));
    // fork made both entries read-only.
    const below = await client.variables(tables[0]?.variablesReference ?? 0);
    const entry = below.find(({ name }) => name === address);
    expect(entry?.value).toMatch(/^frame \d+ user/);
    expect(entry?.value).not.toContain('writable');
    expect(entry?.evaluateName).toBe(`pte(child, ${address})`);
    expect(await client.evaluate(`${entry?.evaluateName ?? ''}.writable`)).toBe('0');
  });

  it('ends when it goes on at the end of the run', async () => {
    const { client, stop } = await atStore();
    const end = await client.stop('continue', { threadId: stop.threadId });
    expect(end.description).toMatch(/end of the run/);
    const exited = client.next('exited');
    const terminated = client.next('terminated');
    await client.request('continue', { threadId: end.threadId });
    expect((await exited).body).toEqual({ exitCode: 0 });
    await terminated;
    expect(client.output).toMatch(/\d+ statements, \d+ expectations, 0 failed/);
    expect(await client.refusal('next', { threadId: end.threadId })).toMatch(/has ended/);
    await client.request('disconnect');
  });

  it('runs without stopping when nothing is to be debugged', async () => {
    const { client } = inline();
    await client.request('initialize', { adapterID: 'pagewalk' });
    const initialized = client.next('initialized');
    await client.request('launch', { program: 'x.vms', text: 'expect 1 == 2', noDebug: true });
    await initialized;
    const exited = client.next('exited');
    await client.request('configurationDone');
    expect((await exited).body).toEqual({ exitCode: 1 });
    expect(client.output).toContain('expectation failed: this does not hold');
  });

  it('starts at the first failed expectation, or at a moment', async () => {
    const program = 'x.vms';
    const text = 'let a = 1\nexpect a == 1\nexpect a == 2\nlet b = 2\nexpect b == 3\n';
    const { client } = inline();
    const failed = await client.launch({ program, text, startAt: 'firstFailure' });
    expect(failed.reason).toBe('exception');
    expect((await client.stack(failed.threadId))[0]?.line).toBe(3);
    const other = inline().client;
    const there = await other.launch({ program, text, startAt: '4' });
    expect((await other.stack(there.threadId))[0]?.line).toBe(4);
  });

  it('starts again from a text that was changed meanwhile', async () => {
    const { client } = inline();
    const program = 'untitled:Untitled-1';
    const text = 'let a = 1\nlet b = 2\n';
    await client.launch({ program, text }, async () => {
      await setBreakpoints(client, [{ line: 2 }], program);
    });
    expect(await client.evaluate('a')).toBe('1');
    const moved = client.next('breakpoint');
    const again = await client.stop('restart', {
      arguments: { program, text: 'let a = 3\n# nothing here\nlet b = 4\n' },
    });
    expect((await moved).body).toMatchObject({ breakpoint: { verified: true, line: 3 } });
    const [frame] = await client.stack(again.threadId);
    expect(frame).toMatchObject({ line: 3, source: { path: program } });
    expect(await client.evaluate('a')).toBe('3');
  });

  it('refuses what cannot be run, with its place', async () => {
    const { client } = inline();
    await client.request('initialize', { adapterID: 'pagewalk' });
    const wrong = { program: 'x.vms', text: 'parent: mmap(' };
    expect(await client.refusal('launch', wrong)).toMatch(/^x\.vms:1:\d+: /);
    expect(await client.refusal('launch', { program: 'x.vms', text: ' ' })).toMatch(/it is empty/);
    expect(await client.refusal('launch', { program: '/nowhere/x.vms' })).toMatch(/ENOENT/);
    expect(await client.refusal('next', { threadId: 1 })).toMatch(/launch comes first/);
    const fine = { program: 'x.vms', text: 'let a = 1', set: { memory: '1M' } };
    await client.request('launch', fine);
  });

  it('pauses a run without end, and lets it go on', async () => {
    const { client } = inline();
    const entry = await client.launch({
      program: 'x.vms',
      text: 'spawn p\np: a = mmap(NULL, 1M, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)\nrepeat 1000000000 { p: store(a, 1) }',
    });
    for (let i = 0; i < 2; i++) {
      await client.request('continue', { threadId: entry.threadId });
      expect(await client.refusal('scopes', { frameId: 1 })).toBe('notStopped');
      expect(await threadNames(client)).toHaveLength(1);
      const begin = performance.now();
      const paused = await client.stop('pause', { threadId: entry.threadId });
      expect(paused.reason).toBe('pause');
      expect(performance.now() - begin).toBeLessThan(1000);
    }
    // A breakpoint that is set meanwhile counts.
    await client.request('continue', { threadId: entry.threadId });
    const stopped = client.nextStop();
    await setBreakpoints(client, [{ line: 3, column: 22 }], 'x.vms');
    expect((await stopped).reason).toBe('breakpoint');
  });

  it('tells how far a long run has come, and pauses when that is cancelled', async () => {
    const { client } = inline();
    await client.launch({
      program: 'x.vms',
      text: 'let a = 0\nrepeat 1000000000 { let a = a + 1 }',
    });
    const started = client.next('progressStart');
    const updated = client.next('progressUpdate');
    const ended = client.next('progressEnd');
    await client.request('continue', { threadId: 1 });
    const { progressId } = (await started).body as { progressId: string };
    expect((await updated).body).toMatchObject({ progressId });
    expect((await client.stop('cancel', { progressId })).reason).toBe('pause');
    expect((await ended).body).toEqual({ progressId });
    expect(await client.evaluate('interpreter.finished[1]')).toBe('0');
    expect(await client.refusal('evaluate', { expression: 'interpreter.nothing[1]' })).not.toBe('');
  });

  it('stops at conditions and counts, and tells what log points say', async () => {
    const { client } = inline();
    const program = 'x.vms';
    await client.launch({ program, text: 'for i in 0..10 {\n  say "."\n}\n', stopOnEntry: true });
    const set = await setBreakpoints(
      client,
      [
        { line: 2, hitCondition: '% 4' },
        { line: 2, condition: 'nothing == 1' },
        { line: 2, hitCondition: 'often' },
        { line: 2, logMessage: 'at {now}', hitCondition: '<= 2' },
      ],
      program,
    );
    expect(set.map(({ verified }) => verified)).toEqual([true, false, false, true]);
    expect(set[1]?.message).toMatch(/nothing/);
    const stop = await client.stop('continue', { threadId: 1 });
    expect(stop.hitBreakpointIds).toEqual([set[0]?.id]);
    expect(client.output.match(/^at \d+$/gm)).toHaveLength(2);
    expect(client.output.match(/^\.$/gm)).toHaveLength(3);
    await client.stop('continue', { threadId: 1 });
    expect(client.output.match(/^\.$/gm)).toHaveLength(7);
  });

  it('keeps numbers of an earlier stop from meaning something else', async () => {
    const { client, stop } = await atStore();
    const reference = await scopeOf(client, stop, 'Process');
    await client.variables(reference);
    await client.stop('next', { threadId: stop.threadId });
    expect(await client.refusal('variables', { variablesReference: reference })).toMatch(
      /belongs to an earlier stop/,
    );
  });

  it('answers what it does not know', async () => {
    const { client } = await atStore();
    expect(await client.refusal('flyToTheMoon')).toBe('there is no request flyToTheMoon');
    expect(await client.refusal('evaluate', { expression: 'nothing' })).toMatch(/nothing/);
    expect(await client.refusal('stackTrace', { threadId: 99 })).toMatch(/no thread 99/);
  });

  it('tells where LOAD reads the old text', async () => {
    const { client, stop } = await atStore();
    await setBreakpoints(client, [{ line: LOAD }]);
    await client.stop('continue', { threadId: stop.threadId });
    await client.stop('next', { threadId: stop.threadId });
    expect(client.output).toContain('load(');
    expect(client.output).toMatch(/parent .*: load\(0x[0-9a-f]+, 5\) = "hello"/);
  });
});
