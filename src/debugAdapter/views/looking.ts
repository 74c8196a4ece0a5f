/**
 * What every view looks at: the machine at a stop, and what is remembered of the stop before. Nothing here or in the
 * views changes the machine.
 */
import type { Computer } from '../../program/computer';
import type { Program } from '../../program/form';
import { PROTOCOL_VERSION, type Answer, type Moment } from '../../protocol/answer';
import { momentText, type Moment as Position } from '../../timeline/moment';
import type { Timeline } from '../../timeline/timeline';
import type { Snapshot } from './snapshot';

export interface Looking {
  readonly timeline: Timeline;
  readonly computer: Computer;
  readonly program: Program;
  readonly at: Moment;
  /** The stop before; null: there was none yet. */
  readonly before: Snapshot | null;
  /** This stop: what is worked out while answering, and compared at the next one, is noted in it. */
  readonly here: Snapshot;
}

/** A request that cannot be answered: what is wrong, and what would be right. */
export interface Wrong {
  readonly wrong: string;
}

export function wrong(text: string): Wrong {
  return { wrong: text };
}

export function isWrong(answer: object): answer is Wrong {
  return 'wrong' in answer;
}

/** A moment as the protocol has it. */
export function momentOf(position: Position): Moment {
  const { step, event, line } = position;
  return { statement: step, event, line, text: momentText(position) };
}

/** What each answer begins with. */
export function header({ at, before }: Looking): Answer {
  return { version: PROTOCOL_VERSION, at, since: before?.at ?? null };
}

/** Whether accesses that a log does not show are made: what stands in page tables and TLBs follows from them. */
export function areTouchesAssumed({ program }: Looking): boolean {
  return program.configuration.touches === 'assumed';
}
