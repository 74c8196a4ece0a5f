/** Parameters that several calls have, by the names that the manuals give them. */
import type { CallParameter } from '../calls';

/** A parameter that the model has nothing for. */
export function ignored<const N extends string>(name: N) {
  return { name, kind: 'ignored', optional: true } as const satisfies CallParameter;
}

export const ADDRESS = {
  name: 'addr',
  kind: 'address',
  field: 'address',
} as const satisfies CallParameter;
export const LENGTH = {
  name: 'length',
  kind: 'length',
  field: 'length',
} as const satisfies CallParameter;
export const PROTECTION = {
  name: 'prot',
  kind: 'protection',
  field: 'protection',
} as const satisfies CallParameter;
export const FLAGS = {
  name: 'flags',
  kind: 'flags',
  field: 'flags',
} as const satisfies CallParameter;
export const DESCRIPTOR = {
  name: 'fd',
  kind: 'descriptor',
  field: 'descriptor',
} as const satisfies CallParameter;
export const OFFSET = {
  name: 'offset',
  kind: 'offset',
  field: 'offset',
} as const satisfies CallParameter;
export const PATH = {
  name: 'pathname',
  kind: 'path',
  field: 'text',
} as const satisfies CallParameter;

/** No parameters, no fixed fields, no aliases, no errors. */
export const NOTHING: readonly never[] = [];
