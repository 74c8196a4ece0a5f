/** Whatever a client sends, it gets well-formed answers, and the session stays usable. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Session } from '../../src/debugAdapter/session';
import { REQUESTS } from '../../src/debugAdapter/requests';
import { Client } from './client';
import { messageErrors } from './protocolSchema';

const MESSAGES = 10_000;
/** These end the session or begin another; a test of their own sends them. */
const ENDING = new Set(['disconnect', 'terminate', 'restart', 'launch']);
const COMMANDS = Object.keys(REQUESTS).filter((command) => !ENDING.has(command));
const NAMES = [
  ...[
    'threadId',
    'frameId',
    'variablesReference',
    'source',
    'breakpoints',
    'line',
    'column',
    'expression',
  ],
  ...[
    'context',
    'name',
    'value',
    'memoryReference',
    'offset',
    'count',
    'data',
    'targetId',
    'moment',
  ],
  ...[
    'filters',
    'filterOptions',
    'dataId',
    'granularity',
    'threadIds',
    'text',
    'process',
    'address',
  ],
];
const VALUES = fc.oneof(
  fc.integer({ min: -3, max: 40 }),
  fc.constantFrom(
    'x.vms',
    'p',
    'a',
    'pte(p, a)',
    'va:100:0x1000',
    'frame:3',
    '2',
    '2.1',
    'say',
    'engine/vm/mmap.ts',
  ),
  fc.constantFrom<unknown>(
    null,
    true,
    [],
    {},
    [1],
    [{ line: 2 }],
    { path: 'x.vms' },
    1e300,
    -1.5,
    'statement',
  ),
  fc.string({ maxLength: 8 }),
);
const REQUEST = fc.record({
  type: fc.constantFrom('request', 'request', 'request', 'event', 'response', 'x'),
  command: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...COMMANDS) },
    fc.string({ maxLength: 9 }),
  ),
  arguments: fc.oneof(
    { weight: 8, arbitrary: fc.dictionary(fc.constantFrom(...NAMES), VALUES, { maxKeys: 5 }) },
    VALUES,
  ),
});
const GARBAGE = fc.oneof({ weight: 12, arbitrary: REQUEST }, fc.jsonValue({ maxDepth: 2 }));
const TEXT =
  'spawn p\np: a = mmap(NULL, 16K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)\nrepeat 20 { p: store(a, 1) }\n';

describe('10,000 random messages', () => {
  it('are answered by the rules, and the session stays usable', async () => {
    const bugs: string[] = [];
    const violations: string[] = [];
    let answers = 0;
    let client: Client | null = null;
    const session = new Session({
      schedule: setImmediate,
      now: () => performance.now(),
      readText: () => Promise.reject(new Error('there is no file')),
      ended: () => undefined,
    });
    session.onDidSendMessage((message) => {
      if (client !== null) client.receive(JSON.parse(JSON.stringify(message)));
      else {
        answers++;
        const errors = messageErrors(message);
        if (errors.length > 0 && violations.length < 5) violations.push(...errors);
        const text = JSON.stringify(message);
        if (text.includes('pagewalk has a bug')) bugs.push(text);
      }
    });
    const launch = { program: 'x.vms', text: TEXT };
    session.handleMessage({ seq: 1, type: 'request', command: 'initialize', arguments: {} });
    session.handleMessage({ seq: 2, type: 'request', command: 'launch', arguments: launch });
    await new Promise(setImmediate);
    session.handleMessage({ seq: 3, type: 'request', command: 'configurationDone' });
    const messages = fc.sample(GARBAGE, { numRuns: MESSAGES, seed: 20261124 });
    for (const [i, message] of messages.entries()) {
      const isObject = typeof message === 'object' && message !== null && !Array.isArray(message);
      session.handleMessage(isObject ? { seq: i + 4, ...message } : message);
      if (i % 3 === 0) await new Promise(setImmediate);
    }
    expect(bugs).toEqual([]);
    expect(violations).toEqual([]);
    expect(answers).toBeGreaterThan(MESSAGES / 4);
    session.handleMessage({ seq: 99999, type: 'request', command: 'pause' });
    await new Promise(setImmediate);
    client = new Client((message) => {
      session.handleMessage(message);
    }, answers);
    const stop = await client.stop('restart', { arguments: { ...launch, stopOnEntry: true } });
    expect(stop.reason).toBe('entry');
    await client.stop('next', { threadId: 1 });
    expect(await client.evaluate('p.alive')).toBe('1');
  });
});
