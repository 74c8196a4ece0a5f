/**
 * The call stack at a stop: the functions of the servers, innermost first, then the message that led there, then the
 * statement of the script and the `def`s around it.
 */
import { messageName } from '../engine/messages';
import type { Place } from '../program/form';
import { serverFunction, serverLine } from './builds';
import { SPAN_ARGUMENTS } from '../machine/trace';
import { isAtRest } from './moment';
import type { Recording } from './recording';

export type Frame =
  | {
      readonly kind: 'server';
      readonly function: string;
      readonly file: string;
      readonly line: number;
      readonly arguments: readonly { readonly name: string; readonly value: number }[];
    }
  | { readonly kind: 'message'; readonly type: string; readonly process: number }
  | { readonly kind: 'statement'; readonly place: Place; readonly definition: string | null };

/** The frames at the stop, innermost first. Only looks. */
export function callStack(recording: Recording): readonly Frame[] {
  const frames: Frame[] = [];
  const { computer, program } = recording;
  const { trace, interpreter } = computer;
  if (!isAtRest(recording.position)) {
    for (let depth = trace.depth; depth >= 1; depth--) frames.push(serverFrame(recording, depth));
    const process = actingProcess(recording);
    if (process !== 0) {
      const type = messageName(computer.messages.type.get(process));
      frames.push({ kind: 'message', type, process });
    }
  }
  const at = program.instructions[interpreter.counter.get(1)];
  if (at !== undefined) frames.push({ kind: 'statement', place: at.place, definition: null });
  for (let depth = interpreter.depth.get(1); depth >= 1; depth--) {
    const caller = program.instructions[computer.activations.returnTo.get(depth) - 1];
    if (caller === undefined) continue;
    const name = caller.op === 'enter' ? program.definitions[caller.definition]?.name : undefined;
    frames.push({ kind: 'statement', place: caller.place, definition: name ?? null });
  }
  return frames;
}

function serverFrame({ computer }: Recording, depth: number): Frame {
  const { trace } = computer;
  const of = serverFunction(trace.spanFunction[depth] ?? -1);
  const site = trace.spanSite[depth] ?? -1;
  const values = (of?.parameters ?? []).map((name, i) => ({
    name,
    value: trace.spanArguments[depth * SPAN_ARGUMENTS + i] ?? NaN,
  }));
  return {
    kind: 'server',
    function: of?.name ?? '',
    file: of?.file ?? '',
    line: site < 0 ? (of?.line ?? 0) : serverLine(site).line,
    arguments: values,
  };
}

/** The process whose action runs: the one that the CPU of the statement runs. */
function actingProcess({ computer }: Recording): number {
  const actor = computer.interpreter.actor.get(1) - 1;
  if (actor < 0) return 0;
  const { processes } = computer;
  for (let row = processes.nextRow(1); row !== 0; row = processes.nextRow(row + 1)) {
    if (processes.endpoint.get(row) === actor) return row;
  }
  return 0;
}
