// What the word at a place is: a name of the script, a call, a constant, a field, a key. Hovers,
// definitions and references begin with it.

import { knownAction } from '../actionNames';
import { constantValue } from '../constants';
import { decodeText } from '../scanText';
import { ITEM_WORDS } from '../tokens';
import { elementKind, functionSignature, isComprehension, type Kind } from '../vocabulary';
import { DOCUMENT, type Analysis } from './analysis';
import { kindOfExpression } from './kinds';
import type { ScriptName } from './names';
import { pathTo, type Node } from './nodes';
import type { SettingsOwner } from './place';
import { wordAround } from './words';
import type { Settings, Span } from '../tree';

export type Thing = Span &
  (
    | { readonly kind: 'name'; readonly of: ScriptName }
    /** What a process does; `outcome` is what follows `=`. */
    | { readonly kind: 'action'; readonly name: string }
    | { readonly kind: 'function'; readonly name: string }
    /** A constant; in an outcome, of this call. */
    | { readonly kind: 'constant'; readonly name: string; readonly callee: string | null }
    | { readonly kind: 'builtIn'; readonly name: string }
    | { readonly kind: 'field'; readonly of: Kind; readonly name: string }
    /** The name in `name=value`. */
    | { readonly kind: 'argument'; readonly callee: string; readonly name: string }
    | { readonly kind: 'key'; readonly owner: SettingsOwner; readonly name: string }
    | { readonly kind: 'settingValue'; readonly key: string; readonly name: string }
    | { readonly kind: 'word'; readonly name: string }
    | { readonly kind: 'fault'; readonly name: string }
    | { readonly kind: 'path'; readonly path: string; readonly isInclude: boolean }
    | { readonly kind: 'integer'; readonly value: number | bigint }
  );

/** What stands at an offset, or null. */
export function thingAt(analysis: Analysis, offset: number): Thing | null {
  const { text, script } = analysis;
  const path = pathTo(script, offset);
  const word = wordAround(text, offset);
  const literal = literalAt(path, offset);
  if (literal !== null) return literal;
  if (word.start === word.end || isInText(path, word.start)) return null;
  const of = analysis.names.startingAt(DOCUMENT, word.start);
  if (of !== undefined) return { kind: 'name', of, ...word };
  return thingOf(analysis, path, word);
}

/** Inside a text, a comment or a gap nothing is a name. */
function isInText(path: readonly Node[], offset: number): boolean {
  const last = path.at(-1);
  if (last === undefined || last.kind === 'script' || last.kind === 'block') return true;
  return last.kind === 'string' && offset > last.start;
}

function literalAt(path: readonly Node[], offset: number): Thing | null {
  const last = path.at(-1);
  const owner = path.at(-2);
  if (last?.kind === 'integer') {
    return { kind: 'integer', value: last.value, start: last.start, end: last.end };
  }
  if (last?.kind === 'string' && owner?.kind !== 'expect') {
    const isPath = owner?.kind === 'call' || owner?.kind === 'settings';
    if (isPath) return pathThing(last, last.bytes, false);
  }
  if (last?.kind === 'include') return pathThing(last.path, last.path.bytes, true);
  const isFile = owner?.kind === 'file' || last?.kind === 'file';
  const file = last?.kind === 'file' ? last : owner;
  if (isFile && file?.kind === 'file' && offset >= file.path.start && offset <= file.path.end) {
    return pathThing(file.path, file.path.bytes, false);
  }
  return null;
}

function pathThing({ start, end }: Span, bytes: string, isInclude: boolean): Thing {
  return { kind: 'path', path: decodeText(bytes), isInclude, start, end };
}

function thingOf(analysis: Analysis, path: readonly Node[], word: Span): Thing | null {
  const name = analysis.text.slice(word.start, word.end);
  const last = path.at(-1);
  switch (last?.kind) {
    case 'call':
      if ('calleeStart' in last) return inAction(last.calleeStart, last.callee, path, name, word);
      return word.start === last.start && functionSignature(name) !== undefined
        ? { kind: 'function', name, ...word }
        : null;
    case 'resumed':
      return inAction(last.calleeStart, last.callee, path, name, word);
    case 'name':
      return constantOrName(path, name, word);
    case 'field':
      return fieldThing(analysis, path, last.object, name, word);
    case 'elementField':
      return { kind: 'field', of: elementAt(analysis, path, word.start), name, ...word };
    case 'argument': {
      const callee = actionAround(path);
      const isName = word.start === last.start && callee !== null;
      return isName ? { kind: 'argument', callee, name, ...word } : null;
    }
    case 'settings':
      return keyThing(path, last, name, word);
    case 'word':
      return { kind: 'settingValue', key: keyOf(path, last), name, ...word };
    case 'signal':
    case 'value':
    case 'any':
      return constantOrName(path, name, word);
    default:
      return wordThing(last, name, word);
  }
}

function inAction(
  calleeStart: number,
  callee: string,
  path: readonly Node[],
  name: string,
  word: Span,
): Thing | null {
  if (word.start === calleeStart) return { kind: 'action', name: callee, ...word };
  const isKnown = constantValue(name) !== undefined || name === 'self' || name === 'kernel';
  return isKnown ? constantOrName(path, name, word) : builtInThing(name, word);
}

function constantOrName(path: readonly Node[], name: string, word: Span): Thing {
  if (constantValue(name) === undefined) return builtInThing(name, word);
  const isOutcome = path.some(
    ({ kind }) => kind === 'value' || kind === 'any' || kind === 'signal',
  );
  return { kind: 'constant', name, callee: isOutcome ? actionAround(path) : null, ...word };
}

function builtInThing(name: string, word: Span): Thing {
  return { kind: 'builtIn', name, ...word };
}

/** The call whose arguments or outcome a path leads into, or null. */
function actionAround(path: readonly Node[]): string | null {
  for (const node of [...path].reverse()) {
    if (node.kind === 'resumed') return node.callee;
    if (node.kind === 'call' && 'calleeStart' in node) return node.callee;
  }
  return null;
}

function fieldThing(
  analysis: Analysis,
  path: readonly Node[],
  object: Parameters<typeof kindOfExpression>[0],
  name: string,
  word: Span,
): Thing | null {
  if (word.start < object.end) return null;
  const element = elementAt(analysis, path, word.start);
  const of = kindOfExpression(object, analysis.kindScope(word.start, element));
  return { kind: 'field', of, name, ...word };
}

/** The kind of the elements that `.field` means: of the innermost list that is gone through. */
function elementAt(analysis: Analysis, path: readonly Node[], offset: number): Kind {
  for (const node of [...path].reverse()) {
    if (node.kind !== 'call' || 'calleeStart' in node || !isComprehension(node.callee)) continue;
    const [list] = node.args;
    if (list === undefined || offset <= list.end) continue;
    return elementKind(kindOfExpression(list, analysis.kindScope(offset)));
  }
  return 'any';
}

// -------------------------------------------------------------------------------------------------
// Settings

/** What settings belong to: told from what is around them. */
function ownerOf(path: readonly Node[]): SettingsOwner | null {
  const outer = path.filter(({ kind }) => kind === 'settings').length > 1;
  const item = path.find(({ kind }) => kind === 'machine' || kind === 'file' || kind === 'spawn');
  if (item === undefined) return null;
  if (!outer) return item.kind === 'machine' || item.kind === 'file' ? item.kind : 'spawn';
  return path.some((node) => node.kind === 'word' && node.word === 'custom') ? 'custom' : 'cost';
}

function keyThing(
  path: readonly Node[],
  settings: Settings,
  name: string,
  word: Span,
): Thing | null {
  const owner = ownerOf(path);
  const isKey = settings.entries.some(({ key }) => key.start === word.start);
  return isKey && owner !== null ? { kind: 'key', owner, name, ...word } : null;
}

function keyOf(path: readonly Node[], value: Node): string {
  const around = path.filter((node) => node.kind === 'settings').at(-1);
  const entry = around?.kind === 'settings' ? around.entries : [];
  return entry.find((one) => one.value === value)?.key.text ?? '';
}

// -------------------------------------------------------------------------------------------------
// Words of the language

function wordThing(node: Node | undefined, name: string, word: Span): Thing | null {
  if (node?.kind === 'inject' && word.start === node.fault.start) {
    return { kind: 'fault', name, ...word };
  }
  if (node?.kind === 'boolean') return { kind: 'word', name, ...word };
  const isFirst = node?.start === word.start && ITEM_WORDS.has(name);
  const isInner = ['else', 'if', 'in', 'step', 'maps'].includes(name);
  if (isFirst || isInner) return { kind: 'word', name, ...word };
  return knownAction(name) === undefined ? builtInThing(name, word) : null;
}
