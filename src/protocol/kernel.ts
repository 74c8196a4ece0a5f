/** Answers about the kernel and its servers: what the tree *Kernel* shows, part by part. */
import type { Answer, Marked, Paged } from './answer';

/** The parts, in the order in which they are shown. */
export const KERNEL_PARTS = [
  'globals',
  'counters',
  'cpus',
  'messages',
  'requests',
  'files',
  'cache',
  'frames',
] as const;

export type KernelPart = (typeof KERNEL_PARTS)[number];

export interface KernelDetail {
  readonly label: string;
  readonly value: string;
}

/** One line of a part, ready to be shown. `was` has `value`. */
export interface KernelRow extends Marked {
  /** Names it within its part: stays the same from stop to stop. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** What it is, for a tooltip. */
  readonly about: string;
  readonly details: readonly KernelDetail[];
}

export interface KernelSummary {
  readonly part: KernelPart;
  readonly title: string;
  readonly rows: number;
  /** Rows that changed since the stop before. */
  readonly changed: number;
}

export interface KernelBody extends Answer {
  /** All parts. */
  readonly parts: readonly KernelSummary[];
  /** The window of the part that was asked for; null: none was. */
  readonly window:
    (Paged & { readonly part: KernelPart; readonly rows: readonly KernelRow[] }) | null;
}
