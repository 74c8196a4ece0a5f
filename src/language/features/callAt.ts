// The innermost call whose parentheses are open at a place: which one, whether a process makes it
// or an expression asks it, and at which argument the place is.

import { ITEM_WORDS, Token } from '../tokens';
import { sinceComma, type OpenBracket, type StatementWords, type Word } from './words';

export interface CallAt {
  readonly callee: string;
  /** Where the name of the call begins. */
  readonly start: number;
  /** A process makes it; else it is a function of an expression. */
  readonly isAction: boolean;
  /** How many arguments are before the place. */
  readonly argument: number;
  /** The name in `name=` before the place, or null. */
  readonly name: string | null;
  /** The words of the argument before the place, without its name. */
  readonly words: readonly Word[];
  readonly bracket: OpenBracket;
}

/** The innermost open call, or null. */
export function callAt(statement: StatementWords): CallAt | null {
  const { open, words } = statement;
  for (let depth = open.length - 1; depth >= 0; depth--) {
    const bracket = open[depth];
    const callee = bracket === undefined ? undefined : words[bracket.at - 1];
    if (bracket?.sign !== '(' || callee === undefined) continue;
    if (callee.kind === Token.Resumed) return describe(statement, bracket, callee, true);
    if (callee.kind !== Token.Name || isHeader(words, bracket.at - 1)) continue;
    const isAction = depth === 0 && isActionName(statement, bracket.at - 1);
    return describe(statement, bracket, callee, isAction);
  }
  return null;
}

function describe(
  statement: StatementWords,
  bracket: OpenBracket,
  callee: Word,
  isAction: boolean,
): CallAt {
  const { words, commas } = sinceComma(statement, bracket);
  const [name, equals] = words;
  const isNamed = name?.kind === Token.Name && equals?.text === '=';
  return {
    callee: callee.kind === Token.Resumed ? (callee.text.split(' ')[1] ?? '') : callee.text,
    start: callee.start,
    isAction,
    argument: commas,
    name: isNamed ? name.text : null,
    words: isNamed ? words.slice(2) : words,
    bracket,
  };
}

/** `if (`, `def f(`, `expect maps(`: no call. */
function isHeader(words: readonly Word[], at: number): boolean {
  const [first] = words;
  const word = words[at]?.text ?? '';
  if (first?.text === 'def' && at === 1) return true;
  return at === 0 && ITEM_WORDS.has(word);
}

/** Whether the name at this position is what a process does: behind `who`, or where a statement begins. */
function isActionName({ words }: StatementWords, at: number): boolean {
  let first = actorEnd(words);
  const target = words[first + 1];
  if (target?.text === '=' && first + 2 === at) return words[0]?.text !== 'let';
  if (words[first + 1]?.text === '[') {
    // `x[i] = call(`
    const equals = words.findIndex(({ text }, position) => position > first && text === '=');
    if (equals >= 0 && equals + 1 === at) return words[0]?.text !== 'let';
  }
  if (words[0]?.text === 'inject' && at === 1) return true;
  if (first === 0 && ITEM_WORDS.has(words[0]?.text ?? '')) first = -1;
  return first === at;
}

/** How many words say who acts: 0 when nobody is named. */
export function actorEnd(words: readonly Word[]): number {
  const [first, second] = words;
  if (first === undefined) return 0;
  if (first.kind === Token.Name || first.kind === Token.Integer) {
    if (second?.text === ':') return 2;
    if (first.kind === Token.Integer) return 1;
  }
  const close = words.findIndex(({ text }) => text === ']');
  if (close < 0) return 0;
  if (first.text === '[') return close + 1;
  const isIndexed = second?.text === '[' && words[close + 1]?.text === ':';
  return isIndexed ? close + 2 : 0;
}
