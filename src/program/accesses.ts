/**
 * The accesses that a script can make in user mode, as data: what the interpreter runs, the checker checks and the
 * editor explains. Their numbers are negative, those of calls are not.
 */

export interface AccessParameter {
  readonly name: string;
  readonly kind: 'address' | 'value' | 'byte' | 'length';
  readonly optional: boolean;
}

export interface AccessDescription {
  readonly name: string;
  readonly number: number;
  readonly parameters: readonly AccessParameter[];
  readonly result: 'bytes' | 'address' | 'none';
  /** What it does, for people. */
  readonly text: string;
}

const ADDRESS: AccessParameter = { name: 'a', kind: 'address', optional: false };
const LENGTH: AccessParameter = { name: 'n', kind: 'length', optional: false };

export const LOAD = -1;
export const STORE = -2;
export const FETCH = -3;
export const MEMSET = -4;
export const MEMCPY = -5;
export const PUSH = -6;
export const POP = -7;

export const ACCESSES: readonly AccessDescription[] = [
  {
    name: 'load',
    number: LOAD,
    parameters: [ADDRESS, { ...LENGTH, optional: true }],
    result: 'bytes',
    text: 'Reads n bytes (1 if n is left out) from address a.',
  },
  {
    name: 'store',
    number: STORE,
    parameters: [
      ADDRESS,
      { name: 'v', kind: 'value', optional: false },
      { ...LENGTH, optional: true },
    ],
    result: 'none',
    text: 'Writes a number (n bytes, little-endian; 1 if n is left out) or a string to address a.',
  },
  {
    name: 'fetch',
    number: FETCH,
    parameters: [ADDRESS],
    result: 'bytes',
    text: 'Fetches an instruction byte from address a: the page must be executable.',
  },
  {
    name: 'memset',
    number: MEMSET,
    parameters: [ADDRESS, { name: 'byte', kind: 'byte', optional: false }, LENGTH],
    result: 'none',
    text: 'Writes n equal bytes from address a on.',
  },
  {
    name: 'memcpy',
    number: MEMCPY,
    parameters: [{ ...ADDRESS, name: 'to' }, { ...ADDRESS, name: 'from' }, LENGTH],
    result: 'none',
    text: 'Copies n bytes; the two ranges must not overlap.',
  },
  {
    name: 'push',
    number: PUSH,
    parameters: [LENGTH],
    result: 'address',
    text: 'Enters a function with a frame of n bytes: the stack pointer goes down by n, and the byte there is written.',
  },
  {
    name: 'pop',
    number: POP,
    parameters: [LENGTH],
    result: 'address',
    text: 'Leaves a function with a frame of n bytes: the stack pointer goes up by n.',
  },
];

/** The access with a number below 0, or undefined. */
export function accessOf(number: number): AccessDescription | undefined {
  return ACCESSES[-1 - number];
}
