/** Time travel at 1,000,000 statements: what recording costs, and how long steps back and seeks take. */
import { compileScript } from '../../src/language/analyze';
import { createComputer } from '../../src/program/computer';
import type { Program } from '../../src/program/form';
import { step } from '../../src/program/interpreter';
import { beforeStatement } from '../../src/timeline/moment';
import { Timeline } from '../../src/timeline/timeline';
import { latencies, line } from './measure';

const STATEMENTS = 1_000_000;

/** mmap, touch, munmap over 1,000 regions; and a server that forks a child for each request. */
const WORKLOADS: Readonly<Record<string, string>> = {
  'mmap, touch, munmap over 1,000 regions': `
machine { arch = x86-64, memory = 64M }
spawn p
let a[1000]
for i in 0..1000 { p: a[i] = mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) }
repeat 1000000 {
  for i in 0..1000 {
    p: store(a[i], i)
    p: munmap(a[i], 8192)
    p: a[i] = mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
  }
}`,
  'a fork server': `
machine { arch = i386, memory = 64M }
spawn p
p: a = mmap(NULL, 64K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: memset(a, 1, 64K)
repeat 1000000 {
  p: c = fork()
  c: store(a, 2)
  c: load(a)
  c: exit(0)
  p: wait4(-1, NULL, 0, NULL)
}`,
};

export function timelineBench(): void {
  for (const [name, text] of Object.entries(WORKLOADS)) {
    const [program] = compileScript(text, 'bench.vms').programs;
    if (program === undefined) continue;
    line(name, '');
    workload(program);
  }
}

function workload(program: Program): void {
  const plain = process.cpuUsage();
  const computer = createComputer(program);
  while (computer.interpreter.steps.get(1) < STATEMENTS && step(computer, program));
  const without = process.cpuUsage(plain).user;
  const recorded = process.cpuUsage();
  const timeline = new Timeline(program);
  timeline.seek(beforeStatement(STATEMENTS + 1));
  const withRecording = process.cpuUsage(recorded).user;
  const { checkpoints } = timeline.recording;
  const kept = checkpoints.list.length;
  line('  1,000,000 statements, not recorded', `${(without / 1e6).toFixed(2)} s CPU`);
  line(
    '  recorded',
    `${(withRecording / 1e6).toFixed(2)} s CPU, ${(withRecording / without).toFixed(3)} of it`,
  );
  line(
    '  checkpoints',
    `${String(kept)}, ${(checkpoints.bytes / kept / 1024).toFixed(1)} KiB each, ${(checkpoints.bytes / STATEMENTS).toFixed(1)} bytes a statement, ${(checkpoints.bytes / 2 ** 20).toFixed(1)} MiB in all`,
  );
  timeline.seek(beforeStatement(STATEMENTS - 1));
  line(
    '  step back',
    latencies(300, () => timeline.stepBack()),
  );
  timeline.seek(beforeStatement(STATEMENTS));
  let random = 1;
  line(
    '  seek to a random statement',
    latencies(200, () => {
      random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
      timeline.seek(beforeStatement(1 + (random % STATEMENTS)));
    }),
  );
}
