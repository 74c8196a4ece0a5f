/**
 * The commands of the console debugger, as a table: names, what they take, what they do. `help` prints the table.
 */
import { EVENT, EVENT_NAMES } from '../machine/events';
import { compileQuery } from '../language/compileQuery';
import { evaluate } from '../program/evaluation';
import { looking } from '../program/evaluator';
import { formatValue } from '../program/format';
import type { Expression } from '../program/form';
import { sentence } from '../program/messages';
import { mapsLine, mappingsOf } from '../program/maps';
import { rowOf } from '../program/processes';
import { isFailure, type Value } from '../program/value';
import { functionNames, functionsNamed, sitesAt } from '../timeline/builds';
import type { Change } from '../timeline/edit';
import { differences, eventsOf, historyOf, lastEvent } from '../timeline/history';
import { beforeStatement, momentText, parseMoment } from '../timeline/moment';
import { eventsAbout } from '../timeline/objects';
import { callStack } from '../timeline/stack';
import type { HitRule, Stop } from '../timeline/stops';
import { eventText, frameText, type ConsoleDebugger } from './consoleDebugger';
import { pageTableLines, tlbLines, wordOfEntry } from './tables';

export interface Command {
  readonly names: readonly string[];
  readonly takes: string;
  readonly about: string;
  readonly run: (session: ConsoleDebugger, rest: string) => void | Promise<void>;
}

/** Lines that lists print at most. */
const MOST_LINES = 40;

function move(
  names: readonly string[],
  about: string,
  how:
    | 'stepOver'
    | 'stepInto'
    | 'stepOut'
    | 'stepBack'
    | 'stepBackInto'
    | 'reverseOut'
    | 'nextEvent'
    | 'previousEvent',
): Command {
  return {
    names,
    takes: '[n]',
    about,
    run: (session, rest) => {
      const times = rest === '' ? 1 : Number(rest);
      if (!Number.isInteger(times) || times < 1) {
        session.print(`${rest}: how often is a whole number from 1`);
        return;
      }
      let arrival = session.timeline[how]();
      for (let i = 1; i < times; i++) arrival = session.timeline[how]();
      session.arrived(arrival);
    },
  };
}

export const COMMANDS: readonly Command[] = [
  move(['next', 'n'], 'step over: the next statement, or line of this function', 'stepOver'),
  move(['step', 's'], 'step into: the next line of the servers', 'stepInto'),
  move(['out', 'o'], 'step out to the caller', 'stepOut'),
  move(['back', 'b'], 'step back over: the statement or line before', 'stepBack'),
  move(['rstep', 'rs'], 'step back into: the line of the servers before', 'stepBackInto'),
  move(['rout', 'ro'], 'back to the line that called this function', 'reverseOut'),
  move(['event', 'e'], 'to the next event', 'nextEvent'),
  move(['revent', 're'], 'to the event before', 'previousEvent'),
  {
    names: ['continue', 'c'],
    takes: '',
    about: 'run to the next stop or to the end',
    run: (session) =>
      session.drive(session.timeline.continue(session.stops.map(({ stop }) => stop))),
  },
  {
    names: ['rcontinue', 'rc'],
    takes: '',
    about: 'run backward to the stop before, or to the beginning',
    run: (session) =>
      session.drive(session.timeline.reverseContinue(session.stops.map(({ stop }) => stop))),
  },
  {
    names: ['goto', 'g'],
    takes: 'MOMENT | end',
    about: 'travel to a moment: 12 (before the 12th statement), 12.3 (after its 3rd event), 12.3:7',
    run: goTo,
  },
  {
    names: ['break'],
    takes: 'LINE | FUNCTION | FILE:LINE | event KIND [if EXPR] [hits N|>=N|%N]',
    about: 'stop at a line of the script, a function or line of the servers, or a kind of event',
    run: addBreak,
  },
  {
    names: ['watch'],
    takes: 'TABLE.COLUMN[ROW] | pte PROCESS ADDRESS [if EXPR] [hits ...]',
    about: 'stop when a cell of a table, or a page-table entry, changes',
    run: addWatch,
  },
  {
    names: ['info', 'i'],
    takes: '',
    about: 'list the stops',
    run: (session) => {
      for (const { stop, text } of session.stops) session.print(`${String(stop.id)}  ${text}`);
      if (session.stops.length === 0) session.print('no stops');
    },
  },
  {
    names: ['delete', 'd'],
    takes: '[n]',
    about: 'remove a stop, or all',
    run: (session, rest) => {
      session.deleteStop(rest === '' ? null : Number(rest));
    },
  },
  {
    names: ['where', 'w'],
    takes: '',
    about: 'the call stack: functions of the servers, the message, the statement',
    run: (session) => {
      callStack(session.timeline.recording).forEach((frame, i) => {
        session.print(`#${String(i)}  ${frameText(frame)}`);
      });
    },
  },
  {
    names: ['why'],
    takes: '',
    about: 'the last event, and the rule that decided it',
    run: (session) => {
      const last = lastEvent(session.timeline.recording);
      session.print(
        last === null ? 'nothing has happened' : `${momentText(last.at)}  ${eventText(last.event)}`,
      );
    },
  },
  {
    names: ['events'],
    takes: '',
    about: 'the events of this statement; of the one before when none has begun',
    run: (session) => {
      const { step, event } = session.timeline.position;
      const of = event > 0 ? step : Math.max(1, step - 1);
      eventsOf(session.timeline.recording, of)
        .slice(0, MOST_LINES)
        .forEach((one, i) => {
          session.print(`${String(of)}.${String(i + 1)}  ${eventText(one)}`);
        });
    },
  },
  {
    names: ['print', 'p'],
    takes: 'EXPR',
    about: 'an expression, as expect takes it',
    run: (session, rest) => {
      const value = valueOf(session, rest);
      if (value !== null) session.print(formatValue(session.timeline.computer, value));
    },
  },
  {
    names: ['maps'],
    takes: 'PROCESS',
    about: 'the map of a process, as /proc/PID/maps prints it',
    run: (session, rest) => {
      withProcess(session, rest, (row) => {
        const { computer } = session.timeline;
        for (const mapping of mappingsOf(computer, row)) session.print(mapsLine(computer, mapping));
      });
    },
  },
  {
    names: ['pagetable', 'pt'],
    takes: 'PROCESS',
    about: 'the entries of its page table: page, word, bits, frame, references',
    run: (session, rest) => {
      withProcess(session, rest, (row) => {
        for (const line of pageTableLines(session.timeline.computer, row)) session.print(line);
      });
    },
  },
  {
    names: ['tlb'],
    takes: '',
    about: 'the valid entries of all TLBs',
    run: (session) => {
      for (const line of tlbLines(session.timeline.computer)) session.print(line);
    },
  },
  {
    names: ['set'],
    takes: 'TABLE.COLUMN[ROW] = NUMBER',
    about: 'change a cell here: what comes after is another branch',
    run: setCell,
  },
  {
    names: ['branches'],
    takes: '',
    about: 'list the branches',
    run: (session) => {
      session.timeline.branches().forEach(({ edits }, i) => {
        const mark = i === session.timeline.branch ? '*' : ' ';
        session.print(
          `${mark}${String(i)}  ${edits.map(({ at }) => momentText(at)).join(', ') || 'no edits'}`,
        );
      });
    },
  },
  {
    names: ['branch'],
    takes: 'N',
    about: 'go to another branch',
    run: (session, rest) => {
      if (session.timeline.switchBranch(Number(rest))) session.showPlace();
      else session.print(`there is no branch ${rest}`);
    },
  },
  {
    names: ['diff'],
    takes: 'MOMENT',
    about: 'the cells that differ between that moment and here',
    run: (session, rest) => {
      const from = parseMoment(rest);
      if (from === null) session.print(`${rest}: a moment looks like 12, 12.3 or 12.3:7`);
      else {
        const { recording, position } = session.timeline;
        for (const { column, row, before, after } of differences(
          recording,
          from,
          position,
          MOST_LINES,
        )) {
          session.print(`${column}[${String(row)}]  ${String(before)} -> ${String(after)}`);
        }
      }
    },
  },
  {
    names: ['history'],
    takes: 'frame|region|process N',
    about: 'the events about one object so far',
    run: showHistory,
  },
  {
    names: ['functions'],
    takes: '[part of a name]',
    about: 'the functions of the servers that can be stopped at',
    run: (session, rest) => {
      session.print(
        functionNames()
          .filter((name) => name.toLowerCase().includes(rest.toLowerCase()))
          .join(' '),
      );
    },
  },
  {
    names: ['help', 'h'],
    takes: '',
    about: 'this list; quit ends, an empty line repeats',
    run: (session) => {
      for (const { names, takes, about } of COMMANDS) {
        session.print(`${`${names.join(', ')} ${takes}`.padEnd(34)} ${about}`);
      }
    },
  },
];

export function findCommand(word: string): Command | null {
  return COMMANDS.find(({ names }) => names.includes(word)) ?? null;
}

function goTo(session: ConsoleDebugger, rest: string): void {
  const { timeline } = session;
  const target =
    rest === 'end' ? beforeStatement(timeline.recording.lastStep() + 1) : parseMoment(rest);
  if (target === null) session.print(`${rest}: a moment looks like 12, 12.3 or 12.3:7`);
  else session.arrived(timeline.seek(target));
}

interface Limited {
  readonly what: string;
  readonly condition: Expression | null;
  readonly hits: HitRule | null;
}

/** Splits `WHAT if EXPR hits N`; null when the condition is wrong, which is then printed. */
function limitsOf(session: ConsoleDebugger, rest: string): Limited | null {
  const hitsMatch = /\s+hits\s*(>=|%|=)?\s*(\d+)\s*$/.exec(rest);
  const withoutHits = hitsMatch === null ? rest : rest.slice(0, hitsMatch.index);
  const hits: HitRule | null =
    hitsMatch === null
      ? null
      : { operator: operatorOf(hitsMatch[1]), count: Math.max(1, Number(hitsMatch[2])) };
  const at = withoutHits.search(/\sif\s/);
  if (at < 0) return { what: withoutHits.trim(), condition: null, hits };
  const condition = queryOf(session, withoutHits.slice(at + 4));
  return condition === null ? null : { what: withoutHits.slice(0, at).trim(), condition, hits };
}

function operatorOf(text: string | undefined): HitRule['operator'] {
  return text === '>=' || text === '%' ? text : '=';
}

function addBreak(session: ConsoleDebugger, rest: string): void {
  const limits = limitsOf(session, rest);
  if (limits === null) return;
  const { what, condition, hits } = limits;
  const make = breakOf(session, what);
  if (make !== null) session.addStop((id) => ({ id, condition, hits, ...make }), rest);
}

type Bare<K extends Stop['kind']> = K extends Stop['kind']
  ? Omit<Extract<Stop, { kind: K }>, 'id' | 'condition' | 'hits'>
  : never;

function breakOf(
  session: ConsoleDebugger,
  what: string,
): Bare<'statement' | 'function' | 'line' | 'event'> | null {
  const event = /^event\s+(\w+)$/.exec(what);
  if (event !== null) {
    const number = EVENT_NAMES.findIndex((name) => name === event[1]);
    if (number > 0) return { kind: 'event', event: number, rule: null };
    session.print(`there is no event ${event[1] ?? ''}: ${Object.keys(EVENT).join(' ')}`);
    return null;
  }
  if (/^\d+$/.test(what)) return statementStop(session, Number(what));
  const place = /^(.+):(\d+)$/.exec(what);
  if (place !== null) {
    const sites = new Set(sitesAt(place[1] ?? '', Number(place[2])));
    if (sites.size > 0) return { kind: 'line', sites };
    session.print(`${what}: no statement of the servers begins on that line`);
    return null;
  }
  const functions = new Set(functionsNamed(what));
  if (functions.size > 0) return { kind: 'function', functions };
  session.print(`${what}: the servers have no such function (functions lists them)`);
  return null;
}

function statementStop(session: ConsoleDebugger, line: number): Bare<'statement'> | null {
  const { instructions } = session.timeline.recording.program;
  const behind = instructions.filter(({ place }) => place.source === 0 && place.line >= line);
  const first = Math.min(...behind.map(({ place }) => place.line));
  const here = new Set<number>();
  instructions.forEach(({ place, op }, i) => {
    if (place.source === 0 && place.line === first && op !== 'jump' && op !== 'leave') here.add(i);
  });
  if (here.size > 0) return { kind: 'statement', instructions: here };
  session.print(`no statement begins on line ${String(line)} or behind it`);
  return null;
}

function addWatch(session: ConsoleDebugger, rest: string): void {
  const limits = limitsOf(session, rest);
  if (limits === null) return;
  const { what, condition, hits } = limits;
  const cell = what.startsWith('pte ') ? entryCell(session, what.slice(4)) : cellOf(session, what);
  if (cell === null) return;
  session.addStop((id) => ({ id, condition, hits, kind: 'watch', ...cell }), rest);
}

interface Cell {
  readonly column: string;
  readonly row: number;
}

/** `message.protection[14]` as a cell of this machine; null, and says why, when there is none. */
function cellOf(session: ConsoleDebugger, text: string): Cell | null {
  const match = /^([\w.]+)\[(.+)\]$/.exec(text.trim());
  const name = match?.[1] ?? '';
  const column = session.timeline.computer.store.columns.find((one) => one.name === name);
  if (match === null || column === undefined) {
    session.print(`${text}: a cell looks like message.protection[14] or ram[1024]`);
    return null;
  }
  const row = valueOf(session, match[2] ?? '');
  if (typeof row === 'number' && row >= 0 && row < column.data.length) return { column: name, row };
  if (row !== null) session.print(`${name} has the rows 0 to ${String(column.data.length - 1)}`);
  return null;
}

function entryCell(session: ConsoleDebugger, text: string): Cell | null {
  const space = text.trim().search(/\s/);
  const address = space < 0 ? null : valueOf(session, text.trim().slice(space));
  if (typeof address !== 'number') {
    session.print('watch pte needs a process and an address');
    return null;
  }
  const found: { cell: Cell | null } = { cell: null };
  withProcess(session, text.trim().slice(0, space), (row) => {
    const word = wordOfEntry(session.timeline.computer, row, address);
    if (word < 0) session.print('no page table has an entry for that address yet');
    else found.cell = { column: 'ram', row: word };
  });
  return found.cell;
}

function setCell(session: ConsoleDebugger, rest: string): void {
  const equals = rest.indexOf('=');
  const cell = equals < 0 ? null : cellOf(session, rest.slice(0, equals));
  if (cell === null) return;
  const value = valueOf(session, rest.slice(equals + 1));
  if (typeof value !== 'number') return;
  const change: Change = { kind: 'cell', ...cell, value };
  const wrong = session.timeline.edit(change);
  session.print(wrong ?? `branch ${String(session.timeline.branch)}`);
}

function showHistory(session: ConsoleDebugger, rest: string): void {
  const match = /^(frame|region|process)\s+(\d+)$/.exec(rest);
  if (match === null) {
    session.print('history needs frame, region or process and a number');
    return;
  }
  const number = Number(match[2]);
  const kind = match[1] === 'frame' || match[1] === 'region' ? match[1] : 'process';
  const { recording } = session.timeline;
  const about = eventsAbout(recording.computer, kind, number);
  for (const { at, event } of historyOf(recording, about, MOST_LINES)) {
    session.print(`${momentText(at)}  ${eventText(event)}`);
  }
}

/** Compiles an expression; null, and says why, when it is wrong. */
function queryOf(session: ConsoleDebugger, text: string): Expression | null {
  const query = compileQuery(text.trim(), session.timeline.recording.program);
  if (query.ok) return query.expression;
  session.print(query.message);
  return null;
}

/** The value of an expression here; null, and says why, when there is none. */
function valueOf(session: ConsoleDebugger, text: string): Value | null {
  const expression = queryOf(session, text);
  if (expression === null) return null;
  const { computer, program } = session.timeline.recording;
  const value = evaluate(looking(computer, program), expression);
  if (!isFailure(value)) return value;
  session.print(sentence(value));
  return null;
}

function withProcess(session: ConsoleDebugger, text: string, action: (row: number) => void): void {
  const value = valueOf(session, text === '' ? 'first(processes where .alive)' : text);
  if (value === null) return;
  if (typeof value !== 'object' || value.kind !== 'process') {
    session.print(`${text}: this is no process`);
    return;
  }
  const row = rowOf(session.timeline.computer, value.endpoint);
  if (row === 0) session.print(`${text}: this process has ended`);
  else action(row);
}
