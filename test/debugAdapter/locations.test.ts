/** Where variables come from, and the variables of loops and definitions. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { expect, it } from 'vitest';
import type { Client } from './client';
import { atStore, scopeOf } from './cow';
import { inline } from './inline';

type Location = DebugProtocol.LocationsResponse['body'];

function locationOf(client: Client, variable: DebugProtocol.Variable | undefined) {
  const locationReference = variable?.declarationLocationReference ?? 0;
  return client.request<Location>('locations', { locationReference });
}

it('a variable of the script leads to the statement that gives it a value', async () => {
  const { client, stop } = await atStore();
  const variables = await client.variables(await scopeOf(client, stop, 'Script variables'));
  const child = variables.find(({ name }) => name === 'child');
  const location = await locationOf(client, child);
  expect(location?.source.name).toBe('cow.vms');
  const { content } = await client.request<{ content: string }>('source', {
    source: location?.source,
    sourceReference: 0,
  });
  expect(content.split('\n')[(location?.line ?? 0) - 1]).toContain('child = fork()');
  await client.stop('next', { threadId: stop.threadId });
  const locationReference = child?.declarationLocationReference ?? 0;
  expect(await client.refusal('locations', { locationReference })).toContain('earlier stop');
});

it('an argument leads to its function', async () => {
  const { client } = await atStore();
  await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'memCow' }] });
  const stop = await client.stop('continue', { threadId: 1 });
  const [argument] = await client.variables(await scopeOf(client, stop, 'Arguments'));
  const location = await locationOf(client, argument);
  const { content } = await client.request<{ content: string }>('source', {
    source: location?.source,
    sourceReference: location?.source.sourceReference ?? 0,
  });
  expect(content.split('\n')[(location?.line ?? 0) - 1]).toContain('function memCow(');
});

it('parameters and loop variables are locals, inner ones before outer ones', async () => {
  const text = 'spawn p\ndef f(who, n) {\n  for i in 5..7 {\n    say "{n}"\n  }\n}\nf(p, 3)\n';
  const { client } = inline();
  const stop = await client.launch({ program: 'x.vms', text }, async () => {
    await client.request('setBreakpoints', {
      source: { path: 'x.vms' },
      breakpoints: [{ line: 4 }],
    });
  });
  const locals = await client.variables(await scopeOf(client, stop, 'Locals'));
  expect(locals.map(({ name }) => name).sort()).toEqual(['i', 'n', 'who']);
  expect(locals.find(({ name }) => name === 'i')?.value).toBe('5');
  expect(locals.find(({ name }) => name === 'n')?.value).toBe('3');
});
