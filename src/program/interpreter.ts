/**
 * The interpreter: one statement of a program at a time. Where it stands and what it knows is in tables, so that a
 * statement that was suspended half way is run again from a checkpoint.
 *
 * It throws nothing itself; `Suspended` passes through it.
 */
import { SERVERS } from '../engine/servers';
import { EVENT } from '../machine/events';
import { firstStatement, type Computer } from './computer';
import type { Evaluation } from './evaluation';
import { running } from './evaluator';
import type { Failure } from './failure';
import type { Instruction, Program } from './form';
import { judge } from './judge';
import { liveRow } from './processes';
import { clearReport } from './results';
import { runCall } from './runCall';
import { runEnter, runLeave, runLet, runLetArray, runLoop, runNext, runUnless } from './runControl';
import { endpointOf, runEnded, runExpect, runExpectMaps, runGotSignal } from './runExpect';
import {
  emitScript,
  judgeAnswer,
  judgeText,
  runInject,
  runInjectEnd,
  runSettle,
  runSpawn,
  SCRIPT,
  takeMark,
} from './runMachine';
import { endWaits, runResume, settleWaits } from './waits';

/**
 * Runs one statement. The first event is EVENT.statement; jumps and the ends of `def` blocks are no statements and are
 * followed at once.
 * @returns false when the program had ended already, and nothing was run.
 */
export function step(machine: Computer, program: Program): boolean {
  const { interpreter, trace } = machine;
  machine.servers = SERVERS;
  if (interpreter.finished.get(1) !== 0) return false;
  const position = interpreter.counter.get(1);
  const instruction = program.instructions[position];
  if (instruction === undefined) {
    interpreter.finished.set(1, 1);
    return false;
  }
  const steps = interpreter.steps.get(1) + 1;
  interpreter.steps.set(1, steps);
  const evaluation = running(machine, program);
  const actor = actorOf(evaluation, instruction);
  trace.beginStatement();
  const row = typeof actor === 'number' && actor >= 0 ? liveRow(machine, actor) : 0;
  clearReport(evaluation, typeof actor === 'number' ? actor + 1 : 0);
  trace.event(EVENT.statement, position, row, steps, 0);
  const next =
    typeof actor === 'number'
      ? run(evaluation, instruction, actor, position + 1)
      : refuse(machine, actor, position + 1);
  if (interpreter.waiting.get(1) !== 0) settleWaits(evaluation);
  interpreter.counter.set(1, afterBlocks(evaluation, firstStatement(program, next)));
  return true;
}

/** Nobody acts. */
const NOBODY = -1;

/** The endpoint of the process that acts in a statement; NOBODY for a statement of the script itself. */
function actorOf(evaluation: Evaluation, instruction: Instruction): number | Failure {
  switch (instruction.op) {
    case 'call':
    case 'resume':
      return endpointOf(evaluation, instruction.process);
    default:
      return NOBODY;
  }
}

function refuse(machine: Computer, failure: Failure, next: number): number {
  judge(machine, failure);
  return next;
}

/** @returns where the program goes on. */
function run(
  evaluation: Evaluation,
  instruction: Instruction,
  actor: number,
  next: number,
): number {
  switch (instruction.op) {
    case 'call':
      runCall(evaluation, instruction, actor);
      return next;
    case 'resume':
      runResume(evaluation, instruction, actor);
      return next;
    case 'let':
      runLet(evaluation, instruction);
      return next;
    case 'letArray':
      runLetArray(evaluation, instruction);
      return next;
    case 'unless':
      return runUnless(evaluation, instruction, next);
    case 'loop':
      return runLoop(evaluation, instruction, next);
    case 'next':
      return runNext(evaluation, instruction, next);
    case 'enter':
      return runEnter(evaluation, instruction, next);
    case 'expect':
      runExpect(evaluation, instruction);
      return next;
    default:
      runRarely(evaluation, instruction);
      return next;
  }
}

function runRarely(evaluation: Evaluation, instruction: Instruction): void {
  const { machine } = evaluation;
  switch (instruction.op) {
    case 'spawn':
      runSpawn(evaluation, instruction);
      return;
    case 'expectMaps':
      runExpectMaps(evaluation, instruction);
      return;
    case 'gotSignal':
      runGotSignal(evaluation, instruction);
      return;
    case 'ended':
      runEnded(evaluation, instruction);
      return;
    case 'settle':
      runSettle(evaluation);
      return;
    case 'inject':
      runInject(evaluation, instruction);
      return;
    case 'injectEnd':
      runInjectEnd(evaluation, instruction);
      return;
    case 'say':
      emitScript(machine, SCRIPT.SAY);
      judgeText(evaluation, instruction.parts);
      return;
    case 'stop':
      emitScript(machine, SCRIPT.STOP);
      return;
    case 'mark':
      takeMark(machine);
      emitScript(machine, SCRIPT.MARK);
      return;
    case 'ask':
      takeMark(machine);
      emitScript(machine, SCRIPT.ASK);
      judgeText(evaluation, instruction.text);
      return;
    case 'answer':
      emitScript(machine, SCRIPT.ANSWER);
      judgeAnswer(evaluation, instruction);
      return;
    case 'end':
      endWaits(evaluation);
      machine.interpreter.finished.set(1, 1);
      return;
    default:
      return;
  }
}

/** Leaves the `def` blocks that end where the program goes on. @returns the next statement. */
function afterBlocks(evaluation: Evaluation, next: number): number {
  const { machine, program } = evaluation;
  let at = next;
  while (program.instructions[at]?.op === 'leave' && machine.interpreter.depth.get(1) > 0) {
    at = firstStatement(program, runLeave(evaluation));
  }
  return at;
}
