/**
 * Calls that have not been judged yet: those that only another process can end (`wait4`, `vfork`), and those whose line
 * was `<unfinished ...>`. A waiting call is judged when it ends; one that still waits at the end of the program failed.
 */
import { finishTrap } from '../engine/kernel/trap';
import type { ProcessRow } from '../engine/machine';
import { ACTION, NR_PROCS } from '../engine/processNumbers';
import { readCell, releaseCell, writeCell } from './cells';
import type { Computer } from './computer';
import { cellOf, evaluate, evaluateInteger, type Evaluation } from './evaluation';
import { at, fail } from './failure';
import type { Instruction, Outcome, Target } from './form';
import { judge, judgeFor } from './judge';
import { judgeOutcome } from './outcome';
import { judgeOutputs } from './outputs';
import { nameOfProcess } from './processNames';
import { report, resultOf } from './results';
import { assignElement } from './runControl';
import { isFailure, type Value } from './value';

type Call = Extract<Instruction, { readonly op: 'call' }>;
type Resume = Extract<Instruction, { readonly op: 'resume' }>;

/** No index: the whole variable. */
const NO_INDEX = -1;

/** Notes a call that did not end, with what is expected of it. */
export function beginWait(evaluation: Evaluation, call: Call, process: ProcessRow): void {
  const { machine } = evaluation;
  const { waits, interpreter, processes } = machine;
  waits.instruction.set(process, interpreter.counter.get(1) + 1);
  waits.endpoint.set(process, processes.endpoint.get(process));
  waits.unfinished.set(process, call.unfinished ? 1 : 0);
  interpreter.waiting.set(1, interpreter.waiting.get(1) + 1);
  interpreter.ending.set(1, ACTION.WAITING);
  noteTarget(evaluation, call.target, process);
  noteExpected(evaluation, call.outcome, process);
}

/** The variable is found again even if its activation has ended meanwhile: then there is nothing to set. */
function noteTarget(evaluation: Evaluation, target: Target | null, process: ProcessRow): void {
  const { machine } = evaluation;
  const { waits, interpreter, activations } = machine;
  waits.target.set(process, 0);
  if (target === null) return;
  const isLocal = target.slot.scope === 'local';
  const depth = isLocal ? interpreter.depth.get(1) : 0;
  const index = target.index === null ? NO_INDEX : evaluateInteger(evaluation, target.index);
  waits.target.set(process, cellOf(evaluation, target.slot) + 1);
  waits.index.set(process, typeof index === 'number' ? index : NO_INDEX);
  waits.depth.set(process, depth);
  waits.serial.set(process, activations.serial.get(depth));
}

/** The expected value is what the line means now: its variables may be others when the call ends. */
function noteExpected(evaluation: Evaluation, outcome: Outcome, process: ProcessRow): void {
  const { machine } = evaluation;
  if (outcome.kind !== 'value') return;
  const value = evaluate(evaluation, outcome.value);
  if (!isFailure(value)) writeCell(machine, machine.waits.expected, process, value);
}

/** After a statement: judges the waiting calls that it ended, in order of their processes. */
export function settleWaits(evaluation: Evaluation): void {
  const { waits } = evaluation.machine;
  const { processes } = evaluation.machine;
  for (let process = 1; process <= NR_PROCS; process++) {
    if (waits.instruction.get(process) === 0) continue;
    if (waits.unfinished.get(process) === 0) {
      if (hasEnded(evaluation.machine, process)) finish(evaluation, process);
    } else if (processes.endpoint.get(process) !== waits.endpoint.get(process)) {
      // Its process is gone, and the slot is another's: no line resumes it any more.
      endWait(evaluation.machine, process);
    }
  }
}

/** Whether a waiting call has ended, or its process. */
function hasEnded(machine: Computer, process: ProcessRow): boolean {
  if (machine.processes.endpoint.get(process) !== machine.waits.endpoint.get(process)) return true;
  const action = machine.processes.action.get(process);
  return action === ACTION.DONE || action === ACTION.SIGNALLED;
}

/** Judges a waiting call that has ended. */
function finish(evaluation: Evaluation, process: ProcessRow): void {
  const { machine, program } = evaluation;
  const { waits } = machine;
  const position = waits.instruction.get(process) - 1;
  const instruction = program.instructions[position];
  if (instruction === undefined || (instruction.op !== 'call' && instruction.op !== 'resume')) {
    endWait(machine, process);
    return;
  }
  const plan = machine.callPlans[instruction.action];
  const ending = machine.processes.action.get(process);
  const result = plan === undefined ? 0 : resultOf(evaluation, plan, process);
  if (ending === ACTION.DONE)
    setTarget(evaluation, process, instruction.target?.name ?? '', result);
  const expected = readCell(machine, waits.expected, process);
  const { outcome } = instruction;
  const isAddress = plan?.isAddress === true;
  let wrong = judgeOutcome(evaluation, outcome, process, ending, result, isAddress, expected);
  if (wrong === null && ending === ACTION.DONE) {
    wrong = judgeOutputs(evaluation, instruction, process, result);
  }
  endWait(machine, process);
  if (wrong !== null) judgeFor(machine, position, at(wrong, instruction.place));
  else if (outcome.kind !== 'any') judgeFor(machine, position, null);
}

function setTarget(evaluation: Evaluation, process: ProcessRow, name: string, value: Value): void {
  const { machine } = evaluation;
  const { waits, activations, variables } = machine;
  const cell = waits.target.get(process) - 1;
  if (cell < 0) return;
  if (activations.serial.get(waits.depth.get(process)) !== waits.serial.get(process)) return;
  const index = waits.index.get(process);
  const wrong =
    index === NO_INDEX
      ? writeCell(machine, variables, cell, value)
      : assignElement(evaluation, cell, name, index, value);
  if (wrong !== null) judge(machine, wrong);
}

function endWait(machine: Computer, process: ProcessRow): void {
  const { waits, interpreter } = machine;
  waits.instruction.set(process, 0);
  waits.endpoint.set(process, 0);
  waits.unfinished.set(process, 0);
  waits.target.set(process, 0);
  waits.index.set(process, 0);
  waits.depth.set(process, 0);
  waits.serial.set(process, 0);
  releaseCell(machine, waits.expected, process);
  interpreter.waiting.set(1, interpreter.waiting.get(1) - 1);
}

/** `<... name resumed> ...) = r`: waits for the call and judges it. */
export function runResume(evaluation: Evaluation, resume: Resume, endpoint: number): void {
  const { machine } = evaluation;
  const { waits, interpreter } = machine;
  const process = rowWaiting(machine, endpoint);
  if (process === 0 || waits.unfinished.get(process) === 0) {
    judge(
      machine,
      fail(
        'nothingToResume',
        { process: nameOfProcess(machine, endpoint), name: resume.name },
        resume.place,
      ),
    );
    return;
  }
  if (!hasEnded(machine, process)) finishTrap(machine, process);
  waits.unfinished.set(process, 0);
  waits.instruction.set(process, interpreter.counter.get(1) + 1);
  if (resume.target !== null) noteTarget(evaluation, resume.target, process);
  releaseCell(machine, waits.expected, process);
  noteExpected(evaluation, resume.outcome, process);
  interpreter.ending.set(1, machine.processes.action.get(process));
  const plan = machine.callPlans[resume.action];
  if (plan !== undefined && hasEnded(machine, process)) {
    report(evaluation, machine.processes.action.get(process), resultOf(evaluation, plan, process));
  }
}

/** The row whose waiting call a process began. */
function rowWaiting(machine: Computer, endpoint: number): ProcessRow {
  const { waits } = machine;
  for (let process = 1; process <= NR_PROCS; process++) {
    if (waits.instruction.get(process) !== 0 && waits.endpoint.get(process) === endpoint)
      return process;
  }
  return 0;
}

/** The end of the program: what still waits has failed, unless anything goes or a log simply ends. */
export function endWaits(evaluation: Evaluation): void {
  const { machine, program } = evaluation;
  const { waits, configuration } = machine;
  for (let process = 1; process <= NR_PROCS; process++) {
    const position = waits.instruction.get(process) - 1;
    const instruction = program.instructions[position];
    if (position < 0 || instruction === undefined) continue;
    if (hasEnded(machine, process)) {
      finish(evaluation, process);
      continue;
    }
    const isCall = instruction.op === 'call' || instruction.op === 'resume';
    const mayWait =
      isCall && instruction.outcome.kind === 'any' && waits.unfinished.get(process) === 0;
    const endpoint = waits.endpoint.get(process);
    endWait(machine, process);
    if (mayWait || configuration.placement === 'recorded') continue;
    const name = isCall ? instruction.name : '';
    const args = { process: nameOfProcess(machine, endpoint), name };
    judgeFor(machine, position, fail('stillWaits', args, instruction.place));
  }
}
