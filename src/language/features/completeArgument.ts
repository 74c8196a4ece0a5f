// What can be given to a call: the flags of that argument, processes, files, variables; and what it
// may come to.

import { findCall, type Call, type CallParameter } from '../../engine/calls';
import { CONSTANT_GROUPS, flagGroup, type ConstantGroup } from '../../program/constants';
import type { AccessDescription } from '../../program/accesses';
import { knownAction } from '../actionNames';
import { errorNames } from '../constants';
import type { Analysis } from './analysis';
import type { CallAt } from './callAt';
import { completeValue, constantItem, scriptNames } from './completeValue';
import type { Completion } from './completionItem';
import { errorText } from './describe';

type Parameter = CallParameter | AccessDescription['parameters'][number];

/** What can be given as the argument at a place. */
export function completeArgument(analysis: Analysis, offset: number, call: CallAt): Completion[] {
  const description = knownAction(call.callee)?.description;
  if (description === undefined) return completeValue(analysis, offset);
  const parameter = parameterAt(description, call);
  const own = parameter === undefined ? [] : argumentsOf(description, parameter, call);
  const names = named(description, call);
  const others = completeValue(analysis, offset).map((item) => ({ ...item, rank: item.rank + 2 }));
  const first = parameter?.kind === 'pid' || parameter?.kind === 'endpoint';
  const processes = first ? processNames(analysis, offset) : [];
  return unique([...own, ...processes, ...others, ...names]);
}

/** The parameter that an argument is for. */
export function parameterAt(
  { parameters }: Call | AccessDescription,
  { argument, name }: CallAt,
): Parameter | undefined {
  const all: readonly Parameter[] = parameters;
  return name === null ? all[argument] : all.find((parameter) => parameter.name === name);
}

function argumentsOf(
  description: Call | AccessDescription,
  parameter: Parameter,
  { words }: CallAt,
): Completion[] {
  const group = groupOf(description, parameter);
  if (group !== null) {
    const used = new Set(words.map(({ text }) => text));
    const names = Object.keys(CONSTANT_GROUPS[group]).filter((name) => !used.has(name));
    return names.map((name) => constantItem(name, 0));
  }
  if (words.length > 0) return [];
  return literals(parameter.kind);
}

function groupOf({ name }: Call | AccessDescription, { kind }: Parameter): ConstantGroup | null {
  if (kind === 'protection') return 'protection';
  if (kind === 'signal' || kind === 'whence') return kind;
  return kind === 'flags' ? (flagGroup(name) ?? messageGroup(name)) : null;
}

/** The flags of a message are those of the call that sends it. */
function messageGroup(name: string): ConstantGroup | null {
  const plain = name.replace(/^VM_(?:VFS_)?/, '').toLowerCase();
  return (plain === name ? undefined : flagGroup(plain)) ?? null;
}

/** What people write most for a kind of argument. */
function literals(kind: Parameter['kind']): Completion[] {
  switch (kind) {
    case 'address':
      return [constantItem('NULL', 0)];
    case 'length':
      return [literal('PAGE', 'one page'), literal('16K', 'bytes'), literal('2*PAGE', 'two pages')];
    case 'descriptor':
      return [literal('-1', 'no file')];
    case 'offset':
      return [literal('0', 'from the beginning')];
    case 'mode':
      return [literal('0644', 'the owner writes, all read'), literal('0755', 'all execute, too')];
    case 'ignored':
    case 'status':
      return [constantItem('NULL', 0), literal('...', 'whatever')];
    default:
      return [];
  }
}

function literal(label: string, detail: string): Completion {
  return { label, kind: 'value', detail, markdown: '', rank: 1 };
}

/** `name=`, for arguments that may be left out: they are found by name. */
function named({ parameters }: Call | AccessDescription, { words, name }: CallAt): Completion[] {
  if (words.length > 0 || name !== null) return [];
  const optional: readonly Parameter[] = parameters.filter((one) => one.optional === true);
  return optional.map((parameter) => ({
    label: `${parameter.name}=`,
    kind: 'field',
    detail: 'by name',
    markdown: '',
    rank: 9,
  }));
}

function processNames(analysis: Analysis, offset: number): Completion[] {
  return scriptNames(analysis, offset)
    .filter(({ kind }) => kind === 'process')
    .map((item) => ({ ...item, rank: 0 }));
}

function unique(items: readonly Completion[]): Completion[] {
  const labels = new Set<string>();
  return items.filter(({ label }) => {
    const isNew = !labels.has(label);
    labels.add(label);
    return isNew;
  });
}

// -------------------------------------------------------------------------------------------------
// Outcomes

/** What a call may come to. */
export function completeOutcome(analysis: Analysis, offset: number, callee: string): Completion[] {
  const failures = completeErrors(callee).map((item) => ({ ...item, label: `-1 ${item.label}` }));
  return unique([
    literal('?', 'anything goes'),
    literal('0', 'success'),
    ...failures,
    ...completeSignals(),
    ...completeValue(analysis, offset).map((item) => ({ ...item, rank: item.rank + 3 })),
  ]);
}

/** The errors that a call answers, with when it does; of an unknown call all. */
export function completeErrors(callee: string): Completion[] {
  const call = findCall(callee);
  const names = call === undefined ? [...errorNames()] : call.errors;
  return names.map((name) => {
    const when = errorText(callee, name);
    const item = constantItem(name, 2);
    return when === undefined ? item : { ...item, detail: '', markdown: `When ${when}.` };
  });
}

/** The signals that an access may end in come first. */
export function completeSignals(): Completion[] {
  const first = new Set(['SIGSEGV', 'SIGBUS', 'SIGPIPE']);
  return Object.keys(CONSTANT_GROUPS.signal).map((name) =>
    constantItem(name, first.has(name) ? 2 : 6),
  );
}
