/**
 * How long a person waits in the debugger: steps, pauses, and what a client and its views ask at each stop, over standard
 * input and output, in a long scenario and in one with many regions.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { AdapterClient } from './adapterClient';
import { latenciesOf, line, summary } from './measure';

/** Each with the moment where it is measured. */
const WORKLOADS = [
  { name: '100,000 statements, 100 regions', text: regions(100), moment: '99000', steps: 1000 },
  { name: '10,000 regions', text: regions(10_000), moment: '20000', steps: 300 },
];

const VIEWS = ['pagewalk/processes', 'pagewalk/kernel', 'pagewalk/tlb', 'pagewalk/regions'];

export async function adapterBench(): Promise<void> {
  for (const { name, text, moment, steps } of WORKLOADS) {
    line(name, '');
    const client = new AdapterClient();
    await client.launch(text);
    const process = await spawned(client, moment);
    await measure(client, process, steps);
    await client.end();
  }
}

/** mmap, touch and munmap over and over, once there are so many regions. */
function regions(count: number): string {
  return `
machine { arch = x86-64, memory = 256M }
spawn p
let a[${count}]
for i in 0..${count} { p: a[i] = mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) }
for i in 0..${count} { if i % 2 == 0 { p: mprotect(a[i], 4096, PROT_READ) } }
repeat 1000000 {
  for i in 0..100 {
    p: store(a[i] + 4096, i)
    p: munmap(a[i] + 4096, 4096)
    p: mmap(a[i] + 4096, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)
  }
}`;
}

/** Goes there. @returns the endpoint of `p`, for views. */
async function spawned(client: AdapterClient, moment: string): Promise<number> {
  await client.stop('pagewalk/goto', { moment });
  const { processes } = await client.request<{
    processes: readonly { name: string; process: number }[];
  }>('pagewalk/processes');
  return processes.find(({ name }) => name === 'p')?.process ?? 0;
}

async function measure(client: AdapterClient, process: number, steps: number): Promise<void> {
  const step = async (command: string): Promise<void> => {
    await client.stop(command, client.thread);
    await answered(client);
  };
  line('  step over, and the stop answered', await latenciesOf(steps, () => step('next')));
  line(
    '  step into by lines, and the stop answered',
    await latenciesOf(steps, () => step('stepIn')),
  );
  line('  step back', await latenciesOf(steps, () => client.stop('stepBack', client.thread)));
  line('  a stop answered', await latenciesOf(steps, () => answered(client)));
  line('  what the views ask', await latenciesOf(steps, () => views(client, process)));
  const pauses: number[] = [];
  for (let i = 0; i < 50; i++) {
    await client.request('continue', client.thread);
    // At other places of the run each time.
    await new Promise((after) => setTimeout(after, 20 + ((i * 37) % 100)));
    const begin = performance.now();
    await client.stop('pause', client.thread);
    pauses.push(performance.now() - begin);
  }
  line('  pause', summary(pauses));
}

/** What VS Code asks at a stop with the scopes of the process and of the regions open. */
async function answered(client: AdapterClient): Promise<void> {
  await client.request('threads');
  const { stackFrames } = await client.request<{ stackFrames: { id: number }[] }>('stackTrace', {
    ...client.thread,
    startFrame: 0,
    levels: 20,
  });
  const { scopes } = await client.request<{ scopes: DebugProtocol.Scope[] }>('scopes', {
    frameId: stackFrames[0]?.id ?? 0,
  });
  for (const name of ['Process', 'Regions']) {
    const scope = scopes.find((one) => one.name === name);
    if (scope === undefined) throw new Error(`there is no scope ${name}`);
    const { variablesReference, indexedVariables } = scope;
    // VS Code fetches long lists in parts of 100.
    const part = (indexedVariables ?? 0) > 100 ? { filter: 'indexed', start: 0, count: 100 } : {};
    await client.request('variables', { variablesReference, ...part });
  }
}

async function views(client: AdapterClient, process: number): Promise<void> {
  for (const view of VIEWS) {
    await client.request(view, view === 'pagewalk/regions' ? { process } : {});
  }
  await client.request('pagewalk/pageTable', { process });
}
