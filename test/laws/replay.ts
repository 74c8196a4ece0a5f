/**
 * Runs a program again that has run beside the model: law 1, that it goes the same way, and law 3, that it does so
 * under everybody's eyes.
 */
import { Checkpoints } from '../../src/machine/checkpoints';
import { NEVER } from '../../src/machine/trace';
import { createComputer, type Computer } from '../../src/program/computer';
import { PLAIN, STEPPING, type Step } from '../../src/timeline/builds';
import { Looker } from './looker';
import type { Run } from './run';
import { Disagreement } from './statements';

/** How a machine stood after so many statements. */
export interface Note {
  readonly steps: number;
  /** Events, their kinds, and the hash of everything. */
  readonly state: string;
}

/** Events between two looks in the middle of statements. */
const EVENTS_BETWEEN = 11;

export class Replay {
  /** Statements that ran in all three ways, their events, and how often somebody looked. */
  statements = 0;
  events = 0;
  private readonly other: Computer;
  private readonly beginning: Checkpoints<null>;
  private readonly looker: Looker;

  constructor(private readonly run: Run) {
    this.other = createComputer(run.program);
    this.beginning = new Checkpoints(this.other.store, this.other.trace);
    this.beginning.take(null);
    this.looker = new Looker(this.other, run.program);
  }

  get looks(): number {
    return this.looker.looks;
  }

  /** How the machine that runs beside the model stands now. */
  note(): Note {
    return noteOf(this.run.computer);
  }

  /** Runs the program again in both ways. Throws Disagreement where something is not as it was noted. */
  check(notes: readonly Note[]): void {
    const { computer, program } = this.run;
    this.run.goBack(0);
    const stepping = this.again(computer, STEPPING, notes, null);
    this.beginning.restore(0);
    this.looker.begin();
    const plain = this.again(this.other, PLAIN, notes, this.looker);
    const differs = plain.findIndex((digest, i) => digest !== stepping[i]);
    if (differs >= 0) {
      throw new Disagreement(`law 1: the builds differ in the events up to note ${differs}`);
    }
    if (STEPPING(computer, program)) throw new Disagreement('law 1: the program goes on');
    this.statements += notes.at(-1)?.steps ?? 0;
    this.events += this.other.trace.now;
  }

  /** @returns for each note a digest of all events up to there. */
  private again(
    computer: Computer,
    build: Step,
    notes: readonly Note[],
    looker: Looker | null,
  ): number[] {
    const { program } = this.run;
    const { trace, interpreter } = computer;
    let digest = 0;
    let countdown = EVENTS_BETWEEN;
    trace.arm(NEVER, {
      onEvent: (kind, subject, a, b, rule) => {
        for (const number of [kind, subject, a, b, rule]) {
          digest = (Math.imul(digest ^ number, 0x9e3779b1) + (digest >>> 15)) | 0;
        }
        if (looker !== null && --countdown === 0) {
          countdown = EVENTS_BETWEEN;
          looker.ask();
        }
        return false;
      },
    });
    try {
      return notes.map(({ steps, state }) => {
        while (interpreter.steps.get(1) < steps && build(computer, program));
        expectState('law 1', steps, noteOf(computer).state, state);
        if (looker !== null) {
          looker.look();
          expectState('law 3', steps, noteOf(computer).state, state);
        }
        return digest;
      });
    } finally {
      trace.disarm();
    }
  }
}

function noteOf({ trace, hash, interpreter }: Computer): Note {
  const state = `${trace.now} ${trace.kinds} ${hash.all()}`;
  return { steps: interpreter.steps.get(1), state };
}

function expectState(law: string, steps: number, found: string, wanted: string): void {
  if (found === wanted) return;
  throw new Disagreement(`${law}: after statement ${steps} the state is ${found}, not ${wanted}`);
}
