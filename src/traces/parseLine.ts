/**
 * From an event of a log to the syntax tree of its statement, with the language's own parser: the two halves of a call
 * become one call, which stands where it returned. Malformed lines are answered with what is wrong and where.
 */
import { constantValue } from '../language/constants';
import { allArguments } from '../language/compileAction';
import { describeDiagnostic } from '../language/messages';
import { parseAction } from '../language/parseAction';
import { ParseState } from '../language/parseState';
import { Token } from '../language/tokens';
import {
  argumentName,
  argumentValue,
  type Action,
  type Argument,
  type ArgumentValue,
  type CallAction,
  type Expression,
  type Who,
} from '../language/tree';
import type { CallEvent, LogProblem, Part } from './logEvents';
import { translatedArguments, translatedCall } from './translateCall';

/** A call of a log that has returned. */
export interface LoggedCall {
  readonly event: CallEvent;
  /** The call that is run, which may have another name in the log. */
  readonly action: CallAction;
  /** The number that it answered, -1 for an error; null when the log has none. */
  readonly result: number | null;
  /** The name of the error. */
  readonly error: string | null;
  /** The reason behind `= ?`: ERESTARTSYS. */
  readonly reason: string | null;
}

/** Parses lines of one log; names are shared between them. */
export class LineParser {
  private readonly names = new Array<string>(1024).fill('');

  constructor(private readonly text: string) {}

  /** The action that stands in [from, to), done by `who`, or what is wrong. */
  action({ from, to }: Part, who: Who): Action | LogProblem {
    const state = new ParseState(this.text, [], from, to, this.names);
    state.endName = '@endOfLine';
    state.next();
    const action = parseAction(state, who, state.scanner.start);
    if (!state.at(Token.EndOfFile)) state.failAt('expectedEnd', '');
    const [wrong] = state.diagnostics;
    if (wrong === undefined) return action;
    return { from: wrong.span.start, text: describeDiagnostic(wrong) };
  }

  /** A call with its result, or what is wrong. */
  call(event: CallEvent, who: Who): LoggedCall | LogProblem {
    const whole = event.begun === null ? this.action(event, who) : this.joined(event, who);
    if (!('kind' in whole)) return whole;
    if (whole.kind !== 'call' || whole.outcome === null) {
      return { from: event.to, text: 'expected `= RESULT` behind this call' };
    }
    const { outcome } = whole;
    const args = translatedArguments(event.name, whole.args);
    const action = { ...whole, callee: translatedCall(event.name), args };
    const value = outcome.kind === 'value' ? numberOf(outcome.value) : null;
    const error = outcome.kind === 'value' ? (outcome.error?.text ?? null) : null;
    const reason = outcome.kind === 'any' ? (outcome.reason?.text ?? '') : null;
    return { event, action, result: value, error, reason };
  }

  private joined(event: CallEvent, who: Who): Action | LogProblem {
    const { begun } = event;
    const first = begun === null ? null : this.action(begun, who);
    const second = this.action(event, who);
    if (first !== null && !('kind' in first)) return first;
    if (!('kind' in second) || first?.kind !== 'call' || second.kind !== 'resumed') return second;
    const { start, end, calleeStart, outcome } = second;
    const args = allArguments(first, second);
    return { ...first, start, end, calleeStart, args, outcome, unfinished: false };
  }
}

/** The number that an argument or a result is; null when it is none. */
export function numberOf(value: ArgumentValue | undefined): number | null {
  switch (value?.kind) {
    case 'integer':
      return Number(value.value);
    case 'name':
      return constantNumberOf(value.name);
    case 'unary': {
      const operand = numberOf(value.operand);
      return operand === null || value.operator !== '-' ? null : -operand;
    }
    case 'binary':
      return combined(value.operator, numberOf(value.left), numberOf(value.right));
    default:
      return null;
  }
}

function constantNumberOf(name: string): number | null {
  if (name === 'NULL') return 0;
  const value = constantValue(name);
  return value === undefined ? null : Number(value);
}

/** Flags are joined by `|`. Those that nobody knows are left out. */
function combined(operator: string, left: number | null, right: number | null): number | null {
  if (operator === '|') return Number(BigInt(left ?? 0) | BigInt(right ?? 0));
  if (left === null || right === null) return null;
  return operator === '*' ? left * right : null;
}

/** The value of the argument with this name, else of the one at this position. */
export function argumentOf(
  args: readonly Argument[],
  name: string,
  position: number,
): ArgumentValue | undefined {
  const byName = args.find((argument) => argumentName(argument) === name);
  const argument = byName ?? args[position];
  if (argument === undefined || (byName === undefined && argumentName(argument) !== null)) return;
  return argumentValue(argument);
}

/** The text of a string; null for anything else, and for the beginning of a longer one. */
export function textOf(value: ArgumentValue | undefined): string | null {
  return value?.kind === 'string' && !value.partial ? value.bytes : null;
}

/** Whether an expression has this name in it, as flags have. */
export function mentions(value: ArgumentValue | Expression | undefined, name: string): boolean {
  if (value?.kind === 'name') return value.name === name;
  if (value?.kind !== 'binary') return false;
  return mentions(value.left, name) || mentions(value.right, name);
}
