/** The console debugger's commands that only look. */
import { formatValue } from '../../program/format';
import { mapsLine, mappingsOf } from '../../program/maps';
import { rowOf } from '../../program/processes';
import { functionNames } from '../../timeline/builds';
import { differ, eventsOf, history, lastEvent } from '../../timeline/history';
import { momentText, parseMoment } from '../../timeline/moment';
import { eventsAbout, type ObjectKind } from '../../timeline/objects';
import { callStack } from '../../timeline/stack';
import { MOST_LINES, type Command } from './command';
import type { ConsoleDebugger } from './consoleDebugger';
import { eventText } from './eventText';
import { frameText } from './frameText';
import { NO_MOMENT, processRowOf, queryOf, valueOf } from './queries';
import { pageTableLines, tlbLines } from './tables';

export const LOOKING: readonly Command[] = [
  {
    names: ['where', 'w'],
    forms: [['', 'the call stack: functions, messages, the statement']],
    run: (session) => {
      const { recording } = session.timeline;
      callStack(recording).forEach((frame, i) => {
        session.print(`#${String(i)}  ${frameText(recording, frame)}`);
      });
    },
  },
  {
    names: ['why'],
    forms: [['', 'the last event, and the rule that decided it']],
    run: (session) => {
      const { recording } = session.timeline;
      const last = lastEvent(recording);
      if (last === null) session.print('nothing has happened');
      else session.print(`${momentText(last.at)}  ${eventText(recording, last.event)}`);
    },
  },
  {
    names: ['events'],
    forms: [['', 'the events of this statement, or of the one before']],
    run: showEvents,
  },
  {
    names: ['print', 'p'],
    forms: [['EXPR', 'an expression, as expect takes it']],
    run: showValue,
  },
  {
    names: ['maps'],
    forms: [['[PROCESS]', 'its map, as /proc/PID/maps prints it']],
    run: (session, rest) => {
      const row = processRowOf(session, rest);
      if (row === null) return;
      const { computer } = session.timeline;
      for (const mapping of mappingsOf(computer, row)) session.print(mapsLine(computer, mapping));
    },
  },
  {
    names: ['pagetable', 'pt'],
    forms: [['[PROCESS]', 'its present pages: word, bits, frame, references']],
    run: (session, rest) => {
      const row = processRowOf(session, rest);
      if (row === null) return;
      for (const line of pageTableLines(session.timeline.computer, row)) session.print(line);
    },
  },
  {
    names: ['tlb'],
    forms: [['', 'the valid entries of all TLBs']],
    run: (session) => {
      for (const line of tlbLines(session.timeline.computer)) session.print(line);
    },
  },
  {
    names: ['diff'],
    forms: [['MOMENT', 'cells that differ between that moment and here']],
    run: showDifferences,
  },
  {
    names: ['history'],
    forms: [
      ['EXPR', 'events about a frame, region or process so far'],
      ['frame N', 'the same of a frame by its number'],
    ],
    run: showHistory,
  },
  {
    names: ['functions'],
    forms: [['[PART]', 'functions that can be stopped at, by part of a name']],
    run: (session, rest) => {
      const wanted = rest.toLowerCase();
      const names = functionNames().filter((name) => name.toLowerCase().includes(wanted));
      session.print(names.length === 0 ? `no function has ${rest} in its name` : names.join(' '));
    },
  },
];

async function showValue(session: ConsoleDebugger, rest: string): Promise<void> {
  const expression = queryOf(session, rest);
  if (expression === null) return;
  if ((await session.ask(session.timeline.prepare([expression]))) === null) return;
  const value = valueOf(session, rest);
  if (value !== null) session.print(formatValue(session.timeline.computer, value));
}

function showEvents(session: ConsoleDebugger): void {
  const { recording } = session.timeline;
  const { step, event } = recording.position;
  const of = event > 0 ? step : Math.max(1, step - 1);
  const events = eventsOf(recording, of);
  events.slice(0, MOST_LINES).forEach((one, i) => {
    session.print(`${String(of)}.${String(i + 1)}  ${eventText(recording, one)}`);
  });
  const more = events.length - MOST_LINES;
  if (more > 0) session.print(`... and ${String(more)} more`);
}

async function showDifferences(session: ConsoleDebugger, rest: string): Promise<void> {
  const from = parseMoment(rest);
  if (from === null) {
    session.print(`${rest}: ${NO_MOMENT}`);
    return;
  }
  const { recording, position } = session.timeline;
  const found = await session.ask(differ(recording, from, position, MOST_LINES));
  for (const { column, row, before, after } of found ?? []) {
    session.print(`${column}[${String(row)}]  ${String(before)} -> ${String(after)}`);
  }
  if (found?.length === 0) session.print('no cell differs');
}

async function showHistory(session: ConsoleDebugger, rest: string): Promise<void> {
  const subject = subjectOf(session, rest);
  if (subject === null) return;
  const { recording } = session.timeline;
  const about = eventsAbout(recording.computer, subject.kind, subject.number);
  const found = await session.ask(history(recording, about, MOST_LINES));
  for (const { at, event } of found ?? []) {
    session.print(`${momentText(at)}  ${eventText(recording, event)}`);
  }
  if (found?.length === 0) session.print('nothing has happened to it');
}

interface Subject {
  readonly kind: ObjectKind;
  readonly number: number;
}

/** The object that was typed, as a frame's number or an expression; null, and says why, when there is none. */
function subjectOf(session: ConsoleDebugger, text: string): Subject | null {
  const frame = /^frame\s+(\d{1,15})$/.exec(text);
  if (frame !== null) return { kind: 'frame', number: Number(frame[1]) };
  const value = text === '' ? null : valueOf(session, text);
  if (value !== null && typeof value === 'object') {
    const { computer } = session.timeline;
    if (value.kind === 'frame') return { kind: 'frame', number: value.frame };
    if (value.kind === 'region' && value.row !== 0) return { kind: 'region', number: value.row };
    const row = value.kind === 'process' ? rowOf(computer, value.endpoint) : 0;
    if (row !== 0) return { kind: 'process', number: row };
  }
  if (text === '' || value !== null) {
    session.print('history needs a frame, a region or a process: frame(p, buf), region(p, buf), p');
  }
  return null;
}
