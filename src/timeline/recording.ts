/** The run of a program on the computer that it asks for. */
import { createComputer, type Computer } from '../program/computer';
import type { Program } from '../program/form';
import { buildOf, firstSite, lineOf, STEPPING } from './builds';
import { applyChange } from './changes';
import { finish } from './journey';
import type { Keeping } from './keeping';
import { isAtRest } from './moment';
import { Run } from './run';
import type { Subject } from './subject';

export class Recording extends Run<Computer> {
  constructor(
    readonly program: Program,
    keeping?: Keeping,
  ) {
    super(subjectOf(program), keeping);
  }

  get computer(): Computer {
    return this.machine;
  }

  /** The number of the last statement that runs; goes to the end of the run to find it. */
  lastStep(): number {
    finish(this.toEnd());
    return this.position.step - 1;
  }

  private *toEnd(): Generator<void, void> {
    if (!isAtRest(this.position)) yield* this.toItsBeginning();
    this.beginSlice();
    yield* this.runTo(Infinity);
  }
}

/** A program's computer and its two builds. */
function subjectOf(program: Program): Subject<Computer> {
  const build = buildOf(program);
  return {
    machine: createComputer(program),
    plain: (machine) => build(machine, program),
    stepping: (machine) => STEPPING(machine, program),
    isFinished: ({ interpreter }) => interpreter.finished.get(1) !== 0,
    instruction: ({ interpreter }) => interpreter.counter.get(1),
    nesting: ({ interpreter }) => interpreter.depth.get(1),
    firstSite,
    lineOf,
    change: applyChange,
  };
}
