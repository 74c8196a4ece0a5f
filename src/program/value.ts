/**
 * What expressions give. Integers are plain numbers and bigints (integer.ts); everything else is a small immutable
 * record that refers to the machine by numbers, so that it can be kept in a variable's cell (cells.ts).
 *
 * A value never holds a copy of what it refers to: its fields are read when they are asked for (fields/).
 */
import type { Row } from '../machine/table';
import type { FileRow, RegionRow } from '../engine/machine';
import type { Failure } from './failure';
import type { Integer } from './integer';

/** Bytes: a string of the program, or what was read from memory or a file. */
export interface BytesValue {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
  /** Its number among the program's strings, 0 when it is none of them. */
  readonly string: number;
  /** `"GNU"...`: only the beginning is given. */
  readonly open: boolean;
}

/** A process, living or ended. Endpoints are never given twice, so this is the same process for ever. */
export interface ProcessValue {
  readonly kind: 'process';
  readonly endpoint: number;
}

/** `p.faults`: as a number, the faults served; its causes are its fields. */
export interface FaultsValue {
  readonly kind: 'faults';
  readonly endpoint: number;
  /** Minor and major ones, when it was asked: the one copy, so that it counts as a number anywhere. */
  readonly served: number;
}

/** Where something was looked for. */
export interface Spot {
  readonly endpoint: number;
  readonly page: number;
}

/** A region; row 0: there is none at `spot`. */
export interface RegionValue {
  readonly kind: 'region';
  readonly row: RegionRow;
  /** The region's id: rows are used again. */
  readonly id: number;
  readonly spot: Spot | null;
}

/** A frame; 0: no frame is mapped at `spot`. */
export interface FrameValue {
  readonly kind: 'frame';
  readonly frame: number;
  readonly spot: Spot | null;
}

/** The entry of level `level` (1 is the last) on the walk to a page. */
export interface PteValue extends Spot {
  readonly kind: 'pte';
  readonly level: number;
}

/** What the TLB of a CPU (from 0) holds for a page. */
export interface TlbValue extends Spot {
  readonly kind: 'tlb';
  readonly cpu: number;
}

/** A CPU, from 0. */
export interface CpuValue {
  readonly kind: 'cpu';
  readonly cpu: number;
}

export interface FileValue {
  readonly kind: 'file';
  readonly row: FileRow;
}

/** A part of the machine that has fields: `frames`, `disk`, a kind of TLB of one CPU, or of all (cpu -1). */
export interface PartValue {
  readonly kind: 'part';
  readonly name: string;
  readonly cpu: number;
}

/** An array variable, by its row; `serial` tells it from a later array in the same row. */
export interface ArrayValue {
  readonly kind: 'array';
  readonly row: Row<'array'>;
  readonly serial: number;
}

/** An event that the recorder kept, by its position in the record. */
export interface EventValue {
  readonly kind: 'event';
  readonly position: number;
}

export interface ListValue {
  readonly kind: 'list';
  readonly elements: readonly Value[];
}

/** What `by` gives: keys in order of their first appearance. */
export interface TableValue {
  readonly kind: 'table';
  readonly keys: readonly Value[];
  readonly values: readonly Value[];
}

export type Value =
  | Integer
  | BytesValue
  | ProcessValue
  | FaultsValue
  | RegionValue
  | FrameValue
  | PteValue
  | TlbValue
  | CpuValue
  | FileValue
  | PartValue
  | ArrayValue
  | EventValue
  | ListValue
  | TableValue;

/** What an evaluation gives. */
export type Result = Value | Failure;

export function isFailure(result: Result): result is Failure {
  return typeof result === 'object' && result.kind === 'failure';
}

export function isInteger(result: Result): result is Integer {
  return typeof result === 'number' || typeof result === 'bigint';
}

/** Bytes that are no string of the program. */
export function bytesValue(bytes: Uint8Array): BytesValue {
  return { kind: 'bytes', bytes, string: 0, open: false };
}

/** Text of ASCII characters as a value: names of states, permissions. */
export function textValue(text: string): BytesValue {
  return bytesValue(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

export function processValue(endpoint: number): ProcessValue {
  return { kind: 'process', endpoint };
}

/** A truth: `true` counts as 1. */
export function truth(holds: boolean): number {
  return holds ? 1 : 0;
}
