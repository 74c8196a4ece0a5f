/** Scripts: how fast they parse, compile and run. */
import { compileScript } from '../../src/language/analyze';
import { parse } from '../../src/language/parser';
import { createComputer } from '../../src/program/computer';
import { step } from '../../src/program/interpreter';
import { line, nanoseconds, nanosecondsAfter, perSecond } from './measure';

const LINES = 100_000;

export function scriptBench(): void {
  const text = longScript();
  const parsed = nanoseconds(LINES, () => {
    parse(text);
  });
  line(
    `parse, a script of ${String(LINES)} lines`,
    `${parsed.text} a line, ${perSecond(parsed.median)}`,
  );
  const compiled = nanoseconds(LINES, () => {
    compileScript(text, 'bench.vms');
  });
  line('parse, check and compile it', `${compiled.text} a line`);
  show('a load that hits the TLB', 'p: load(a)');
  show(
    'mmap, store, munmap: each of three',
    'p: b = mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)\n p: store(b, 1)\n p: munmap(b, 4096)',
  );
}

function show(what: string, body: string): void {
  const rounds = 20_000;
  const text = [
    'spawn p',
    'p: a = mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)',
    'p: store(a, 1)',
    `repeat ${String(rounds)} {`,
    body,
    '}',
  ].join('\n');
  const [program] = compileScript(text, 'bench.vms').programs;
  if (program === undefined) return;
  const counted = createComputer(program);
  while (step(counted, program));
  const { median, text: figure } = nanosecondsAfter(
    () => createComputer(program),
    counted.interpreter.steps.get(1),
    (computer) => {
      while (step(computer, program));
    },
  );
  line(`run: ${what}`, `${figure} a statement, ${perSecond(median)}`);
}

function longScript(): string {
  const lines = ['spawn p'];
  while (lines.length < LINES) {
    const i = lines.length;
    lines.push(
      `p: a${String(i % 50)} = mmap(NULL, ${String(4 + (i % 9))}K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)`,
      `p: store(a${String(i % 50)} + ${String(i % 4096)}, ${String(i % 255)})`,
      `p: munmap(a${String(i % 50)}, 4K)`,
    );
  }
  return lines.slice(0, LINES).join('\n');
}
