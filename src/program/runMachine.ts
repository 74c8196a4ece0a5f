/** What the script does to the machine itself: `spawn`, `settle`, `inject`, `mark`. */
import { settle } from '../engine/kernel/scheduler';
import { spawn } from '../engine/pm/fork';
import { EVENT } from '../machine/events';
import { int32Of, offsetOf, pageOf } from './address';
import type { Computer } from './computer';
import { evaluate, evaluateInteger, type Evaluation } from './evaluation';
import { looking } from './evaluator';
import { at, fail, type Failure } from './failure';
import type { Expression, Instruction } from './form';
import { formatError } from './format';
import { judge } from './judge';
import { assign } from './runControl';
import { isFailure, isInteger, processValue } from './value';

type Of<K extends Instruction['op']> = Extract<Instruction, { readonly op: K }>;

/** What an EVENT.script is about: its `a`. */
export const SCRIPT = { SAY: 0, MARK: 1, STOP: 2, ASK: 3, ANSWER: 4 } as const;

/** `spawn NAME { ... }`: a process that no process forked. It must succeed. */
export function runSpawn(evaluation: Evaluation, instruction: Of<'spawn'>): void {
  const { machine } = evaluation;
  const wrong = spawnProcess(evaluation, instruction);
  if (wrong !== null) judge(machine, at(wrong, instruction.place));
}

function spawnProcess(
  evaluation: Evaluation,
  { spawn: asked, target }: Of<'spawn'>,
): Failure | null {
  const { machine } = evaluation;
  const { architecture } = machine;
  const stack = numberOf(evaluation, asked.stack, 0);
  if (typeof stack !== 'number') return stack;
  const cpu = numberOf(evaluation, asked.cpu, 0);
  if (typeof cpu !== 'number') return cpu;
  const uid = numberOf(evaluation, asked.uid, 0);
  if (typeof uid !== 'number') return uid;
  const pid = numberOf(evaluation, asked.pid, 0);
  if (typeof pid !== 'number') return pid;
  const image = asked.image === null ? 0 : pathOf(evaluation, asked.image);
  if (typeof image !== 'number') return image;
  const stackPages = pageOf(architecture, stack) + (offsetOf(architecture, stack) > 0 ? 1 : 0);
  const row = spawn(machine, { name: asked.name, pid, stackPages, image, cpu, uid });
  if (row < 0) return fail('spawnFailed', { error: formatError(-row) });
  const process = processValue(machine.processes.endpoint.get(row));
  return assign(evaluation, target, process);
}

function numberOf(
  evaluation: Evaluation,
  expression: Expression | null,
  otherwise: number,
): number | Failure {
  if (expression === null) return otherwise;
  const value = evaluateInteger(evaluation, expression);
  if (!isInteger(value)) return value;
  if (typeof value === 'number' && value >= 0) return value;
  return fail('settingRange', { value: String(value) }, expression.place);
}

function pathOf(evaluation: Evaluation, expression: Expression): number | Failure {
  const value = evaluate(evaluation, expression);
  if (isFailure(value)) return value;
  if (typeof value === 'object' && value.kind === 'bytes' && value.string !== 0)
    return value.string;
  return fail('pathNeeded', { name: 'image' }, expression.place);
}

/** Runs the machine until nothing is pending. */
export function runSettle({ machine }: Evaluation): void {
  settle(machine);
}

/** Begins an injection. What can be injected: `alloc(k)`, `disk(ERRNO)`, `disk(delay)`. */
export function runInject(
  evaluation: Evaluation,
  { name, arguments: given, place }: Of<'inject'>,
): void {
  const { machine } = evaluation;
  const [first] = given;
  const value = first === undefined ? 0 : evaluateInteger(evaluation, first);
  if (!isInteger(value)) judge(machine, at(value, place));
  else if (value <= 0 && name !== 'diskDelay') {
    judge(machine, fail('injectRange', { name, value: String(value) }, place));
  } else if (name === 'alloc') machine.kernel.failAllocation.set(1, int32Of(value));
  else if (name === 'disk') machine.diskState.injectedError.set(1, int32Of(value));
  else if (name === 'diskDelay') machine.diskState.latency.set(1, Math.max(0, int32Of(value)));
  else judge(machine, fail('injectUnknown', { name }, place));
}

/** Ends an injection. */
export function runInjectEnd({ machine }: Evaluation, { name }: Of<'injectEnd'>): void {
  const { diskState, interpreter, kernel } = machine;
  if (name === 'alloc') kernel.failAllocation.set(1, 0);
  else if (name === 'disk') diskState.injectedError.set(1, 0);
  else if (name === 'diskDelay') diskState.latency.set(1, interpreter.diskLatency.get(1));
}

/** `mark`, and the start of `ask`: `since` counts from here. */
export function takeMark(machine: Computer): void {
  const { interpreter, markCopies, trace } = machine;
  interpreter.marked.set(1, 1);
  interpreter.markedEvent.set(1, trace.now);
  for (const [column, copy] of markCopies) {
    const { length } = column.data;
    for (let row = 0; row < length; row++) {
      const value = column.get(row);
      if (copy.get(row) !== value) copy.set(row, value);
    }
  }
}

/** `say`, `stop`, `mark`, `ask` and its answer: whoever watches prints or stops. */
export function emitScript(machine: Computer, what: number): void {
  machine.trace.event(EVENT.script, machine.interpreter.counter.get(1), what, 0, 0);
}

/** What stands in a text and cannot be evaluated is a failed expectation. Who prints the text evaluates it again. */
export function judgeText(
  { machine, program }: Evaluation,
  parts: readonly (string | Expression)[],
): void {
  const evaluation = looking(machine, program);
  for (const part of parts) {
    const value = typeof part === 'string' ? 0 : evaluate(evaluation, part);
    if (isFailure(value)) judge(machine, value);
  }
}

/** The same for the answer to a question. */
export function judgeAnswer(evaluation: Evaluation, { ask }: Of<'answer'>): void {
  const question = evaluation.program.instructions[ask];
  if (question?.op === 'ask') judgeText(evaluation, [question.answer]);
}
