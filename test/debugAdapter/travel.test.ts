/** Travels, and the moves that DAP has no request for. */
import { describe, expect, it } from 'vitest';
import { atStore, COW, frameNames, lineOf } from './cow';
import { inline } from './inline';

async function state(client: { request<T>(command: string): Promise<T> }) {
  return client.request<{ moment: string; hash: string }>('pagewalk/state');
}

describe('travel', () => {
  it('goes to the executions of a line, and to a moment', async () => {
    const { client } = inline();
    const program = 'x.vms';
    await client.launch({
      program,
      text: 'repeat 3 {\n  say "."\n}\nlet end = 1',
      stopOnEntry: true,
    });
    const { targets } = await client.request<{ targets: { id: number; label: string }[] }>(
      'gotoTargets',
      {
        source: { path: program },
        line: 2,
      },
    );
    expect(targets).toHaveLength(3);
    const there = await client.stop('goto', { threadId: 1, targetId: targets[2]?.id ?? 0 });
    expect(there.reason).toBe('goto');
    const { moment, hash } = await state(client);
    expect(targets[2]?.label).toContain(moment);
    await client.stop('pagewalk/goto', { moment: '1' });
    expect((await state(client)).moment).toBe('1');
    await client.stop('pagewalk/goto', { moment });
    expect((await state(client)).hash).toBe(hash);
    expect(await client.refusal('pagewalk/goto', { moment: 'soon' })).toMatch(
      /a moment looks like/,
    );
  });

  it('steps into a chosen function, and begins it again', async () => {
    const { client, stop } = await atStore();
    const [frame] = await client.stack(stop.threadId);
    const { targets } = await client.request<{ targets: { id: number; label: string }[] }>(
      'stepInTargets',
      {
        frameId: frame?.id ?? 0,
      },
    );
    const target = targets.find(({ label }) => label.startsWith('memCow'));
    const inside = await client.stop('stepIn', { threadId: stop.threadId, targetId: target?.id });
    expect((await frameNames(client, inside.threadId))[0]).toBe('memCow');
    const begin = await state(client);
    await client.stop('next', { threadId: 1 });
    const again = (await client.stack(stop.threadId)).find(({ name }) => name === 'memCow');
    await client.stop('restartFrame', { frameId: again?.id ?? 0 });
    expect(await state(client)).toEqual(begin);
  });

  it('goes back over and out', async () => {
    const { client, stop } = await atStore();
    const before = await state(client);
    for (let i = 0; i < 5; i++) await client.stop('stepIn', { threadId: stop.threadId });
    const depth = (await client.stack(stop.threadId)).length;
    await client.stop('pagewalk/reverseStepOut');
    expect((await client.stack(stop.threadId)).length).toBeLessThan(depth);
    for (let i = 0; i < 9 && (await state(client)).moment !== before.moment; i++) {
      await client.stop('pagewalk/reverseNext');
    }
    expect(await state(client)).toEqual(before);
  });

  it('completes names and fields', async () => {
    const { client } = inline();
    await client.launch({ program: COW });
    const labels = async (text: string): Promise<string[]> => {
      const body = await client.request<{ targets: { label: string }[] }>('completions', {
        text,
        column: text.length + 1,
      });
      return body.targets.map(({ label }) => label);
    };
    expect(await labels('par')).toEqual(['parent']);
    expect(await labels('parent.fau')).toEqual(['faults']);
    expect(lineOf('spawn')).toBeGreaterThan(0);
  });
});
