// What may be written at a place of a script, told from the words before it: the beginning of a
// statement, what a process does, an argument, a field, a key. It must never say what there is to
// write: that is for completion.

import { parseExpression } from '../parser';
import { ITEM_WORDS, Token } from '../tokens';
import type { Kind } from '../vocabulary';
import { elementKind, isComprehension } from '../vocabulary';
import type { Analysis } from './analysis';
import { actorEnd, callAt, type CallAt } from './callAt';
import { kindOfExpression } from './kinds';
import { endsValue, sinceComma, type StatementWords, type Word } from './words';

/** What settings belong to. */
export type SettingsOwner = 'machine' | 'file' | 'spawn' | 'custom' | 'cost';

export type Place =
  | { readonly kind: 'nothing' }
  /** The beginning of a statement. */
  | { readonly kind: 'statement' }
  /** Behind `who:`, or where nobody has to be named. */
  | { readonly kind: 'action'; readonly isAssigned: boolean }
  /** In the arguments of what a process does. */
  | { readonly kind: 'argument'; readonly call: CallAt }
  /** Where a value stands; `where` and its like may follow the words. */
  | { readonly kind: 'value'; readonly call: CallAt | null }
  /** Behind a value. */
  | { readonly kind: 'behindValue'; readonly words: readonly string[] }
  | { readonly kind: 'field'; readonly of: Kind }
  | { readonly kind: 'outcome'; readonly callee: string }
  | { readonly kind: 'error'; readonly callee: string }
  | { readonly kind: 'signal' }
  | { readonly kind: 'struct'; readonly of: string }
  | { readonly kind: 'key'; readonly owner: SettingsOwner }
  | { readonly kind: 'settingValue'; readonly owner: SettingsOwner; readonly key: string }
  | { readonly kind: 'fault' }
  | { readonly kind: 'path'; readonly of: 'program' | 'file' };

const NOTHING: Place = { kind: 'nothing' };

/** What may be written at a place. */
export function placeAt(analysis: Analysis, offset: number, statement: StatementWords): Place {
  const { words, inside, inSettings } = statement;
  if (inside === 'comment') return NOTHING;
  if (inside === 'string') return inString(statement);
  if (inSettings) return inSettingsPlace(statement);
  const last = words.at(-1);
  if (last?.text === '.') return fieldPlace(analysis, offset, statement);
  const call = callAt(statement);
  if (call !== null) return inCall(statement, call);
  if (statement.open.length > 0) return inBrackets(statement);
  if (words.length === 0) return { kind: 'statement' };
  return atLevel(statement);
}

function inString({ words }: StatementWords): Place {
  const before = words.at(-2)?.text;
  const first = words[0]?.text;
  if (first === 'spawn' && before === '=') return { kind: 'path', of: 'program' };
  return before === '(' || before === ',' ? { kind: 'path', of: 'file' } : NOTHING;
}

// -------------------------------------------------------------------------------------------------
// Settings

function inSettingsPlace(statement: StatementWords): Place {
  const { words, open } = statement;
  const innermost = open.at(-1);
  const first = words[0]?.text;
  if (innermost?.sign !== '{') return NOTHING;
  const before = words[innermost.at - 1]?.text;
  const isOuter = open.length === 1;
  const own = first === 'machine' || first === 'file' || first === 'spawn' ? first : 'machine';
  const owner: SettingsOwner = isOuter ? own : before === 'custom' ? 'custom' : 'cost';
  const inner = sinceComma(statement, innermost).words;
  const [key, equals, ...value] = statement.startsLine ? [] : lastLine(inner);
  if (key === undefined) return { kind: 'key', owner };
  if (equals?.text === '=' && value.length === 0) {
    return { kind: 'settingValue', owner, key: key.text };
  }
  return NOTHING;
}

/** The words of a setting: those since the last line on which one begins. */
function lastLine(words: readonly Word[]): readonly Word[] {
  const start = lastPosition(words, ({ startsLine, kind }) => startsLine && kind === Token.Name);
  return start <= 0 ? words : words.slice(start);
}

// -------------------------------------------------------------------------------------------------
// Values

function inCall(statement: StatementWords, call: CallAt): Place {
  const { words, open } = statement;
  const innermost = open.at(-1);
  if (innermost?.sign === '{') {
    const inner = sinceComma(statement, innermost).words;
    if (inner.length === 0) return { kind: 'struct', of: call.callee };
  }
  if (call.isAction && words[0]?.text === 'inject') {
    return call.callee === 'disk' ? { kind: 'error', callee: '' } : NOTHING;
  }
  if (!endsValue(words)) {
    return call.isAction && innermost === call.bracket
      ? { kind: 'argument', call }
      : { kind: 'value', call };
  }
  if (!isComprehension(call.callee) || call.isAction) return NOTHING;
  const used = new Set(words.slice(call.bracket.at).map(({ text }) => text));
  return { kind: 'behindValue', words: ['where', 'by'].filter((word) => !used.has(word)) };
}

function inBrackets(statement: StatementWords): Place {
  const { words, open } = statement;
  const brace = open.at(-1);
  if (brace?.sign === '{') {
    const before = words[brace.at - 1]?.text ?? '';
    return before.startsWith('SIG') ? { kind: 'struct', of: before } : NOTHING;
  }
  if (words[0]?.text === 'def') return NOTHING;
  return endsValue(words) ? NOTHING : { kind: 'value', call: null };
}

/** `a.`, `region(p, a).`, and `.` of an element. */
function fieldPlace(analysis: Analysis, offset: number, statement: StatementWords): Place {
  const { words } = statement;
  const dot = words.length - 1;
  const start = chainStart(words, dot);
  const element = elementAt(analysis, offset, statement);
  if (start === dot) return { kind: 'field', of: element };
  const from = words[start]?.start ?? 0;
  const text = analysis.text.slice(from, words[dot]?.start ?? from);
  const { expression } = parseExpression(text);
  return { kind: 'field', of: kindOfExpression(expression, analysis.kindScope(offset, element)) };
}

/** Where the value begins whose field is asked for: back over brackets, indexes and fields. */
function chainStart(words: readonly Word[], dot: number): number {
  let at = dot - 1;
  for (;;) {
    at = operandStart(words, at);
    if (at < 0) return dot;
    const before = words[at - 1]?.text;
    if (before !== '.') return at;
    if (!endsValue(words, at - 2)) return at - 1;
    at -= 2;
  }
}

/** Where an operand begins that ends at this position; -1 if none does. */
function operandStart(words: readonly Word[], end: number): number {
  let at = end;
  while (words[at]?.text === ')' || words[at]?.text === ']') {
    let depth = 0;
    for (; at >= 0; at--) {
      const text = words[at]?.text ?? '';
      if (text === ')' || text === ']') depth++;
      if ((text === '(' || text === '[') && --depth === 0) break;
    }
    if (at < 0 || !endsValue(words, at - 1)) return at;
    at--;
  }
  return endsValue(words, at) ? at : -1;
}

/** The kind of the elements that `.field` means at a place. */
function elementAt(analysis: Analysis, offset: number, { words, open }: StatementWords): Kind {
  for (const { at } of [...open].reverse()) {
    const callee = words[at - 1];
    if (callee === undefined || !isComprehension(callee.text)) continue;
    const from = words[at + 1];
    const end = words.findIndex(
      ({ text }, position) => position > at && (text === ',' || text === 'where' || text === 'by'),
    );
    if (from === undefined || end < 0) return 'any';
    const text = analysis.text.slice(from.start, words[end]?.start ?? from.end);
    const { expression } = parseExpression(text);
    return elementKind(kindOfExpression(expression, analysis.kindScope(offset)));
  }
  return 'any';
}

// -------------------------------------------------------------------------------------------------
// Outside of all brackets

function atLevel(statement: StatementWords): Place {
  const { words } = statement;
  const actor = actorEnd(words);
  if (actor === 0 && ITEM_WORDS.has(words[0]?.text ?? '')) return inWordStatement(words);
  if (actor === words.length) return { kind: 'action', isAssigned: false };
  const close = lastPosition(words, ({ text }) => text === ')');
  const outcome = words.slice(close + 1);
  if (close >= 0 && outcome[0]?.text === '=') return outcomePlace(words, close, outcome.slice(1));
  const last = words.at(-1);
  if (last?.text === '=' && close < 0) return { kind: 'action', isAssigned: true };
  if (last?.text === '---') return { kind: 'signal' };
  return NOTHING;
}

function outcomePlace(words: readonly Word[], close: number, outcome: readonly Word[]): Place {
  const callee = calleeBefore(words, close);
  if (outcome.length === 0) return { kind: 'outcome', callee };
  const [minus, one, ...rest] = outcome;
  if (minus?.text === '-' && one === undefined) return { kind: 'error', callee };
  if (minus?.text === '-' && one?.text === '1' && rest.length === 0) {
    return { kind: 'error', callee };
  }
  return endsValue(outcome) ? NOTHING : { kind: 'value', call: null };
}

/** The position of the last word that is so, or -1. */
function lastPosition(words: readonly Word[], is: (word: Word) => boolean): number {
  let at = words.length - 1;
  while (at >= 0 && !words.slice(at, at + 1).some(is)) at--;
  return at;
}

/** The name of the call that the bracket at this position closes. */
function calleeBefore(words: readonly Word[], close: number): string {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    const text = words[at]?.text ?? '';
    if (text === ')') depth++;
    if (text === '(' && --depth === 0) return words[at - 1]?.text ?? '';
  }
  return '';
}

/** In a statement that begins with a word of the language. */
function inWordStatement(words: readonly Word[]): Place {
  const [first, second] = words;
  const last = words.at(-1);
  const isBehindValue = words.length > 1 && endsValue(words);
  switch (first?.text) {
    case 'let':
      return words.some(({ text }) => text === '=') && !isBehindValue
        ? { kind: 'value', call: null }
        : NOTHING;
    case 'for': {
      if (words.length === 2) return { kind: 'behindValue', words: ['in'] };
      if (words.length < 3) return NOTHING;
      const hasRange = words.some(({ text }) => text === '..');
      if (isBehindValue && last?.text !== 'in' && last?.text !== 'step') {
        return hasRange ? { kind: 'behindValue', words: ['step'] } : NOTHING;
      }
      return { kind: 'value', call: null };
    }
    case 'ask':
      return words.some(({ text }) => text === '=') && !isBehindValue
        ? { kind: 'value', call: null }
        : NOTHING;
    case 'expect':
    case 'if':
    case 'repeat':
      return isBehindValue ? NOTHING : { kind: 'value', call: null };
    case 'inject':
      return second === undefined ? { kind: 'fault' } : NOTHING;
    default:
      return NOTHING;
  }
}
