// Parses who does something, what they do and what comes of it, in the form in which strace prints
// it. It takes every line of a real log that has a call, a signal or an exit; what the call means
// is not known here.

import {
  NO_ARGUMENTS,
  parseArguments,
  parseExpression,
  parseIndex,
  parseOutput,
  parseStruct,
} from './parseExpression';
import type { ParseState } from './parseState';
import { Token } from './tokens';
import type {
  Action,
  AnyOutcome,
  ArgumentValue,
  CallAction,
  ExitAction,
  Expression,
  Identifier,
  Outcome,
  Place,
  ResumedAction,
  SignalAction,
  StructLiteral,
  Who,
  Words,
} from './tree';

/** Parses the `[pid 28114]` that strace -f prints; the current word is `[`. */
export function parseBracketedWho(state: ParseState): Who {
  const { scanner } = state;
  state.open();
  const isPid = state.acceptWord('pid');
  const pid = scanner.value;
  if (!isPid || !state.accept(Token.Integer)) state.failAt('expectedPid', '');
  state.close(Token.RightBracket, 'expectedPid');
  return { kind: 'pid', pid, spelling: 'bracketed' };
}

/** Parses `28114` or `28114:`; the current word is the number. */
export function parsePidWho(state: ParseState): Who {
  const pid = state.scanner.value;
  state.next();
  if (state.accept(Token.Colon)) return { kind: 'pid', pid, spelling: 'colon' };
  const known = state.whoByPid.get(pid);
  if (known !== undefined) return known;
  const who: Who = { kind: 'pid', pid, spelling: 'bare' };
  state.whoByPid.set(pid, who);
  return who;
}

/** Takes the `:` behind the name, and perhaps the index, of who acts. */
export function finishPlaceWho(state: ParseState, name: string, index: Expression | null): Who {
  state.next();
  if (index !== null) return { kind: 'place', name, index };
  const known = state.whoByName.get(name);
  if (known !== undefined) return known;
  const who: Who = name === 'self' ? { kind: 'self' } : { kind: 'place', name, index };
  state.whoByName.set(name, who);
  return who;
}

/**
 * Parses the action of `who`; `start` is where the statement begins, before `who` if that was said.
 */
export function parseAction(state: ParseState, who: Who | null, start: number): Action {
  const { scanner } = state;
  switch (scanner.kind) {
    case Token.Resumed:
      return parseResumed(state, who, start);
    case Token.Dashes:
      return parseSignal(state, who, start);
    case Token.Pluses:
      return parseExit(state, who, start);
    case Token.Name: {
      const { text, start: nameStart } = scanner;
      scanner.next();
      return parseNamedAction(state, who, start, text, nameStart);
    }
    default:
      state.failAt('expectedAction', state.source.slice(start, scanner.previousEnd));
      return finishCall(state, who, start, null, '', scanner.previousEnd);
  }
}

/**
 * Parses an action that begins with `name`, which was taken: `name(...)`, `name = call(...)` or
 * `name[i] = call(...)`.
 */
export function parseNamedAction(
  state: ParseState,
  who: Who | null,
  start: number,
  name: string,
  nameStart: number,
): CallAction {
  if (!state.at(Token.LeftBracket) && !state.at(Token.Equals)) {
    return finishCall(state, who, start, null, name, nameStart);
  }
  const index = state.at(Token.LeftBracket) ? parseIndex(state) : null;
  const end = index === null ? nameStart + name.length : state.scanner.previousEnd;
  return parseAssignedCall(state, who, start, { start: nameStart, end, name, index });
}

/** Parses `= call(...)` behind the place that gets the result. */
export function parseAssignedCall(
  state: ParseState,
  who: Who | null,
  start: number,
  target: Place,
): CallAction {
  if (!state.accept(Token.Equals)) state.failAt('expectedEquals', target.name);
  const callee = state.identifier('expectedCallAfterTarget');
  return finishCall(state, who, start, target, callee.text, callee.start);
}

/** Parses the arguments and the outcome of a call whose name was taken. */
function finishCall(
  state: ParseState,
  who: Who | null,
  start: number,
  target: Place | null,
  callee: string,
  calleeStart: number,
): CallAction {
  let args = NO_ARGUMENTS;
  let unfinished = false;
  let outcome: Outcome | null = null;
  if (state.at(Token.LeftParen) && !state.trouble) {
    state.open();
    args = parseArguments(state, Token.RightParen, 'asArgument', callee);
    unfinished = closeCall(state, callee);
    outcome = parseOutcome(state);
  } else {
    state.failAt('expectedOpenCall', callee);
  }
  const end = Math.max(start, state.scanner.previousEnd);
  return { kind: 'call', start, end, who, target, callee, calleeStart, args, unfinished, outcome };
}

/** Takes the `)` of a call, or the `<unfinished ...>` in its place. */
function closeCall(state: ParseState, callee: string): boolean {
  const { scanner } = state;
  if (state.trouble || !state.at(Token.Unfinished)) {
    state.close(Token.RightParen, 'expectedCloseCall', callee);
    return false;
  }
  state.depth--;
  scanner.nesting--;
  scanner.next();
  // A call that its process did not survive: `futex(... <unfinished ...>) = ?`.
  state.accept(Token.RightParen);
  return true;
}

function parseResumed(state: ParseState, who: Who | null, start: number): ResumedAction {
  const { scanner } = state;
  const callee = scanner.text;
  const calleeStart = state.source.indexOf(callee, scanner.start);
  state.open();
  let output: ArgumentValue | null = null;
  if (state.accept(Token.Arrow)) output = parseOutput(state);
  state.accept(Token.Comma);
  const args = parseArguments(state, Token.RightParen, 'asArgument', callee);
  closeCall(state, callee);
  const outcome = parseOutcome(state);
  const end = scanner.previousEnd;
  return { kind: 'resumed', start, end, who, callee, calleeStart, output, args, outcome };
}

/**
 * Parses `= outcome`, if there is one, and takes the `<0.000012>` that strace -T puts behind it.
 */
function parseOutcome(state: ParseState): Outcome | null {
  if (!state.at(Token.Equals) || state.trouble) return null;
  const outcome = parseSomeOutcome(state);
  state.accept(Token.Duration);
  return outcome;
}

function parseSomeOutcome(state: ParseState): Outcome {
  const { scanner } = state;
  const { start } = scanner;
  scanner.next();
  if (state.accept(Token.Question)) return parseAnyOutcome(state, start);
  if (state.at(Token.Name) && isSignalName(scanner.text)) {
    const signal = state.identifier('expectedSignal');
    const details = parseDetails(state);
    const words = parseWords(state);
    return { kind: 'signal', start, end: scanner.previousEnd, signal, details, words };
  }
  const value = parseExpression(state, 'asOutcome');
  const error = parseErrorName(state);
  const words = parseWords(state);
  return { kind: 'value', start, end: scanner.previousEnd, value, error, words };
}

function parseAnyOutcome(state: ParseState, start: number): AnyOutcome {
  const { scanner } = state;
  const hasReason = state.at(Token.Name);
  const reason = hasReason ? state.identifier('expectedErrorName') : null;
  state.accept(Token.Unavailable);
  const words = parseWords(state);
  return { kind: 'any', start, end: scanner.previousEnd, reason, words };
}

/** `SIGSEGV`, but not the handlers `SIG_DFL` and `SIG_IGN`. */
function isSignalName(name: string): boolean {
  return name.length > 3 && name.startsWith('SIG') && name.charAt(3) !== '_';
}

function parseDetails(state: ParseState): StructLiteral | null {
  return state.at(Token.LeftBrace) && !state.trouble ? parseStruct(state) : null;
}

function parseErrorName(state: ParseState): Identifier | null {
  if (!state.at(Token.Name) || state.trouble) return null;
  if (/^E[A-Z0-9]+$/.test(state.scanner.text)) return state.identifier('expectedErrorName');
  state.failAt('expectedErrorName', '');
  return null;
}

/** Parses `(No such file or directory)`, which is kept as it stands and must end on its line. */
function parseWords(state: ParseState): Words | null {
  const { scanner, source } = state;
  if (!state.at(Token.LeftParen) || state.trouble) return null;
  const start = scanner.start + 1;
  const lineEnd = scanner.lineEndFrom(start);
  let depth = 1;
  for (let at = start; at < lineEnd; at++) {
    const code = source.charCodeAt(at);
    if (code === 40) depth++;
    if (code === 41 && --depth === 0) {
      scanner.continueAt(at + 1);
      scanner.next();
      return { start, end: at, text: source.slice(start, at) };
    }
  }
  state.fail('expectedWordsClose', {}, { start: start - 1, end: start });
  return null;
}

function parseSignal(state: ParseState, who: Who | null, start: number): SignalAction {
  const { scanner } = state;
  scanner.next();
  const signal = state.identifier('expectedSignal');
  const details = parseDetails(state);
  if (!state.accept(Token.Dashes)) state.failAt('expectedDashes', signal.text);
  return { kind: 'signal', start, end: scanner.previousEnd, who, signal, details };
}

function parseExit(state: ParseState, who: Who | null, start: number): ExitAction {
  const { scanner, source } = state;
  const { start: signStart, end: wordsStart } = scanner;
  const line = source.slice(wordsStart, scanner.lineEndFrom(wordsStart));
  const length = line.indexOf('+++');
  if (length < 0) state.fail('expectedPluses', {}, { start: signStart, end: wordsStart });
  else scanner.continueAt(wordsStart + length + 3);
  scanner.next();
  const raw = length < 0 ? '' : line.slice(0, length);
  const text = raw.trim();
  const textStart = wordsStart + raw.length - raw.trimStart().length;
  const words = { text, start: textStart, end: textStart + text.length };
  const status = /^exited with (\d{1,3})$/.exec(text)?.[1];
  const signal = /^killed by (SIG[A-Z0-9_+]+)/.exec(text)?.[1];
  return {
    kind: 'exit',
    start,
    end: scanner.previousEnd,
    who,
    words,
    status: status === undefined ? null : Number(status),
    signal: signal ?? null,
  };
}
