/** Breakpoints of all kinds, forward and back. */
import { describe, expect, it } from 'vitest';
import { atStore, COW, frameNames, lineOf, scopeOf, setBreakpoints, STORE } from './cow';
import { inline } from './inline';

const CAPABILITIES = { adapterID: 'pagewalk' };

async function filters(
  client: { request(command: string, args: object): Promise<unknown> },
  filterOptions: object[],
) {
  await client.request('setExceptionBreakpoints', { filters: [], filterOptions });
}

describe('breakpoints', () => {
  it('stop at calls and at functions of the servers, by MINIX names too', async () => {
    const { client } = inline();
    const stop = await client.launch({ program: COW }, async () => {
      await client.request('setFunctionBreakpoints', {
        breakpoints: [{ name: 'fork' }, { name: 'mem_cow' }, { name: '/re ^doM.*p$' }],
      });
    });
    expect(stop.reason).toBe('function breakpoint');
    // mmap is the first call, and doMmap handles it.
    expect((await frameNames(client, stop.threadId))[0]).toBe('doMmap');
    const fork = await client.stop('continue', { threadId: 1 });
    expect(await frameNames(client, fork.threadId)).toEqual(['parent: child = fork()']);
    const copy = await client.stop('continue', { threadId: 1 });
    expect((await frameNames(client, copy.threadId))[0]).toBe('memCow');
    expect(
      await client
        .refusal('setFunctionBreakpoints', { breakpoints: [{}] as object[] })
        .catch(String),
    ).toMatch(/name/);
  });

  it('stop at exceptions, with conditions, and say what happened', async () => {
    const { client, stop } = await atStore();
    await setBreakpoints(client, []);
    await filters(client, [
      { filterId: 'cow' },
      { filterId: 'error' },
      { filterId: 'signal', condition: 'child.faults.cow == 1' },
    ]);
    const cow = await client.stop('continue', { threadId: stop.threadId });
    expect(cow).toMatchObject({ reason: 'exception', text: 'Copy-on-write' });
    const info = await client.request('exceptionInfo', { threadId: stop.threadId });
    expect(info).toMatchObject({
      exceptionId: 'cow',
      description: 'copied because another mapping has the frame too',
    });
    // munmap = -1 EINVAL, then SIGSEGV.
    expect(await client.stop('continue', { threadId: 1 })).toMatchObject({
      text: 'Calls that return an error',
    });
    expect(await client.stop('continue', { threadId: 1 })).toMatchObject({ text: 'Signals' });
    expect(await client.stop('reverseContinue', { threadId: 1 })).toMatchObject({
      text: 'Calls that return an error',
    });
  });

  it('stop where an expectation fails, or an invariant is broken', async () => {
    const { client } = inline();
    const program = 'x.vms';
    const text = 'spawn p\nlet a = 1\nexpect a == 2\nlet b = 3\n';
    await client.launch({ program, text, stopOnEntry: true });
    await filters(client, [{ filterId: 'expectation' }, { filterId: 'invariant' }]);
    const failed = await client.stop('continue', { threadId: 1 });
    expect(failed.text).toBe('Failed expectations');
    expect(await client.request('exceptionInfo', { threadId: 1 })).toMatchObject({
      description: 'this does not hold: the left side is 1, the right side is 2',
    });
    // A wrong count of free frames is found before the next statement.
    await client.request('setExpression', { expression: 'vmGlobal.freeFrames[1]', value: '7' });
    const broken = await client.stop('continue', { threadId: 1 });
    expect(broken.text).toBe('Broken invariants');
  });

  it('stop when a counter, an entry, a variable or memory changes', async () => {
    const { client, stop } = await atStore();
    await setBreakpoints(client, []);
    const process = await scopeOf(client, stop, 'Process');
    const faults = (await client.variables(process)).find(({ name }) => name === 'faults');
    const ids: string[] = [];
    for (const args of [
      { variablesReference: faults?.variablesReference, name: 'cow' },
      { name: 'pte(child, buf)' },
      { name: 'buf', asAddress: true, bytes: 5 },
    ]) {
      const { dataId } = await client.request<{ dataId: string | null }>(
        'dataBreakpointInfo',
        args,
      );
      ids.push(dataId ?? '');
    }
    expect(ids).not.toContain('');
    const set = await client.request<{ breakpoints: { id: number; verified: boolean }[] }>(
      'setDataBreakpoints',
      {
        breakpoints: ids.map((dataId) => ({ dataId })),
      },
    );
    expect(set.breakpoints.every(({ verified }) => verified)).toBe(true);
    const hits = new Set<number>();
    for (let i = 0; i < 10 && hits.size < 3; i++) {
      const hit = await client.stop('continue', { threadId: 1 });
      if (hit.reason !== 'data breakpoint') break;
      for (const id of hit.hitBreakpointIds ?? []) hits.add(id);
    }
    expect(hits.size).toBe(3);
    const { dataId } = await client.request<{ dataId: null }>('dataBreakpointInfo', {
      name: '1 + 1',
    });
    expect(dataId).toBeNull();
  });

  it('say where statements of a line begin', async () => {
    const { client } = inline();
    const program = 'x.vms';
    await client.request('initialize', CAPABILITIES);
    await client.request('launch', { program, text: 'let a = 1; let b = 2\n\nlet c = 3\n' });
    const { breakpoints } = await client.request<{ breakpoints: object[] }>('breakpointLocations', {
      source: { path: program },
      line: 1,
      endLine: 3,
    });
    expect(breakpoints).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 12 },
      { line: 3, column: 1 },
    ]);
  });

  it('keep their numbers when they are set again', async () => {
    const { client } = await atStore();
    const [first] = await setBreakpoints(client, [{ line: STORE }]);
    const again = await setBreakpoints(client, [{ line: lineOf('spawn parent') }, { line: STORE }]);
    expect(again[1]?.id).toBe(first?.id);
  });
});
