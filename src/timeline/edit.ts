/**
 * Edits: what somebody changed in the machine at a moment. They are inputs of the run, as the program is, and are made
 * again whenever the run passes their moment. Plain data that JSON can hold.
 */
import { compareMoments, isAtRest, type Moment } from './moment';

export type Change =
  /** Sets one cell of a table: `message.protection` of row 14, a page-table word (`ram`). */
  | { readonly kind: 'cell'; readonly column: string; readonly row: number; readonly value: number }
  /** Sets bytes of a frame from an offset on. */
  | {
      readonly kind: 'bytes';
      readonly frame: number;
      readonly offset: number;
      readonly bytes: readonly number[];
    }
  /** Sets a variable of the script: its cell, and its integer in decimal (it may be beyond a double). */
  | { readonly kind: 'variable'; readonly cell: number; readonly value: string }
  /** Ends a process by SIGKILL; only between statements. */
  | { readonly kind: 'kill'; readonly process: number };

export interface Edit {
  readonly at: Moment;
  readonly change: Change;
}

/** The edits of one branch, in the order of their moments. */
export class Edits {
  private readonly inside = new Map<number, Edit[]>();
  private readonly before = new Map<number, Edit[]>();
  private readonly statements: readonly number[];

  /** @param list in the order of their moments; those of one moment in the order in which they were made. */
  constructor(readonly list: readonly Edit[]) {
    for (const edit of list) {
      const edits = isAtRest(edit.at) ? this.before : this.inside;
      const known = edits.get(edit.at.step);
      if (known === undefined) edits.set(edit.at.step, [edit]);
      else known.push(edit);
    }
    this.statements = [...new Set(list.map(({ at }) => at.step))];
  }

  /** Those made before a statement began. */
  beforeStatement(statement: number): readonly Edit[] {
    return this.before.get(statement) ?? NONE;
  }

  /** Those made while a statement ran. */
  insideStatement(statement: number): readonly Edit[] {
    return this.inside.get(statement) ?? NONE;
  }

  /** The first statement from `statement` on that has an edit before or inside it; Infinity: none has. */
  next(statement: number): number {
    return this.statements.find((edited) => edited >= statement) ?? Infinity;
  }

  /** The edits up to a moment, that moment included, and then one more at it. */
  with(edit: Edit): Edits {
    return new Edits([...this.list.filter(({ at }) => compareMoments(at, edit.at) <= 0), edit]);
  }
}

const NONE: readonly Edit[] = [];
