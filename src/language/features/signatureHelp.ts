// How the call that is being written is written: its arguments, and which one the cursor is at.

import { knownAction } from '../actionNames';
import { functionSignature } from '../vocabulary';
import type { Analysis } from './analysis';
import { callAt, type CallAt } from './callAt';
import { describeAction, describeFunction } from './describe';
import { definitionForm } from './nameText';
import { wordsAt } from './words';

export interface Signature {
  /** `munmap(addr, length)`. */
  readonly label: string;
  /** What it does. */
  readonly text: string;
  readonly parameters: readonly {
    /** Where the parameter stands in the label. */
    readonly start: number;
    readonly end: number;
    readonly text: string;
  }[];
  /** The position of the parameter at the cursor; behind the last one when there is none. */
  readonly active: number;
}

/** The signature of the innermost call that is open at an offset, or null. */
export function signatureHelp(analysis: Analysis, offset: number): Signature | null {
  const statement = wordsAt(analysis, offset);
  if (statement.inside === 'comment') return null;
  const call = callAt(statement);
  if (call === null) return null;
  return ofAction(call) ?? ofFunction(call) ?? ofDefinition(analysis, offset, call);
}

function ofAction(call: CallAt): Signature | null {
  const text = call.isAction ? describeAction(call.callee) : undefined;
  const description = knownAction(call.callee)?.description;
  if (text === undefined || description === undefined) return null;
  const names = description.parameters.map(({ name }) => name);
  const named = call.name === null ? call.argument : names.indexOf(call.name);
  return {
    label: text.form,
    text: text.summary,
    parameters: places(text.form, names, (_, at) => text.parameters[at]?.text ?? ''),
    active: named < 0 ? names.length : named,
  };
}

function ofFunction({ callee, argument, isAction }: CallAt): Signature | null {
  const signature = isAction ? undefined : functionSignature(callee);
  const text = describeFunction(callee);
  if (signature === undefined || text === undefined) return null;
  const inner = text.form.slice(text.form.indexOf('(') + 1, text.form.indexOf(')'));
  const names = inner.split(/[,[\]\s]+|\.\.+/).filter((name) => name !== '');
  const shown = names.filter((name) => !['where', 'condition', 'by', 'key', 'or'].includes(name));
  const active = signature.repeats ? Math.min(argument, shown.length - 1) : argument;
  const words = text.markdown.split('\n\n').slice(1).join('\n\n');
  return { label: text.form, text: words, parameters: places(text.form, shown, () => ''), active };
}

function ofDefinition(analysis: Analysis, offset: number, call: CallAt): Signature | null {
  const known = analysis.names.definitionIn(analysis.partAt(offset), call.callee);
  if (known?.definition === null || known === undefined) return null;
  const label = definitionForm(known.definition);
  const names = known.definition.parameters.map(({ text }) => text);
  return { label, text: '', parameters: places(label, names, () => ''), active: call.argument };
}

/** Where names stand in a form, from left to right. */
function places(
  form: string,
  names: readonly string[],
  textOf: (name: string, at: number) => string,
): Signature['parameters'] {
  let from = form.indexOf('(');
  return names.map((name, at) => {
    const start = form.indexOf(name, from);
    from = start + name.length;
    return { start, end: from, text: textOf(name, at) };
  });
}
