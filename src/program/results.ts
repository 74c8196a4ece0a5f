/** What came of an action: its result as a value, and the report that describes the statement afterwards. */
import type { ProcessRow } from '../engine/machine';
import { PM_FORK } from '../engine/messages';
import { ACTION } from '../engine/processNumbers';
import { addressOf } from './address';
import type { CallPlan } from './callPlans';
import { clearCell, noteValue } from './cells';
import type { Evaluation } from './evaluation';
import { MOST_ARGUMENTS } from './interpreterTables';
import { endpointOfPid } from './processes';
import { processValue, type Value } from './value';

/** The result of a call that has ended: -errno, or what its row of the call table says. */
export function resultOf({ machine }: Evaluation, plan: CallPlan, process: ProcessRow): Value {
  const { processes, architecture } = machine;
  const result = processes.result.get(process);
  if (result < 0) return result;
  if (plan.isPair) {
    return addressOf(
      architecture,
      processes.resultPage.get(process),
      processes.resultOffset.get(process),
    );
  }
  if (plan.call.type !== PM_FORK) return result;
  const endpoint = endpointOfPid(machine, result, 0);
  return endpoint < 0 ? result : processValue(endpoint);
}

/** Keeps how the action ended, for whoever describes the statement. */
export function report({ machine }: Evaluation, ending: number, result: Value): void {
  machine.interpreter.ending.set(1, ending);
  noteValue(machine.report, 0, result);
}

/** A statement begins: nothing is reported of it yet. */
export function clearReport({ machine }: Evaluation, actor: number): void {
  const { interpreter } = machine;
  interpreter.actor.set(1, actor);
  interpreter.ending.set(1, ACTION.NONE);
  const kept = interpreter.argumentCount.get(1);
  for (let i = 0; i <= Math.min(kept, MOST_ARGUMENTS); i++) clearCell(machine.report, i);
  interpreter.argumentCount.set(1, 0);
}
