/**
 * The call stack at a stop: the functions of the servers, innermost first, then the message that led there, then the
 * statement of the script and the `def`s around it.
 */
import { messageName } from '../engine/messages';
import { PM, VFS, VM } from '../engine/processNumbers';
import type { Place } from '../program/form';
import { serverFunction, serverLine } from './builds';
import { SPAN_ARGUMENTS } from '../machine/trace';
import { isAtRest } from './moment';
import type { Recording } from './recording';

export type Frame =
  | {
      readonly kind: 'server';
      /** How many functions are open up to it: 1 for the outermost. */
      readonly depth: number;
      readonly function: string;
      readonly file: string;
      readonly line: number;
      readonly arguments: readonly { readonly name: string; readonly value: number }[];
    }
  /** A server (its process row) works on a message; it stands in its sender's row. */
  | {
      readonly kind: 'message';
      readonly type: string;
      readonly process: number;
      readonly server: number;
    }
  | { readonly kind: 'statement'; readonly place: Place; readonly definition: string | null };

/** The functions in which a server takes a message, by their names, and the server's row. */
const SERVER_MAINS: ReadonlyMap<string, number> = new Map([
  ['vmMain', VM],
  ['vfsMain', VFS],
  ['pmMain', PM],
]);
/** What the functions that a server's main function calls name the sender. */
const SENDER_NAMES = new Set(['process', 'to']);

/** The frames at the stop, innermost first. Only looks. */
export function callStack(recording: Recording): readonly Frame[] {
  const frames: Frame[] = [];
  const { computer, program } = recording;
  const { trace, interpreter } = computer;
  const depth = isAtRest(recording.position) ? 0 : trace.depth;
  for (let at = depth; at >= 1; at--) {
    frames.push(serverFrame(recording, at));
    const name = serverFunction(trace.spanFunction[at] ?? -1)?.name ?? '';
    const server = SERVER_MAINS.get(name);
    const process = server === undefined ? 0 : senderIn(recording, at + 1, depth);
    if (server !== undefined && process !== 0) {
      const type = messageName(computer.messages.type.get(process));
      frames.push({ kind: 'message', type, process, server });
    }
  }
  const at = program.instructions[interpreter.counter.get(1)];
  if (at !== undefined) frames.push({ kind: 'statement', place: at.place, definition: null });
  for (let nested = interpreter.depth.get(1); nested >= 1; nested--) {
    const caller = program.instructions[computer.activations.returnTo.get(nested) - 1];
    if (caller === undefined) continue;
    const name = caller.op === 'enter' ? program.definitions[caller.definition]?.name : undefined;
    frames.push({ kind: 'statement', place: caller.place, definition: name ?? null });
  }
  return frames;
}

/** The row of the message on which a server works: an argument of what its main function called; 0: not known. */
function senderIn({ computer: { trace } }: Recording, at: number, depth: number): number {
  if (at > depth) return 0;
  const parameters = serverFunction(trace.spanFunction[at] ?? -1)?.parameters ?? [];
  const position = parameters.findIndex((name) => SENDER_NAMES.has(name));
  return position < 0 ? 0 : (trace.spanArguments[at * SPAN_ARGUMENTS + position] ?? 0);
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
    depth,
    function: of?.name ?? '',
    file: of?.file ?? '',
    line: site < 0 ? (of?.line ?? 0) : serverLine(site).line,
    arguments: values,
  };
}
