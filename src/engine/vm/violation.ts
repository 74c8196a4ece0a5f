/** A broken invariant: which one, and what was found. Its sentence is in sanitycheck.ts. */
export interface Violation {
  readonly id: InvariantId;
  readonly args: Readonly<Record<string, number>>;
}

export type InvariantId =
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I9'
  | 'I10'
  | 'I11'
  | 'I12'
  | 'I14'
  | 'I15'
  | 'I16'
  | 'I17'
  | 'I19';

/** Collects violations, at most so many: a broken machine is broken everywhere. */
export class Violations {
  readonly list: Violation[] = [];

  add(id: InvariantId, args: Readonly<Record<string, number>>): void {
    if (this.list.length < 20) this.list.push({ id, args });
  }
}
