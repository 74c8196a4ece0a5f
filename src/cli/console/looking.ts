/** The console debugger's commands that only look. */
import { formatValue } from '../../program/format';
import { mapsLine, mappingsOf } from '../../program/maps';
import { functionNames } from '../../timeline/builds';
import { differ, eventsOf, history, lastEvent } from '../../timeline/history';
import { momentText, parseMoment } from '../../timeline/moment';
import { eventsAbout } from '../../timeline/objects';
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
      ['frame N', 'events about a frame so far'],
      ['region N', 'events about a region so far'],
      ['process N', 'events about a process, by its row, so far'],
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
  const [, kind, number] = /^(frame|region|process)\s+(\d{1,15})$/.exec(rest) ?? [];
  if (kind !== 'frame' && kind !== 'region' && kind !== 'process') {
    session.print('history needs frame, region or process and a number');
    return;
  }
  const { recording } = session.timeline;
  const about = eventsAbout(recording.computer, kind, Number(number));
  const found = await session.ask(history(recording, about, MOST_LINES));
  for (const { at, event } of found ?? []) {
    session.print(`${momentText(at)}  ${eventText(recording, event)}`);
  }
  if (found?.length === 0) session.print('nothing has happened to it');
}
