/**
 * The threads of a stop: one for each live process, one for each server that is at work, and one for the script while
 * no process lives. Only looks.
 */
import { FIRST_USER_ROW } from '../engine/kernel/ipc';
import { looking } from '../program/evaluator';
import type { Instruction } from '../program/form';
import { nameOfProcess } from '../program/processNames';
import { processState } from '../program/processState';
import { isLive, liveRow } from '../program/processes';
import { endpointOf } from '../program/runExpect';
import { serverName } from '../program/servers';
import { isAtRest } from '../timeline/moment';
import type { Recording } from '../timeline/recording';
import { callStack, type Frame } from '../timeline/stack';

/** The thread of the script itself. */
export const SCRIPT_THREAD = 1;
/** Endpoints are from 0 on, threads of processes behind the script's. */
const FIRST_PROCESS = 2;
/** No process. */
export const NOBODY = -1;

export interface Thread {
  readonly id: number;
  readonly name: string;
  /** NOBODY for the script. */
  readonly endpoint: number;
  /** Its part of the call stack, innermost first; null: it is not at work. */
  readonly frames: readonly Frame[] | null;
}

export function threadOf(endpoint: number): number {
  return endpoint === NOBODY ? SCRIPT_THREAD : endpoint + FIRST_PROCESS;
}

/** The threads where the run stands. */
export function threadsOf(recording: Recording): readonly Thread[] {
  const { computer } = recording;
  const { processes } = computer;
  const frames = callStack(recording);
  const acting = actingEndpoint(recording);
  const threads: Thread[] = [];
  for (let row = processes.nextRow(FIRST_USER_ROW); row !== 0; row = processes.nextRow(row + 1)) {
    if (!isLive(computer, row)) continue;
    const endpoint = processes.endpoint.get(row);
    const isActing = endpoint === acting;
    const state = isActing ? '' : `: ${processState(computer, endpoint)}`;
    const name = `${nameOfProcess(computer, endpoint)}${state}`;
    threads.push({ id: threadOf(endpoint), name, endpoint, frames: isActing ? frames : null });
  }
  if (acting === NOBODY) {
    threads.unshift({ id: SCRIPT_THREAD, name: 'script', endpoint: NOBODY, frames });
  }
  return [...threads, ...serversAtWork(recording, frames)];
}

/** The servers on the call stack, each with the functions from the innermost one to its own message. */
function serversAtWork({ computer }: Recording, frames: readonly Frame[]): Thread[] {
  const threads: Thread[] = [];
  let from = 0;
  frames.forEach((frame, i) => {
    if (frame.kind !== 'message') return;
    const { server } = frame;
    const endpoint = computer.processes.endpoint.get(server);
    const name = `${serverName(server)?.toUpperCase() ?? ''} server`;
    threads.push({ id: threadOf(endpoint), name, endpoint, frames: frames.slice(from, i + 1) });
    from = i + 1;
  });
  return threads;
}

/**
 * The process that acts in the statement that runs or comes next. A statement of the script's own is seen with the
 * process that acted last.
 */
export function actingEndpoint(recording: Recording): number {
  const { computer, program, position } = recording;
  const { interpreter } = computer;
  const last = interpreter.actor.get(1) - 1;
  if (!isAtRest(position) && last >= 0)
    return liveRow(computer, last) === 0 ? other(recording) : last;
  const instruction = program.instructions[interpreter.counter.get(1)];
  const actor = instruction === undefined ? NOBODY : actorOf(recording, instruction);
  if (actor !== NOBODY && liveRow(computer, actor) !== 0) return actor;
  return last >= 0 && liveRow(computer, last) !== 0 ? last : other(recording);
}

function actorOf({ computer, program }: Recording, instruction: Instruction): number {
  if (instruction.op !== 'call' && instruction.op !== 'resume') return NOBODY;
  const endpoint = endpointOf(looking(computer, program), instruction.process);
  return typeof endpoint === 'number' ? endpoint : NOBODY;
}

/** Any process that lives. */
function other({ computer }: Recording): number {
  const { processes } = computer;
  for (let row = processes.nextRow(FIRST_USER_ROW); row !== 0; row = processes.nextRow(row + 1)) {
    if (isLive(computer, row)) return processes.endpoint.get(row);
  }
  return NOBODY;
}
