// One thing that can be written, as plain data, and the snippets of calls.

import { knownAction } from '../actionNames';

export type CompletionKind =
  | 'keyword'
  | 'call'
  | 'function'
  | 'process'
  | 'variable'
  | 'definition'
  | 'constant'
  | 'field'
  | 'key'
  | 'value'
  | 'file';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Beside the label: how it is written, or its value. */
  readonly detail: string;
  /** What it is. */
  readonly markdown: string;
  /** A snippet; without it the label is put in as it is. */
  readonly insert?: string;
  /** Lower ones come first. */
  readonly rank: number;
  /** Whether more is completed right behind it. */
  readonly again?: boolean;
}

/** `mmap(${1:addr}, ${2:length}, ...)`: the arguments that must be given. */
export function snippetOfCall(name: string): string {
  const parameters = knownAction(name)?.description.parameters ?? [];
  const needed = parameters.filter((parameter) => parameter.optional !== true);
  if (needed.length === 0) return parameters.length === 0 ? `${name}()$0` : `${name}($1)$0`;
  return `${snippetOf(
    name,
    needed.map((parameter) => parameter.name),
  )}$0`;
}

/** `name(${1:a}, ${2:b})`. */
export function snippetOf(name: string, parameters: readonly string[]): string {
  const stops = parameters.map((parameter, at) => `\${${at + 1}:${parameter}}`);
  return `${name}(${stops.join(', ')})`;
}
