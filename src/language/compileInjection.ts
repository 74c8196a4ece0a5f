// What `inject` does in its block: `alloc(k)`, `disk(ERRNO)`, `disk(delay=n)`.

import type { Expression } from '../program/form';
import { compileExpression } from './compileExpression';
import type { CompileState } from './compileState';
import { laterThing } from './later';
import { quoted } from './parseState';
import { argumentName, argumentValue, type InjectStatement } from './tree';

/** A fault by the name that the interpreter knows it by. */
export interface Injection {
  readonly name: 'alloc' | 'disk' | 'diskDelay';
  readonly arguments: readonly Expression[];
}

/** The fault of a statement; null when there is none such, which is reported. */
export function compileInjection(state: CompileState, item: InjectStatement): Injection | null {
  const { fault, args } = item;
  const why = laterThing('fault', fault.text);
  if (why !== null) {
    state.error('notYet', { what: quoted(fault.text), why: `@${why}` }, fault);
    return null;
  }
  if (fault.text !== 'alloc' && fault.text !== 'disk') {
    state.error('unknownFault', { name: quoted(fault.text) }, fault);
    return null;
  }
  const isDisk = fault.text === 'disk';
  const [only] = args;
  const value = only === undefined ? null : argumentValue(only);
  const name = only === undefined ? null : argumentName(only);
  const isDelay = isDisk && name === 'delay';
  const isPlain = value !== null && value.kind !== 'struct' && value.kind !== 'ellipsis';
  if (args.length !== 1 || !isPlain || (name !== null && !isDelay)) {
    const form = isDisk ? '`disk(EIO)` or `disk(delay=1000)`' : '`alloc(1)`';
    state.error('faultArguments', { form }, fault);
    return null;
  }
  const given = [compileExpression(state, value)];
  return { name: isDelay ? 'diskDelay' : fault.text, arguments: given };
}
