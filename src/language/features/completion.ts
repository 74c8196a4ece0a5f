// What can be written at a place: names, words of the language, calls with their arguments, flags,
// fields, keys and values. It must offer nothing that the checker would refuse.

import { actionNames } from '../actionNames';
import { laterThing } from '../later';
import { decodeText } from '../scanText';
import type { Analysis } from './analysis';
import {
  completeArgument,
  completeOutcome,
  completeErrors,
  completeSignals,
} from './completeArgument';
import { completeValue, completeField, nameItem, word } from './completeValue';
import { completeKey, completeSettingValue } from './completeSetting';
import type { Completion } from './completionItem';
import { snippetOfCall } from './completionItem';
import { describeAction } from './describe';
import { placeAt, type Place } from './place';
import { FAULT_TEXTS, INNER_WORDS, SIGNAL_FIELD_TEXTS, keywords } from './texts/keywordTexts';
import { wordsAt, type StatementWords } from './words';

export type { Completion } from './completionItem';

export interface Completions {
  /** What is replaced: the name that is being written. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly Completion[];
}

/** What can be written at an offset. */
export function complete(analysis: Analysis, offset: number): Completions {
  const statement = wordsAt(analysis, offset);
  const place = placeAt(analysis, offset, statement);
  const items = itemsAt(analysis, offset, statement, place);
  return { start: statement.prefix.start, end: offset, items };
}

function itemsAt(
  analysis: Analysis,
  offset: number,
  statement: StatementWords,
  place: Place,
): readonly Completion[] {
  switch (place.kind) {
    case 'nothing':
      return [];
    case 'statement':
      return completeStatement(analysis, offset, statement);
    case 'action':
      return completeAction(analysis, offset, place.isAssigned);
    case 'argument':
      return completeArgument(analysis, offset, place.call);
    case 'value':
      return completeValue(analysis, offset);
    case 'behindValue':
      return place.words.map((name) => word(name, INNER_WORDS[name] ?? '', `${name} `));
    case 'field':
      return completeField(place.of);
    case 'outcome':
      return completeOutcome(analysis, offset, place.callee);
    case 'error':
      return completeErrors(place.callee);
    case 'signal':
      return completeSignals();
    case 'struct':
      return completeStruct(place.of);
    case 'key':
      return completeKey(place.owner, statement);
    case 'settingValue':
      return completeSettingValue(analysis, place.owner, place.key);
    case 'fault':
      return completeFault();
    case 'path':
      return completePath(analysis, place.of);
  }
}

// -------------------------------------------------------------------------------------------------
// Statements

function completeStatement(
  analysis: Analysis,
  offset: number,
  { around }: StatementWords,
): readonly Completion[] {
  const isNested = around.some(({ kind }) => kind !== 'scenario' && kind !== 'block');
  const isInLoop = around.some(({ kind }) => kind === 'for' || kind === 'repeat');
  const isInScenario = around.some(({ kind }) => kind === 'scenario');
  const mayOmitWho = around.some(({ kind }) => kind === 'who' || kind === 'define');
  const items: Completion[] = [];
  for (const [name, { text, snippet, place }] of keywords()) {
    if (place === 'top' && isNested) continue;
    if (name === 'scenario' && isInScenario) continue;
    if (place === 'loop' && !isInLoop) continue;
    if (laterThing('statement', name) !== null) continue;
    items.push(word(name, text, snippet));
  }
  if (/\}\s*[a-z]*$/.test(analysis.text.slice(Math.max(0, offset - 40), offset))) {
    items.push(word('else', INNER_WORDS['else'] ?? '', 'else {\n\t$0\n}'));
  }
  if (around.some(({ kind }) => kind === 'define')) items.push(word('self', '', 'self: $0'));
  items.push(...processes(analysis, offset));
  items.push(...definitions(analysis, offset));
  return mayOmitWho ? [...items, ...actions()] : items;
}

/** `p: `, for everything that may be a process. */
function processes(analysis: Analysis, offset: number): Completion[] {
  const items: Completion[] = [];
  for (const name of analysis.namesAt(offset)) {
    const isProcess = name.kind !== 'pid' && analysis.kindOf(name) === 'process';
    const mayBe = name.kind === 'parameter';
    if (!isProcess && !mayBe) continue;
    items.push({ ...nameItem(analysis, name), insert: `${name.name}: $0`, rank: 0, again: true });
  }
  return items;
}

/** Definitions that are blocks. */
function definitions(analysis: Analysis, offset: number): Completion[] {
  return analysis
    .namesAt(offset)
    .filter(({ definition }) => definition !== null && definition.body.kind === 'block')
    .map((name) => ({ ...nameItem(analysis, name), rank: 1 }));
}

// -------------------------------------------------------------------------------------------------
// What processes do

function completeAction(
  analysis: Analysis,
  offset: number,
  isAssigned: boolean,
): readonly Completion[] {
  if (isAssigned) return actions();
  const targets = analysis
    .namesAt(offset)
    .filter(({ kind }) => kind === 'variable' || kind === 'process')
    .map((name) => ({ ...nameItem(analysis, name), insert: `${name.name} = $0`, rank: 3 }));
  return [...actions(), ...definitions(analysis, offset), ...targets];
}

let knownActions: readonly Completion[] | null = null;

/** All calls and accesses. */
function actions(): readonly Completion[] {
  knownActions ??= [...actionNames()].map(actionItem);
  return knownActions;
}

function actionItem(name: string): Completion {
  const text = describeAction(name);
  const isMessage = name.startsWith('VM_');
  return {
    label: name,
    kind: 'call',
    detail: text?.form ?? '',
    markdown: text?.markdown ?? '',
    insert: snippetOfCall(name),
    rank: isMessage ? 4 : 2,
    again: true,
  };
}

function completeFault(): readonly Completion[] {
  return Object.entries(FAULT_TEXTS).map(([name, { form, text }]) => ({
    label: name,
    kind: 'function',
    detail: form,
    markdown: text,
    insert: `${name}(\${1}) {\n\t$0\n}`,
    rank: 0,
  }));
}

function completeStruct(of: string): readonly Completion[] {
  if (of.startsWith('SIG')) {
    return Object.entries(SIGNAL_FIELD_TEXTS).map(([name, text]) => member(name, text));
  }
  return [...structMembers(of)];
}

function* structMembers(callee: string): Iterable<Completion> {
  for (const { name, text } of describeAction(callee)?.members ?? []) yield member(name, text);
}

function member(name: string, text: string): Completion {
  return { label: name, kind: 'field', detail: '', markdown: text, insert: `${name}=$0`, rank: 0 };
}

// -------------------------------------------------------------------------------------------------
// Paths

/** The paths of the files that the script describes. */
function completePath(analysis: Analysis, of: 'program' | 'file'): readonly Completion[] {
  const items: Completion[] = [];
  for (const item of analysis.script.items) {
    if (item.kind !== 'file') continue;
    const isProgram = item.settings.entries.some(({ key }) =>
      ['text', 'data', 'bss'].includes(key.text),
    );
    if (of === 'program' && !isProgram) continue;
    const path = decodeText(item.path.bytes);
    items.push({ label: path, kind: 'file', detail: '', markdown: '', rank: 0 });
  }
  return items;
}
