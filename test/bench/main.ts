/** `npm run bench [section]`: figures of docs/performance.md. Sections: mmu, server, script, timeline, adapter. */
import { adapterBench } from './adapterBench';
import { mmuBench } from './mmuBench';
import { scriptBench } from './scriptBench';
import { serverBench } from './serverBench';
import { timelineBench } from './timelineBench';

const SECTIONS: Readonly<Record<string, () => void | Promise<void>>> = {
  server: serverBench,
  script: scriptBench,
  timeline: timelineBench,
  mmu: mmuBench,
  adapter: adapterBench,
};

async function main(wanted: string | undefined): Promise<void> {
  for (const [name, run] of Object.entries(SECTIONS)) {
    if (wanted !== undefined && wanted !== name) continue;
    console.log(`\n${name}`);
    await run();
  }
}

void main(process.argv[2]);
