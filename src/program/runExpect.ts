/** `expect`, `expect maps`, and what a log says of signals and ends of processes. */
import { KERNEL_RULES } from '../engine/kernel/rules';
import { settle } from '../engine/kernel/scheduler';
import { sysKill } from '../engine/kernel/signals';
import { trap } from '../engine/kernel/trap';
import type { ProcessRow } from '../engine/machine';
import { PM_EXIT } from '../engine/messages';
import { PM } from '../engine/processNumbers';
import type { Computer } from './computer';
import { evaluate, holds, type Evaluation } from './evaluation';
import { at, fail, type Failure } from './failure';
import { processOf } from './fields/functions';
import type { Expression, Instruction } from './form';
import { signalText } from './format';
import { judge } from './judge';
import { compareMaps, mappingsOf, mapsLine } from './maps';
import { nameOfProcess } from './processNames';
import { exitOfStatus, liveRow, rowOf, signalOfStatus, signalsOf, statusOf } from './processes';
import { whyNot } from './whyNot';
import { isFailure } from './value';

type Of<K extends Instruction['op']> = Extract<Instruction, { readonly op: K }>;

export function runExpect(evaluation: Evaluation, { condition }: Of<'expect'>): void {
  const { machine } = evaluation;
  const answer = holds(evaluation, condition);
  if (typeof answer !== 'boolean') judge(machine, answer);
  else judge(machine, answer ? null : whyNot(evaluation, condition));
}

/** Compares a process's regions with lines of /proc/PID/maps. */
export function runExpectMaps(evaluation: Evaluation, expect: Of<'expectMaps'>): void {
  const { machine } = evaluation;
  const endpoint = endpointOf(evaluation, expect.process);
  if (typeof endpoint !== 'number') {
    judge(machine, endpoint);
    return;
  }
  const row = liveRow(machine, endpoint);
  if (row === 0) {
    judge(machine, fail('deadMaps', { process: nameOfProcess(machine, endpoint) }, expect.place));
    return;
  }
  const [first, ...others] = compareMaps(machine, mappingsOf(machine, row), expect.mappings);
  if (first === undefined) {
    judge(machine, null);
    return;
  }
  const found = first.found.map((mapping) => mapsLine(machine, mapping)).join('; ');
  const args = { found, count: others.length + 1, expected: first.expected?.text ?? '' };
  if (first.expected === null) judge(machine, fail('mapUnexpected', args, expect.place));
  else judge(machine, fail(found === '' ? 'mapMissing' : 'mapDiffers', args, expect.place));
}

/** The process that an expression means. @returns its endpoint. */
export function endpointOf(evaluation: Evaluation, process: Expression): number | Failure {
  const value = evaluate(evaluation, process);
  if (isFailure(value)) return value;
  const endpoint = processOf(evaluation, value, hintOf(evaluation.machine));
  return typeof endpoint === 'number' ? endpoint : at(endpoint, process.place);
}

/** The process that acted last probably acts again. */
function hintOf(machine: Computer): ProcessRow {
  const actor = machine.interpreter.actor.get(1);
  return actor === 0 ? 0 : rowOf(machine, actor - 1);
}

/**
 * `--- SIG {...} ---`: this process got this signal. In a log signals come from outside the recorded processes too,
 * so there it is only what the log says.
 */
export function runGotSignal(evaluation: Evaluation, got: Of<'gotSignal'>): void {
  const { machine } = evaluation;
  if (machine.configuration.placement === 'recorded') return;
  const endpoint = endpointOf(evaluation, got.process);
  if (typeof endpoint !== 'number') {
    judge(machine, endpoint);
    return;
  }
  const isThere = (signalsOf(machine, endpoint) & (1 << got.signal)) !== 0;
  const process = nameOfProcess(machine, endpoint);
  const args = { process, signal: signalText(got.signal) };
  judge(machine, isThere ? null : fail('signalMissing', args, got.place));
}

/** `+++ exited with 0 +++`: in a log, a process that still lives is ended as the log says. */
export function runEnded(evaluation: Evaluation, ended: Of<'ended'>): void {
  const { machine } = evaluation;
  const endpoint = endpointOf(evaluation, ended.process);
  if (typeof endpoint !== 'number') {
    judge(machine, endpoint);
    return;
  }
  const row = liveRow(machine, endpoint);
  if (row !== 0 && machine.configuration.placement === 'recorded')
    endAsRecorded(machine, row, ended);
  const process = nameOfProcess(machine, endpoint);
  const status = statusOf(machine, endpoint);
  if (status < 0) judge(machine, fail('stillThere', { process }, ended.place));
  else if (signalOfStatus(status) !== ended.signal || differs(status, ended)) {
    const actual = endText(signalOfStatus(status), exitOfStatus(status));
    const expected = endText(ended.signal, ended.status);
    judge(machine, fail('endedOtherwise', { process, actual, expected }, ended.place));
  } else judge(machine, null);
}

function differs(status: number, ended: Of<'ended'>): boolean {
  return ended.signal === 0 && exitOfStatus(status) !== ended.status;
}

/** The words of strace. */
export function endText(signal: number, status: number): string {
  return signal === 0 ? `exited with ${status}` : `killed by ${signalText(signal)}`;
}

/** What ended the process is not in the log: a signal from outside, or a call that was not traced. */
function endAsRecorded(machine: Computer, row: ProcessRow, ended: Of<'ended'>): void {
  if (ended.signal === 0) {
    machine.messages.flags.set(row, ended.status);
    machine.messages.request.set(row, 0);
    trap(machine, row, PM, PM_EXIT);
    return;
  }
  sysKill(machine, row, ended.signal, 0, 0, 0, KERNEL_RULES.signalEnds.id);
  settle(machine);
}
