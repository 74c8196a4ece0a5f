/**
 * The call table: for each system call its name, the server and message it goes to, which argument goes into which field
 * of the message, what comes back, which errors there are and where that is written. The interpreter fills messages from
 * it, the checker checks scripts with it, editors document calls with it.
 *
 * Data only. How a call behaves is in its server's handler. A new call is a row here, a message type, a handler.
 *
 * Rules for who fills a message: fields that no argument, no default and no `fixed` entry sets are 0. A pair
 * (`address`) is two columns: pages, and bytes below a page (`addressPage`, `addressOffset`). What a log recorded as
 * result goes into `wish` (addresses) or `wishPid` (pids, descriptors) when placement is recorded.
 */
import { OPEN_CALLS, TRANSFER_CALLS } from './calls/fileCalls';
import { MEMORY_CALLS } from './calls/memoryCalls';
import { PROCESS_CALLS } from './calls/processCalls';
import { VM_MESSAGES } from './calls/vmMessages';
import type { ErrnoName } from './errno';
import type { ProcessRow } from './machine';

/** Pairs of message columns: NAMEPage(s) and NAMEOffset; see PAIRS. */
export type PairField = 'address' | 'length' | 'offset' | 'newAddress' | 'newLength';

/** The two columns of each pair. */
export const PAIRS = {
  address: ['addressPage', 'addressOffset'],
  length: ['lengthPages', 'lengthOffset'],
  offset: ['offsetPages', 'offsetOffset'],
  newAddress: ['newAddressPage', 'newAddressOffset'],
  newLength: ['newLengthPages', 'newLengthOffset'],
} as const;

/** Message columns that hold one 32-bit number. */
export type NumberField =
  | 'endpoint'
  | 'slot'
  | 'request'
  | 'requestId'
  | 'flags'
  | 'protection'
  | 'descriptor'
  | 'device'
  | 'inode'
  | 'clearEnd'
  | 'text';

interface Named {
  /** As the manual and strace write it; the language takes NAME=value too. */
  readonly name: string;
  /** May be left out; it then has its default, or 0. */
  readonly optional?: true;
}

export type CallParameter = Named &
  /** An address, a length or an offset in bytes. A length or offset may be negative: then its pages are. */
  (
    | { readonly kind: 'address' | 'length' | 'offset'; readonly field: PairField }
    /** Plain numbers. `pid` takes a process too, `endpoint` a process only. */
    | {
        readonly kind:
          | 'int'
          | 'flags'
          | 'protection'
          | 'descriptor'
          | 'mode'
          | 'pid'
          | 'endpoint'
          | 'signal'
          | 'whence';
        readonly field: NumberField;
        readonly default?: number;
        /** Where bits 32 to 63 go, if the parameter has them. */
        readonly high?: NumberField;
      }
    /** The number of a program image (Machine.images). */
    | { readonly kind: 'image'; readonly field: NumberField }
    /** A string: its number. */
    | { readonly kind: 'path'; readonly field: 'text' }
    /** A user buffer: an address, or a string that stands for it (its number in `text`). */
    | { readonly kind: 'data'; readonly field: PairField }
    /** A struct whose members are parameters by name; members not listed are ignored. */
    | { readonly kind: 'struct'; readonly members: readonly CallParameter[] }
    /** What the call gives back besides its result: the field holds it afterwards; `status` is wait4's. */
    | { readonly kind: 'output' | 'status'; readonly field: NumberField }
    /** An array of such outputs. */
    | { readonly kind: 'outputs'; readonly fields: readonly NumberField[] }
    /** Read over: the model has nothing for it. */
    | { readonly kind: 'ignored' }
  );

export interface Call {
  /** The C library's name. */
  readonly name: string;
  /** Other names that mean the same. */
  readonly aliases: readonly string[];
  /** The server's row and the message type. */
  readonly server: ProcessRow;
  readonly type: number;
  readonly parameters: readonly CallParameter[];
  /** Fields that the call itself sets. */
  readonly fixed: readonly { readonly field: NumberField; readonly value: number }[];
  /**
   * What a success answers: 0, a number of 31 bits, an address or an offset in a file (processes.resultPage and
   * resultOffset), a process (its pid), a descriptor; `never`: the call does not return.
   */
  readonly result: 'zero' | 'int' | 'address' | 'offset' | 'pid' | 'descriptor' | 'never';
  /** Errors it can answer, in any personality. */
  readonly errors: readonly ErrnoName[];
  /** What it does, in one sentence. */
  readonly summary: string;
  /** Where it is specified. */
  readonly source: string;
}

/** All calls, in the order in which documentation lists them. */
export const CALLS: readonly Call[] = [
  ...MEMORY_CALLS,
  ...PROCESS_CALLS,
  ...OPEN_CALLS,
  ...TRANSFER_CALLS,
  ...VM_MESSAGES,
];

const BY_NAME: ReadonlyMap<string, Call> = new Map(
  CALLS.flatMap((call) => [call.name, ...call.aliases].map((name) => [name, call] as const)),
);

/** The call of a name or alias, undefined if there is none. */
export function findCall(name: string): Call | undefined {
  return BY_NAME.get(name);
}
