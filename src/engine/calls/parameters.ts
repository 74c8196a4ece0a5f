/** Parameters that several calls have, by the names that the manuals give them. */
import type { CallParameter } from '../calls';

/** A parameter that the model has nothing for. */
export function ignored(name: string): CallParameter {
  return { name, kind: 'ignored', optional: true };
}

export const ADDRESS: CallParameter = { name: 'addr', kind: 'address', field: 'address' };
export const LENGTH: CallParameter = { name: 'length', kind: 'length', field: 'length' };
export const PROTECTION: CallParameter = { name: 'prot', kind: 'protection', field: 'protection' };
export const FLAGS: CallParameter = { name: 'flags', kind: 'flags', field: 'flags' };
export const DESCRIPTOR: CallParameter = { name: 'fd', kind: 'descriptor', field: 'descriptor' };
export const OFFSET: CallParameter = { name: 'offset', kind: 'offset', field: 'offset' };
export const PATH: CallParameter = { name: 'pathname', kind: 'path', field: 'text' };

/** No parameters, no fixed fields, no aliases, no errors. */
export const NOTHING: readonly never[] = [];
