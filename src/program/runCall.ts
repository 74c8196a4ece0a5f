/**
 * What a process does: a system call or an access, from the line in the script to the judged outcome. A call that only
 * another process can end waits (waits.ts).
 */
import { FIRST_USER_ROW } from '../engine/kernel/ipc';
import { beginTrap, trap } from '../engine/kernel/trap';
import type { ProcessRow } from '../engine/machine';
import { PM_FORK } from '../engine/messages';
import { ACTION, VM } from '../engine/processNumbers';
import { int32Of, offsetOf, pageOf } from './address';
import { mayTouch } from './assumedAccess';
import { assumeFile } from './assumeFile';
import type { CallPlan } from './callPlans';
import { evaluate, type Evaluation } from './evaluation';
import { at, fail, type Failure } from './failure';
import { fillMessage } from './fillMessage';
import type { Instruction } from './form';
import { judge } from './judge';
import { asInteger } from './operators';
import { judgeOutcome } from './outcome';
import { judgeOutputs } from './outputs';
import { nameOfProcess } from './processNames';
import { liveRow } from './processes';
import { runAccess } from './runAccess';
import { report, resultOf } from './results';
import { assign } from './runControl';
import { isFailure, isInteger, type Value } from './value';
import { beginWait } from './waits';

export type Call = Extract<Instruction, { readonly op: 'call' }>;

/**
 * Runs the action of an instruction.
 * @param endpoint who acts.
 */
export function runCall(evaluation: Evaluation, call: Call, endpoint: number): void {
  const { machine } = evaluation;
  const process = liveRow(machine, endpoint);
  const refused = refusal(evaluation, call, process, endpoint);
  if (refused !== null) judge(machine, at(refused, call.place));
  else if (call.action < 0) access(evaluation, call, process);
  else systemCall(evaluation, call, process);
}

/** Why a process cannot act now, or null. */
function refusal(
  { machine }: Evaluation,
  call: Call,
  process: ProcessRow,
  endpoint: number,
): Failure | null {
  if (process === 0) return fail('deadActs', { process: nameOfProcess(machine, endpoint) });
  if (process < FIRST_USER_ROW && (process === VM || !call.name.startsWith('VM_')))
    return fail('serverActs', { process: nameOfProcess(machine, endpoint) });
  const { waits } = machine;
  if (waits.instruction.get(process) !== 0 && waits.endpoint.get(process) === endpoint) {
    return fail('blockedActs', { process: nameOfProcess(machine, endpoint) });
  }
  return null;
}

function access(evaluation: Evaluation, call: Call, process: ProcessRow): void {
  const { machine } = evaluation;
  if (call.unfinished) {
    judge(machine, fail('accessUnfinished', { name: call.name }, call.place));
    return;
  }
  if (call.assumed && !mayTouch(evaluation, call, process)) return;
  const result = runAccess(evaluation, call, process);
  if (isFailure(result)) {
    judge(machine, at(result, call.place));
    return;
  }
  conclude(evaluation, call, process, machine.processes.action.get(process), result);
}

function systemCall(evaluation: Evaluation, call: Call, process: ProcessRow): void {
  const { machine } = evaluation;
  const plan = machine.callPlans[call.action];
  if (plan === undefined) {
    judge(machine, fail('noAction', { name: call.name }, call.place));
    return;
  }
  const wrong = fillMessage(evaluation, plan, call.arguments, process);
  if (wrong !== null) {
    judge(machine, at(wrong, call.place));
    return;
  }
  if (machine.configuration.placement === 'recorded') followRecord(evaluation, call, plan, process);
  const { server, type } = plan.call;
  const ending = call.unfinished
    ? beginTrap(machine, process, server, type)
    : trap(machine, process, server, type);
  if (ending === ACTION.WAITING || call.unfinished) {
    beginWait(evaluation, call, process);
    bindEarly(evaluation, call, plan, process, ending);
    return;
  }
  conclude(evaluation, call, process, ending, resultOf(evaluation, plan, process));
}

/** What a log recorded of this call is wished for, and the file that a descriptor means is there. */
function followRecord(
  evaluation: Evaluation,
  call: Call,
  plan: CallPlan,
  process: ProcessRow,
): void {
  const { machine } = evaluation;
  const { architecture, messages } = machine;
  const { outcome } = call;
  const recorded = call.recorded ?? (outcome.kind === 'value' ? outcome.value : null);
  const value = recorded === null ? 0 : evaluate(evaluation, recorded);
  const number = isFailure(value) ? 0 : asInteger(machine, value);
  const wish = isInteger(number) && number > 0 ? number : 0;
  assumeFile(evaluation, call, plan, process, typeof wish === 'number' ? wish : 0);
  if (plan.isAddress) {
    messages.wishPage.set(process, pageOf(architecture, wish));
    messages.wishOffset.set(process, offsetOf(architecture, wish));
  } else messages.wishPid.set(process, int32Of(wish));
}

/** The child of a vfork acts while its parent waits, so that it needs its name at once. */
function bindEarly(
  evaluation: Evaluation,
  call: Call,
  plan: CallPlan,
  process: ProcessRow,
  ending: number,
): void {
  if (plan.call.type !== PM_FORK || ending === ACTION.SIGNALLED || call.target === null) return;
  const wrong = assign(evaluation, call.target, resultOf(evaluation, plan, process));
  if (wrong !== null) judge(evaluation.machine, at(wrong, call.place));
}

/** An action has ended: its result goes into the variable, and its outcome is judged. */
function conclude(
  evaluation: Evaluation,
  call: Call,
  process: ProcessRow,
  ending: number,
  result: Value,
): void {
  const { machine } = evaluation;
  report(evaluation, ending, result);
  if (call.target !== null && ending === ACTION.DONE) {
    const wrong = assign(evaluation, call.target, result);
    if (wrong !== null) judge(machine, at(wrong, call.place));
  }
  const isAddress = machine.callPlans[call.action]?.isAddress === true;
  const { outcome } = call;
  let wrong = judgeOutcome(evaluation, outcome, process, ending, result, isAddress, null);
  if (wrong === null && ending === ACTION.DONE && call.action >= 0) {
    wrong = judgeOutputs(evaluation, call, process, result);
  }
  // That a call without an outcome succeeds is expected silently.
  if (wrong !== null) judge(machine, at(wrong, call.place));
  else if (outcome.kind !== 'any' && outcome.kind !== 'success') judge(machine, null);
}
