/**
 * Makes the nodes of statements that a log implies but does not show, each at the place of the line that implies it.
 * Decides nothing.
 */
import type {
  Argument,
  ArgumentValue,
  CallAction,
  ExitAction,
  Expression,
  IntegerLiteral,
  NameReference,
  Outcome,
  SettingValue,
  Span,
  SpawnItem,
  StringLiteral,
  Who,
} from '../language/tree';

export function integer(
  value: number,
  span: Span,
  radix: 10 | 16 = 10,
  file: string | null = null,
): IntegerLiteral {
  return { kind: 'integer', start: span.start, end: span.end, value, radix, file };
}

/** An address, as strace prints it. */
export function address(value: number, span: Span): IntegerLiteral {
  return integer(value, span, 16);
}

export function name(text: string, { start, end }: Span): NameReference {
  return { kind: 'name', start, end, name: text };
}

/** `MAP_PRIVATE|MAP_FIXED`. */
export function flags(names: readonly string[], span: Span): Expression {
  const [first = '0', ...others] = names;
  return others.reduce<Expression>(
    (left, text) => {
      const { start, end } = span;
      return { kind: 'binary', start, end, operator: '|', left, right: name(text, span) };
    },
    name(first, span),
  );
}

/** A string, of which each character is one byte. */
export function string(bytes: string, { start, end }: Span): StringLiteral {
  return { kind: 'string', start, end, bytes, partial: false };
}

/** `name=value`. */
export function named(text: string, value: ArgumentValue, { start, end }: Span): Argument {
  return { kind: 'argument', start, end, name: text, value, output: null };
}

/** `= value`. */
export function result(value: Expression): Outcome {
  const { start, end } = value;
  return { kind: 'value', start, end, value, error: null, words: null };
}

/** `= ?`. */
export function anything({ start, end }: Span): Outcome {
  return { kind: 'any', start, end, reason: null, words: null };
}

export function call(
  who: Who,
  callee: string,
  args: readonly Argument[],
  outcome: Outcome,
  { start, end }: Span,
): CallAction {
  return {
    ...{ kind: 'call', start, end, who, target: null, callee, calleeStart: start },
    ...{ args, unfinished: false, outcome },
  };
}

/** `+++ exited with 3 +++`, or with a signal's name `+++ killed by SIGPIPE +++`. */
export function ended(
  who: Who,
  status: number,
  signal: string | null,
  { start, end }: Span,
): ExitAction {
  const text = signal === null ? `exited with ${status}` : `killed by ${signal}`;
  const words = { text, start, end };
  return { kind: 'exit', start, end, who, words, status: signal === null ? status : null, signal };
}

/** `spawn p28114 { pid = 28114 }`; without a pid only `spawn p28114`. */
export function spawn(process: string, pid: number, { start, end }: Span): SpawnItem {
  const value: SettingValue = integer(pid, { start, end });
  const key = { text: 'pid', start, end };
  const entries = pid === 0 ? [] : [{ start, end, key, value }];
  return {
    ...{ kind: 'spawn', start, end, name: { text: process, start, end } },
    settings: pid === 0 ? null : { kind: 'settings', start, end, entries },
  };
}
