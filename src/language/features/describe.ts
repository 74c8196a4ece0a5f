// The words about calls, accesses, constants, functions, fields, keys and names, as Markdown: what
// hovers, completion and signature help show. It must never look at where something stands.

import { findCall, type Call, type CallParameter } from '../../engine/calls';
import { documentationOf } from '../../engine/calls/documentation';
import type { AccessDescription } from '../../program/accesses';
import { knownAction } from '../actionNames';
import { callForm } from '../compileArguments';
import { ARCHITECTURES, CHOICES } from '../configure';
import { constantValue, errorNumber, signalNumber } from '../constants';
import { laterThing, laterValue } from '../later';
import { formatMessage } from '../messages';
import { functionSignature, type Kind } from '../vocabulary';
import { constantText } from './texts/constantTexts';
import { fieldText } from './texts/fieldTexts';
import {
  COST_KEY_TEXTS,
  CUSTOM_KEY_TEXTS,
  FILE_KEY_TEXTS,
  MACHINE_KEY_TEXTS,
  SPAWN_KEY_TEXTS,
  type KeyText,
} from './texts/keyTexts';
import { FUNCTION_TEXTS, NAME_TEXTS } from './texts/nameTexts';
import type { SettingsOwner } from './place';

function code(text: string): string {
  return `\`\`\`vms\n${text}\n\`\`\``;
}

function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

// -------------------------------------------------------------------------------------------------
// What processes do

/** A name and what it means. */
interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** What is known of something that a process does. */
export interface ActionText {
  /** How it is written. */
  readonly form: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly parameters: readonly NamedText[];
  /** The members of a struct among the arguments. */
  readonly members: readonly NamedText[];
  /** All of it, as Markdown. */
  readonly markdown: string;
}

/** The words about a call or an access, by any of its names; undefined if there is none. */
export function describeAction(name: string): ActionText | undefined {
  const known = knownAction(name);
  if (known === undefined) return laterAction(name);
  const { description } = known;
  return 'server' in description ? describeCall(description, name) : describeAccess(description);
}

function laterAction(name: string): ActionText | undefined {
  const why = laterThing('action', name);
  if (why === null) return undefined;
  const summary = formatMessage(why, {});
  return {
    form: `${name}(...)`,
    summary,
    parameters: [],
    members: [],
    markdown: notThere(summary),
  };
}

function notThere(why: string): string {
  return `Not there yet: ${why}.`;
}

function describeCall(call: Call, name: string): ActionText {
  const words = documentationOf(call.name);
  const form = callForm({ ...call, name });
  const parameters = call.parameters.map((parameter) => {
    return { name: parameter.name, text: words?.parameters[parameter.name] ?? '' };
  });
  const alias = name === call.name ? '' : `The same as \`${call.name}\`.`;
  const members = call.parameters.flatMap(membersOf).map((member) => {
    return { name: member.name, text: words?.parameters[member.name] ?? '' };
  });
  const markdown = paragraphs(
    code(`${form} = ${resultForm(call)}`),
    paragraphs(call.summary, alias),
    list([...parameters, ...members]),
    words === undefined ? '' : `Answers ${words.answers}.`,
    words === undefined ? '' : errorList(call, words.errors),
    (words?.notes ?? []).join('\n\n'),
    `*${call.source}*`,
  );
  return { form, summary: call.summary, parameters, members, markdown };
}

function membersOf(parameter: CallParameter): readonly CallParameter[] {
  return parameter.kind === 'struct' ? parameter.members : [];
}

function resultForm({ result }: Call): string {
  switch (result) {
    case 'zero':
      return '0';
    case 'address':
      return 'address';
    case 'offset':
      return 'offset';
    case 'pid':
      return 'pid';
    case 'descriptor':
      return 'fd';
    case 'never':
      return '?';
    case 'int':
      return 'n';
  }
}

function errorList({ errors }: Call, when: Readonly<Record<string, string>>): string {
  if (errors.length === 0) return 'It cannot fail.';
  return `Errors:\n\n${list(errors.map((name) => ({ name, text: when[name] ?? '' })))}`;
}

function list(rows: readonly NamedText[]): string {
  return rows.map(({ name, text }) => `- \`${name}\`: ${text}`).join('\n');
}

function describeAccess(access: AccessDescription): ActionText {
  const form = callForm(access);
  const parameters = access.parameters.map(({ name, kind }) => {
    return { name, text: ACCESS_PARAMETERS[kind] };
  });
  const markdown = paragraphs(
    code(access.result === 'none' ? form : `${form} = ${access.result}`),
    access.text,
    list(parameters),
    'In user mode, through the TLB and the page table. What is not allowed ends in `SIGSEGV` (`SEGV_MAPERR`: nothing is mapped; `SEGV_ACCERR`: not this access) or `SIGBUS` (beyond the end of a mapped file).',
  );
  return { form, summary: access.text, parameters, members: [], markdown };
}

const ACCESS_PARAMETERS: Readonly<Record<AccessDescription['parameters'][number]['kind'], string>> =
  {
    address: 'an address of the process',
    value: 'a number, or a string: its bytes',
    byte: 'the byte, 0 to 255',
    length: 'how many bytes',
  };

/** When a call answers an error; undefined when it never does. */
export function errorText(callee: string, error: string): string | undefined {
  const call = findCall(callee);
  return call === undefined ? undefined : documentationOf(call.name)?.errors[error];
}

/** The parameter of a call or access that an argument is for. */
export function parameterText(callee: string, name: string): string | undefined {
  const call = findCall(callee);
  if (call !== undefined) return documentationOf(call.name)?.parameters[name];
  return describeAction(callee)?.parameters.find((parameter) => parameter.name === name)?.text;
}

// -------------------------------------------------------------------------------------------------
// Expressions

/** The words about a function of expressions, undefined if there is none. */
export function describeFunction(name: string): { form: string; markdown: string } | undefined {
  const signature = functionSignature(name);
  if (signature === undefined) return undefined;
  const form = signature.form.replaceAll('`', '');
  const text = FUNCTION_TEXTS[name] ?? '';
  return { form, markdown: paragraphs(code(form), text) };
}

/** The words about a built-in name: of the machine, a server, `PAGE`. */
export function describeName(name: string): string | undefined {
  const text = Object.hasOwn(NAME_TEXTS, name) ? NAME_TEXTS[name] : undefined;
  if (text !== undefined) return paragraphs(code(name), text);
  const why = laterThing('name', name);
  return why === null ? undefined : notThere(formatMessage(why, {}));
}

/** The words about a C constant, undefined if there is none. */
export function describeConstant(name: string): string | undefined {
  const value = constantValue(name);
  if (value === undefined) return undefined;
  const kind = signalNumber(name) !== undefined ? 'signal' : errorKind(name);
  const text = constantText(name) ?? '';
  return paragraphs(code(`${name} = ${numberText(value)}`), sentence(kind, text));
}

function errorKind(name: string): string {
  return errorNumber(name) === undefined ? '' : 'error';
}

function sentence(kind: string, text: string): string {
  if (kind === '') return text === '' ? '' : `${capital(text)}.`;
  return text === '' ? `${capital(kind)}.` : `${capital(kind)}: ${text}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A number as the manuals write constants: small ones in decimal. */
export function numberText(value: number | bigint): string {
  return value >= 0 && value < 10 ? String(value) : `${value < 0 ? '-' : ''}0x${hex(value)}`;
}

function hex(value: number | bigint): string {
  return (value < 0 ? -value : value).toString(16);
}

/** The words about a field of a kind of value, undefined if it has none of this name. */
export function describeField(of: Kind, field: string): string | undefined {
  const text = fieldText(of, field);
  if (text === undefined) return undefined;
  const why = laterThing('field', `${of}.${field}`);
  return paragraphs(code(`.${field}`), text, why === null ? '' : notThere(formatMessage(why, {})));
}

// -------------------------------------------------------------------------------------------------
// Settings

const KEYS: Readonly<Record<SettingsOwner, Readonly<Record<string, KeyText>>>> = {
  machine: MACHINE_KEY_TEXTS,
  file: FILE_KEY_TEXTS,
  spawn: SPAWN_KEY_TEXTS,
  custom: CUSTOM_KEY_TEXTS,
  cost: COST_KEY_TEXTS,
};

/** The keys of what settings belong to. */
export function keysOf(owner: SettingsOwner): readonly string[] {
  return Object.keys(KEYS[owner]);
}

export function keyText(owner: SettingsOwner, key: string): KeyText | undefined {
  const keys = KEYS[owner];
  return Object.hasOwn(keys, key) ? keys[key] : undefined;
}

/** The words that a key takes; the first is the default. */
export function choicesOf(owner: SettingsOwner, key: string): readonly string[] {
  if (owner !== 'machine') return [];
  if (key === 'arch') return ARCHITECTURES;
  const choices: Readonly<Record<string, readonly string[]>> = CHOICES;
  return Object.hasOwn(choices, key) ? (choices[key] ?? []) : [];
}

/** The words about a key, undefined if there is none. */
export function describeKey(owner: SettingsOwner, key: string): string | undefined {
  const known = keyText(owner, key);
  if (known === undefined) return undefined;
  const choices = choicesOf(owner, key).map((choice) => `\`${choice}\``);
  const standard = known.standard === '' ? '' : `If it is left out: \`${known.standard}\`.`;
  return paragraphs(
    code(`${key} = ${known.examples[0] ?? ''}`),
    known.text,
    choices.length === 0 ? '' : `One of ${choices.join(', ')}.`,
    standard,
  );
}

/** Why `key = value` is refused so far, as a sentence; null when it is not. */
export function whyNotYet(key: string, value: string): string | null {
  const why = laterValue(key, value);
  return why === null ? null : notThere(formatMessage(why, {}));
}
