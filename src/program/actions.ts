/** The numbers of what a process can do: accesses are negative, calls are not. */
import { CALLS, findCall, type Call } from '../engine/calls';
import { ACCESSES, accessOf, type AccessDescription } from './accesses';

/** The number of a call or access by its name or an alias; undefined when there is none. */
export function actionNumber(name: string): number | undefined {
  const access = ACCESSES.find((one) => one.name === name);
  if (access !== undefined) return access.number;
  const call = findCall(name);
  return call === undefined ? undefined : CALLS.indexOf(call);
}

/** The row of the call table, or undefined for an access. */
export function callOf(action: number): Call | undefined {
  return CALLS[action];
}

/** The call or access of a number. */
export function describeAction(action: number): Call | AccessDescription | undefined {
  return action < 0 ? accessOf(action) : callOf(action);
}
