/** What the page keeps while it is not shown. It comes back from VS Code as anything, so it is checked. */

export interface SavedState {
  /** Which TLB, from 1. */
  readonly tlb: number;
}

export function readState(saved: unknown): SavedState {
  const tlb: unknown =
    typeof saved === 'object' && saved !== null ? Reflect.get(saved, 'tlb') : undefined;
  return { tlb: typeof tlb === 'number' && Number.isInteger(tlb) && tlb > 0 ? tlb : 1 };
}
