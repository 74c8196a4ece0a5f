/**
 * The custom DAP requests that feed the views: their names, the forms of their arguments, and their answers. The one
 * source of truth for both sides. No logic.
 */
import type { ArgumentForms, ArgumentsOf } from './argumentForms';
import { KERNEL_PARTS, type KernelBody } from './kernel';
import type { NowBody, OriginBody } from './origin';
import type { PageTableBody, WalkBody } from './pageTables';
import type { PagesBody, ProcessesBody, RegionsBody } from './processes';
import type { TlbBody } from './tlbs';

/** An endpoint. */
const PROCESS = { kind: 'integer', least: 0, most: 0x7fffffff } as const;
/** A position in a list. */
const FIRST = { kind: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER, optional: true } as const;
/** Rows that are wanted; no answer has more than MOST_ROWS. */
const COUNT = { kind: 'integer', least: 1, most: Number.MAX_SAFE_INTEGER, optional: true } as const;
const EXPRESSION = { kind: 'expression' } as const;
const OPTIONAL_EXPRESSION = { kind: 'expression', optional: true } as const;
const LEVEL = { kind: 'integer', least: 1, most: 6, optional: true } as const;

/** The arguments of each request. */
export const ARGUMENT_FORMS = {
  'pagewalk/now': {},
  'pagewalk/processes': { first: FIRST, count: COUNT },
  'pagewalk/regions': { process: PROCESS, first: FIRST, count: COUNT },
  /** `address`: anywhere in the region. `first`: pages from the region's start. */
  'pagewalk/pages': { process: PROCESS, address: EXPRESSION, first: FIRST, count: COUNT },
  /**
   * `address`: which table of the level; without it, the one for address 0. `level`: 1, the last, unless given.
   * `first`: index of an entry. `beside`: another process, to compare with.
   */
  'pagewalk/pageTable': {
    process: PROCESS,
    address: OPTIONAL_EXPRESSION,
    level: LEVEL,
    first: FIRST,
    count: COUNT,
    beside: { ...PROCESS, optional: true },
  },
  /** `cpu`: whose TLBs are looked up; the one that the process runs on unless given. */
  'pagewalk/walk': {
    process: PROCESS,
    address: EXPRESSION,
    cpu: { kind: 'integer', least: 0, most: 255, optional: true },
  },
  /** `tlb`: 1 unless given. `first`: number of a set. */
  'pagewalk/tlb': {
    tlb: { kind: 'integer', least: 1, most: 4096, optional: true },
    first: FIRST,
    count: COUNT,
  },
  'pagewalk/kernel': {
    part: { kind: 'choice', of: KERNEL_PARTS, optional: true },
    first: FIRST,
    count: COUNT,
  },
  /**
   * entry: `process`, `address`, `level`. region: `process`, `address`. frame: `address` is its number.
   */
  'pagewalk/origin': {
    of: { kind: 'choice', of: ['entry', 'region', 'frame'] },
    address: EXPRESSION,
    process: { ...PROCESS, optional: true },
    level: LEVEL,
  },
} as const satisfies Readonly<Record<string, ArgumentForms>>;

export type ViewRequest = keyof typeof ARGUMENT_FORMS;

/** The arguments of a request. */
export type ViewArguments<R extends ViewRequest> = ArgumentsOf<(typeof ARGUMENT_FORMS)[R]>;

/** The answer to each request. */
export interface ViewBodies {
  readonly 'pagewalk/now': NowBody;
  readonly 'pagewalk/processes': ProcessesBody;
  readonly 'pagewalk/regions': RegionsBody;
  readonly 'pagewalk/pages': PagesBody;
  readonly 'pagewalk/pageTable': PageTableBody;
  readonly 'pagewalk/walk': WalkBody;
  readonly 'pagewalk/tlb': TlbBody;
  readonly 'pagewalk/kernel': KernelBody;
  readonly 'pagewalk/origin': OriginBody;
}
