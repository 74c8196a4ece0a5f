/**
 * Steps: where the next stop is, forward and backward, in the granularity of the place where the run stands. Between
 * statements a step is a statement; inside the servers it is a line; event steps go from event to event.
 */
import { logStatement, lineAt, momentOfLine, type StatementLog } from './lines';
import { beforeStatement, isAtRest, type Moment } from './moment';
import type { Recording } from './recording';

/** One step forward that enters nothing: the next statement, or the next line of this function or of its callers. */
export function overTarget(recording: Recording): Moment {
  const from = recording.position;
  if (isAtRest(from)) return beforeStatement(from.step + 1);
  const log = logStatement(recording, from.step);
  const line = lineAt(log, from);
  return forward(log, from, line, depthAt(log, line));
}

/** One step forward into whatever comes next: the first line of the servers, or the next line. */
export function intoTarget(recording: Recording): Moment {
  const from = recording.position;
  const log = logStatement(recording, from.step);
  return forward(log, from, lineAt(log, from), Infinity);
}

/** Forward to the caller of this function; from the outermost one, behind the statement. */
export function outTarget(recording: Recording): Moment {
  const from = recording.position;
  if (isAtRest(from)) return beforeStatement(from.step + 1);
  const log = logStatement(recording, from.step);
  const line = lineAt(log, from);
  return forward(log, from, line, depthAt(log, line) - 1);
}

/** One step back that enters nothing: the statement before, or the line before of this function or of its callers. */
export function backTarget(recording: Recording): Moment {
  const from = recording.position;
  if (isAtRest(from)) return beforeStatement(Math.max(1, from.step - 1));
  const log = logStatement(recording, from.step);
  const line = lineAt(log, from);
  const last = from.line > 0 ? line - 1 : line;
  return backward(log, from, last, depthAt(log, line));
}

/** One line back, into functions that have returned; between statements, the last line of the statement before. */
export function backIntoTarget(recording: Recording): Moment {
  const from = recording.position;
  if (isAtRest(from)) {
    if (from.step === 1) return from;
    const before = from.step - 1;
    const log = logStatement(recording, before);
    return backward(log, beforeStatement(before), log.depths.length - 1, Infinity);
  }
  const log = logStatement(recording, from.step);
  const line = lineAt(log, from);
  return backward(log, from, from.line > 0 ? line - 1 : line, Infinity);
}

/** Back to the line that called this function; from the outermost one, to the beginning of the statement. */
export function reverseOutTarget(recording: Recording): Moment {
  const from = recording.position;
  if (isAtRest(from)) return beforeStatement(Math.max(1, from.step - 1));
  const log = logStatement(recording, from.step);
  const line = lineAt(log, from);
  return backward(log, from, line - 1, depthAt(log, line) - 1);
}

/** Just after the next event; behind the statement after its last one. */
export function nextEventTarget(recording: Recording): Moment {
  const from = recording.position;
  const { events } = logStatement(recording, from.step);
  return from.event < events.length
    ? { step: from.step, event: from.event + 1, line: 0 }
    : beforeStatement(from.step + 1);
}

/** Just after the event before; from a statement's beginning, after the last event of the statement before. */
export function previousEventTarget(recording: Recording): Moment {
  const from = recording.position;
  if (from.line > 0 && from.event > 0) return { step: from.step, event: from.event, line: 0 };
  if (from.event > 1) return { step: from.step, event: from.event - 1, line: 0 };
  if (from.event === 1) return beforeStatement(from.step);
  if (from.step === 1) return from;
  const { events } = logStatement(recording, from.step - 1);
  return { step: from.step - 1, event: events.length, line: 0 };
}

function depthAt(log: StatementLog, line: number): number {
  return log.depths[line] ?? 0;
}

/** The first line after `line` in a function at most so deep, or behind the statement. */
function forward(log: StatementLog, from: Moment, line: number, depth: number): Moment {
  for (let next = line + 1; next < log.depths.length; next++) {
    if (depthAt(log, next) <= depth) return momentOfLine(log, from.step, next);
  }
  return beforeStatement(from.step + 1);
}

/** The last line up to `line` in a function at most so deep, or the beginning of the statement. */
function backward(log: StatementLog, from: Moment, line: number, depth: number): Moment {
  for (let before = line; before >= 1; before--) {
    if (depthAt(log, before) <= depth) return momentOfLine(log, from.step, before);
  }
  return beforeStatement(from.step);
}
