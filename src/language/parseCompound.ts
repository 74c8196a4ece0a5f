// Parses the items that hold blocks: definitions, conditions, loops, questions, faults. How a block
// is parsed they are told, because a block holds items again.

import { parseArguments, parseCondition, parseExpression } from './parseExpression';
import type { ParseState } from './parseState';
import { takeInteger } from './parseSettings';
import { parseRequiredString, refuseParentheses } from './parseStatement';
import { parseText } from './parseText';
import { Token } from './tokens';
import type {
  AskStatement,
  Block,
  DefineItem,
  ForStatement,
  Identifier,
  IfArm,
  IfStatement,
  InjectStatement,
  InterleavedStatement,
  Range,
  RepeatStatement,
  ScenarioItem,
} from './tree';

/** Parses `{ items }`; `what` is how a message calls what the block belongs to. */
export type BlockParser = (state: ParseState, what: string) => Block;

export function parseDefine(
  state: ParseState,
  word: Identifier,
  parseBlock: BlockParser,
): DefineItem {
  const { scanner } = state;
  const { start } = word;
  const name = state.identifier('expectedName', 'def');
  const parameters = parseParameters(state, name);
  if (state.accept(Token.Equals)) {
    const body = parseExpression(state, 'afterOperator', '=');
    return { kind: 'define', start, end: scanner.previousEnd, name, parameters, body };
  }
  if (!isBlockNext(state)) {
    state.failAt('expectedDefineBody', name.text);
  }
  const body = parseBlock(state, 'def');
  return { kind: 'define', start, end: scanner.previousEnd, name, parameters, body };
}

function parseParameters(state: ParseState, name: Identifier): Identifier[] {
  const parameters: Identifier[] = [];
  if (!state.at(Token.LeftParen) || state.trouble) {
    state.failAt('expectedOpenCall', name.text);
    return parameters;
  }
  state.open();
  if (!state.at(Token.RightParen)) {
    do parameters.push(state.identifier('expectedName', name.text, 'asParameter'));
    while (state.accept(Token.Comma));
  }
  state.close(Token.RightParen, 'expectedCloseParameters', name.text);
  return parameters;
}

export function parseScenario(
  state: ParseState,
  word: Identifier,
  parseBlock: BlockParser,
): ScenarioItem {
  const title = parseRequiredString(state, 'scenario');
  const body = parseBlock(state, 'scenario');
  return { kind: 'scenario', start: word.start, end: state.scanner.previousEnd, title, body };
}

export function parseIf(state: ParseState, word: Identifier, parseBlock: BlockParser): IfStatement {
  const { scanner } = state;
  const arms = [parseArm(state, word.start, parseBlock)];
  for (;;) {
    state.skipLineEndBefore('else');
    const elseStart = scanner.start;
    if (!state.acceptWord('else')) break;
    if (!state.acceptWord('if')) {
      const otherwise = parseBlock(state, 'else');
      return { kind: 'if', start: word.start, end: scanner.previousEnd, arms, otherwise };
    }
    arms.push(parseArm(state, elseStart, parseBlock));
  }
  return { kind: 'if', start: word.start, end: scanner.previousEnd, arms, otherwise: null };
}

function parseArm(state: ParseState, start: number, parseBlock: BlockParser): IfArm {
  const condition = parseCondition(state, 'if');
  const body = parseBlock(state, 'if');
  return { start, end: state.scanner.previousEnd, condition, body };
}

export function parseFor(
  state: ParseState,
  word: Identifier,
  parseBlock: BlockParser,
): ForStatement {
  const { scanner } = state;
  const variable = state.identifier('expectedName', 'for');
  if (!state.acceptWord('in')) {
    state.failAt('expectedIn', variable.text);
  }
  const range = parseRange(state);
  const body = parseBlock(state, 'for');
  return { kind: 'for', start: word.start, end: scanner.previousEnd, variable, range, body };
}

function parseRange(state: ParseState): Range {
  const { scanner } = state;
  const first = scanner.start;
  const from = parseExpression(state, 'asRange');
  // A value that is missing stands behind the word before.
  const start = Math.min(first, from.start);
  if (!state.accept(Token.Range)) {
    return { start, end: scanner.previousEnd, from, to: null, step: null };
  }
  const to = parseExpression(state, 'asRangeEnd');
  const step = state.acceptWord('step') ? parseExpression(state, 'afterWord', 'step') : null;
  return { start, end: scanner.previousEnd, from, to, step };
}

export function parseRepeat(
  state: ParseState,
  word: Identifier,
  parseBlock: BlockParser,
): RepeatStatement {
  const count = parseExpression(state, 'afterWord', 'repeat');
  const body = parseBlock(state, 'repeat');
  return { kind: 'repeat', start: word.start, end: state.scanner.previousEnd, count, body };
}

export function parseAsk(
  state: ParseState,
  word: Identifier,
  parseBlock: BlockParser,
): AskStatement {
  const { scanner } = state;
  const { start } = word;
  refuseParentheses(state, word);
  const question = parseText(state, 'ask');
  const hasPoints = state.at(Token.Integer) && !state.trouble;
  const points = hasPoints ? takeInteger(state) : null;
  if (!state.accept(Token.Equals)) {
    state.failAt('expectedEquals', '', 'afterQuestion');
  }
  const answer = parseExpression(state, 'afterOperator', '=');
  const body = isBlockNext(state) ? parseBlock(state, 'ask') : null;
  return { kind: 'ask', start, end: scanner.previousEnd, question, points, answer, body };
}

export function parseInterleaved(
  state: ParseState,
  kind: InterleavedStatement['kind'],
  word: Identifier,
  parseBlock: BlockParser,
): InterleavedStatement {
  const body = parseBlock(state, kind);
  return { kind, start: word.start, end: state.scanner.previousEnd, body };
}

export function parseInject(
  state: ParseState,
  word: Identifier,
  parseBlock: BlockParser,
): InjectStatement {
  const { scanner } = state;
  const fault = state.identifier('expectedName', 'inject');
  let args: InjectStatement['args'] = [];
  if (state.at(Token.LeftParen) && !state.trouble) {
    state.open();
    args = parseArguments(state, Token.RightParen, 'asArgument', fault.text);
    state.close(Token.RightParen, 'expectedCloseCall', fault.text);
  } else {
    state.failAt('expectedOpenCall', fault.text);
  }
  const body = parseBlock(state, 'inject');
  return { kind: 'inject', start: word.start, end: scanner.previousEnd, fault, args, body };
}

function isBlockNext(state: ParseState): boolean {
  state.skipLineEndBefore('{');
  return state.at(Token.LeftBrace) && !state.trouble;
}
