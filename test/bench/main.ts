/** `npm run bench [section]`: figures of docs/performance.md. Sections: mmu, server, script, timeline. */
import { mmuBench } from './mmuBench';
import { scriptBench } from './scriptBench';
import { serverBench } from './serverBench';
import { timelineBench } from './timelineBench';

const SECTIONS: Readonly<Record<string, () => void>> = {
  server: serverBench,
  script: scriptBench,
  timeline: timelineBench,
  mmu: mmuBench,
};

const wanted = process.argv[2];
for (const [name, run] of Object.entries(SECTIONS)) {
  if (wanted !== undefined && wanted !== name) continue;
  console.log(`\n${name}: medians of 7 runs, CPU time, least to most in brackets`);
  run();
}
