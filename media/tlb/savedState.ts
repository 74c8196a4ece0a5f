/** What the page keeps while it is not shown. It comes back from VS Code as anything, so it is checked. */

export interface SavedState {
  /** Which TLB, from 1. */
  readonly tlb: number;
  /** The entry that is shown in words; null: none. */
  readonly entry: EntryName | null;
}

export interface EntryName {
  /** Virtual, a `0x` number. */
  readonly address: string;
  /** The endpoint of the process that it belongs to; null: all, or none. */
  readonly process: number | null;
}

export function readState(saved: unknown): SavedState {
  const tlb = fieldOf(saved, 'tlb');
  return {
    tlb: isInteger(tlb) && tlb > 0 ? tlb : 1,
    entry: readEntry(fieldOf(saved, 'entry')),
  };
}

function readEntry(saved: unknown): EntryName | null {
  const address = fieldOf(saved, 'address');
  const process = fieldOf(saved, 'process');
  if (typeof address !== 'string') return null;
  return { address, process: isInteger(process) ? process : null };
}

function fieldOf(saved: unknown, name: string): unknown {
  return typeof saved === 'object' && saved !== null ? Reflect.get(saved, name) : undefined;
}

function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}
