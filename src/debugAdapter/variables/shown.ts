/**
 * What a client is shown of the machine: a tree of names and values, whose nodes are asked for their children only when
 * somebody opens them. Names are the same at each stop, so that what is open stays open. Only looks.
 */
import type { Integer } from '../../program/integer';
import type { Computer } from '../../program/computer';
import type { Evaluation } from '../../program/evaluation';
import type { Place, Program } from '../../program/form';
import type { Change } from '../../timeline/edit';
import type { Timeline } from '../../timeline/timeline';

/** A machine at a stop. A new one for each request: an evaluation must not outlive a change. */
export interface Look {
  readonly computer: Computer;
  readonly program: Program;
  readonly evaluation: Evaluation;
}

export function lookAt(timeline: Timeline): Look {
  const { computer, program } = timeline.recording;
  return { computer, program, evaluation: timeline.look() };
}

/** Cells of tables, or words of memory (`ram`), that hold a value. */
export interface Cell {
  readonly column: string;
  readonly row: number;
}

/** Where something is declared. */
export type Declared =
  | { readonly kind: 'script'; readonly place: Place }
  /** A line (from 1) of a file of the servers. */
  | { readonly kind: 'server'; readonly file: string; readonly line: number };

/** One line of the tree. */
export interface Shown {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
  /** Its children. */
  readonly node?: Node;
  /** An expression that gives the same value at other moments too. */
  readonly expression?: string;
  /** Where it is in memory, for a view of bytes. */
  readonly memory?: string;
  /** Where the value is kept: while none of the cells changes, it stays. */
  readonly cells?: readonly Cell[];
  /** Of a variable: the statement that gives it its first value; of an argument: its function. */
  readonly declared?: Declared;
  /** The changes that make it this, or why it cannot be. */
  readonly set?: (value: Integer) => readonly Change[] | string;
}

export interface Node {
  /** How many children there are, where they are a list that may be long. */
  readonly indexed?: (look: Look) => number;
  /**
   * The children, from one position to another (excluded), if they are a list; otherwise all.
   */
  children(look: Look, from: number, to: number): readonly Shown[];
}

/** A node whose children are few and named. */
export function named(children: (look: Look) => readonly Shown[]): Node {
  return { children };
}

/** A node whose children are a list. */
export function listed(
  length: (look: Look) => number,
  child: (look: Look, index: number) => Shown,
): Node {
  return {
    indexed: length,
    children(look, from, to) {
      const shown: Shown[] = [];
      const end = Math.min(to, length(look));
      for (let index = from; index < end; index++) shown.push(child(look, index));
      return shown;
    },
  };
}
