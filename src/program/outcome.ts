/**
 * Whether an action came out as its line says: `= r`, `= -1 EINVAL`, `= SIGSEGV {...}`, `= ?`, or, with nothing said,
 * that it succeeds. Only looks.
 */
import { ACTION } from '../engine/processNumbers';
import type { ProcessRow } from '../engine/machine';
import { addressOf } from './address';
import { evaluate, evaluateInteger, type Evaluation } from './evaluation';
import { fail, type Failure } from './failure';
import type { Outcome } from './form';
import {
  formatError,
  formatResult,
  formatSignal,
  formatValue,
  signalCodeText,
  signalText,
} from './format';
import { formatHexadecimal, isNegative } from './integer';
import { equals } from './operators';
import { isFailure, isInteger, type Result, type Value } from './value';

type SignalOutcome = Extract<Outcome, { readonly kind: 'signal' }>;

/**
 * Judges an action that has ended.
 * @param ending ACTION.DONE or ACTION.SIGNALLED: then the process's columns say which signal.
 * @param result what came out when it is DONE; -errno for an error.
 * @param isAddress whether the result is printed in hexadecimal.
 * @param expected the expected value when it was evaluated before; null: evaluate it now.
 * @returns what is wrong, or null.
 */
export function judgeOutcome(
  evaluation: Evaluation,
  outcome: Outcome,
  process: ProcessRow,
  ending: number,
  result: Value,
  isAddress: boolean,
  expected: Value | null,
): Failure | null {
  if (outcome.kind === 'any') return null;
  if (outcome.kind === 'signal') {
    return judgeSignal(evaluation, outcome, process, ending, result, isAddress);
  }
  const { machine } = evaluation;
  if (ending === ACTION.SIGNALLED) {
    const signal = formatSignal(machine, process);
    if (outcome.kind === 'success') return fail('signalled', { signal });
    return fail('signalledInstead', {
      signal,
      expected: expectedText(evaluation, outcome, isAddress, expected),
    });
  }
  const failed = typeof result === 'number' && isNegative(result);
  if (outcome.kind === 'success') {
    return failed ? fail('notSuccessful', { actual: formatError(-result) }) : null;
  }
  if (outcome.kind === 'error') {
    if (failed && result === -outcome.errno) return null;
  } else {
    const wanted = expected ?? evaluate(evaluation, outcome.value);
    if (isFailure(wanted)) return wanted;
    const equal = equals(machine, result, wanted);
    if (equal === true) return null;
    if (equal !== false) return equal;
  }
  return fail('wrongResult', {
    actual: formatResult(machine, result, isAddress),
    expected: expectedText(evaluation, outcome, isAddress, expected),
  });
}

function judgeSignal(
  evaluation: Evaluation,
  outcome: SignalOutcome,
  process: ProcessRow,
  ending: number,
  result: Value,
  isAddress: boolean,
): Failure | null {
  const { machine } = evaluation;
  const { processes } = machine;
  if (ending !== ACTION.SIGNALLED) {
    const actual = formatResult(machine, result, isAddress);
    return fail('noSignal', { signal: signalText(outcome.signal), actual });
  }
  const signal = processes.signal.get(process);
  if (signal !== outcome.signal) {
    return fail('wrongResult', {
      actual: formatSignal(machine, process),
      expected: signalText(outcome.signal),
    });
  }
  for (const { name, value } of outcome.fields) {
    const wanted = evaluateInteger(evaluation, value);
    if (!isInteger(wanted)) return wanted;
    const actual = signalField(evaluation, process, name);
    if (isFailure(actual)) return actual;
    if (actual === wanted) continue;
    const isCode = name === 'si_code';
    return fail('wrongSignalField', {
      name,
      actual: isCode ? signalCodeText(signal, Number(actual)) : showNumber(actual),
      expected: isCode ? signalCodeText(signal, Number(wanted)) : formatHexadecimal(wanted),
    });
  }
  return null;
}

function showNumber(value: Value): string {
  return typeof value === 'object' ? '?' : formatHexadecimal(value);
}

/** A field of the signal's siginfo. */
function signalField({ machine }: Evaluation, process: ProcessRow, name: string): Result {
  const { processes, architecture } = machine;
  switch (name) {
    case 'si_signo':
      return processes.signal.get(process);
    case 'si_code':
      return processes.signalCode.get(process);
    case 'si_errno':
      return 0;
    case 'si_addr': {
      const page = processes.signalPage.get(process);
      return addressOf(architecture, page, processes.signalOffset.get(process));
    }
    default:
      return fail('noSignalField', { name });
  }
}

/** What the line says, for people. */
function expectedText(
  evaluation: Evaluation,
  outcome: Outcome,
  isAddress: boolean,
  expected: Value | null,
): string {
  if (outcome.kind === 'error') return formatError(outcome.errno);
  if (outcome.kind !== 'value') return '?';
  const value = expected ?? evaluate(evaluation, outcome.value);
  if (isFailure(value)) return '?';
  return isInteger(value)
    ? formatResult(evaluation.machine, value, isAddress)
    : formatValue(evaluation.machine, value);
}
