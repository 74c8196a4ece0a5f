// What can stand where an expression asks for a value, and behind the dot of one.

import { constantNames, constantValue } from '../constants';
import { laterThing } from '../later';
import {
  fieldKind,
  fieldNames,
  functionNames,
  machineNames,
  serverNames,
  type Kind,
} from '../vocabulary';
import type { Analysis } from './analysis';
import { snippetOf, type Completion } from './completionItem';
import {
  describeConstant,
  describeField,
  describeFunction,
  describeName,
  numberText,
} from './describe';
import { definitionForm, nameText } from './nameText';
import type { ScriptName } from './names';
import { INNER_WORDS } from './texts/keywordTexts';

/** Everything that an expression may begin with. */
export function completeValue(analysis: Analysis, offset: number): Completion[] {
  return [...scriptNames(analysis, offset), ...builtIns(), ...constants()];
}

/** The variables, processes and definitions with a value. */
export function scriptNames(analysis: Analysis, offset: number): Completion[] {
  return analysis
    .namesAt(offset)
    .filter(({ kind }) => kind !== 'pid')
    .filter(({ definition }) => definition === null || definition.body.kind !== 'block')
    .map((name) => nameItem(analysis, name));
}

/** A name of the script. */
export function nameItem(analysis: Analysis, name: ScriptName): Completion {
  const common = { label: name.name, detail: '', markdown: nameText(analysis, name), rank: 1 };
  if (name.definition !== null) {
    const parameters = name.definition.parameters.map(({ text }) => text);
    const insert = `${snippetOf(name.name, parameters)}$0`;
    return { ...common, kind: 'definition', detail: definitionForm(name.definition), insert };
  }
  const isProcess = analysis.kindOf(name) === 'process';
  return { ...common, kind: isProcess ? 'process' : 'variable' };
}

/** A word of the language with its snippet. */
export function word(label: string, markdown: string, insert: string): Completion {
  return { label, kind: 'keyword', detail: '', markdown, insert, rank: 2 };
}

let knownBuiltIns: readonly Completion[] | null = null;

function builtIns(): readonly Completion[] {
  knownBuiltIns ??= [
    ...[...functionNames()].map(functionItem),
    ...[...machineNames(), 'PAGE', 'HUGE'].map((name) => builtIn(name, 'value', 2)),
    ...[...serverNames()].map((name) => builtIn(name, 'process', 4)),
    ...['true', 'false'].map((name) => builtIn(name, 'keyword', 4, INNER_WORDS[name])),
  ];
  return knownBuiltIns;
}

function builtIn(
  label: string,
  kind: Completion['kind'],
  rank: number,
  markdown = describeName(label) ?? '',
): Completion {
  return { label, kind, detail: '', markdown, rank };
}

function functionItem(name: string): Completion {
  const text = describeFunction(name);
  return {
    label: name,
    kind: 'function',
    detail: text?.form ?? '',
    markdown: text?.markdown ?? '',
    insert: `${name}($1)$0`,
    rank: 2,
    again: true,
  };
}

let knownConstants: readonly Completion[] | null = null;

function constants(): readonly Completion[] {
  knownConstants ??= [...constantNames()].map((name) => constantItem(name, 5));
  return knownConstants;
}

/** A C constant. */
export function constantItem(label: string, rank: number): Completion {
  const value = constantValue(label);
  const detail = value === undefined ? '' : numberText(value);
  return { label, kind: 'constant', detail, markdown: describeConstant(label) ?? '', rank };
}

/** The fields of a kind of value. */
export function completeField(of: Kind): Completion[] {
  return [...fieldNames(of)]
    .filter((name) => laterThing('field', `${of}.${name}`) === null)
    .map((label) => {
      const kind = fieldKind(of, label) ?? 'any';
      const detail = kind === 'any' ? '' : kind;
      return { label, kind: 'field', detail, markdown: describeField(of, label) ?? '', rank: 0 };
    });
}
