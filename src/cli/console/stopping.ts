/** The console debugger's commands that set, list and remove stops. */
import { EVENT, EVENT_NAMES } from '../../machine/events';
import type { Expression } from '../../program/form';
import { functionsNamed, sitesAt } from '../../timeline/builds';
import { statementAt, statementPlaces } from '../../timeline/stopPlaces';
import { HIT_RULES, parseHitRule, type HitRule, type Stop } from '../../timeline/stops';
import type { Command } from './command';
import type { ConsoleDebugger } from './consoleDebugger';
import { cellOf, processRowOf, queryOf, valueOf, type Cell } from './queries';
import { wordOfEntry } from './tables';

export const STOPPING: readonly Command[] = [
  {
    names: ['break'],
    forms: [
      ['LINE', 'before the first statement on or behind this line'],
      ['FUNCTION', 'before the first line of a function: memCow'],
      ['FILE:LINE', 'before a line of the servers: vm/pb.ts:126'],
      ['event KIND', 'just after an event of this kind'],
    ],
    run: addBreak,
  },
  {
    names: ['watch'],
    forms: [
      ['CELL', 'when a cell of a table changes'],
      ['pte PROCESS ADDRESS', 'when this page-table entry changes'],
    ],
    run: addWatch,
  },
  {
    names: ['info', 'i'],
    forms: [['', 'list the stops']],
    run: (session) => {
      for (const { stop, text } of session.stops) session.print(`${String(stop.id)}  ${text}`);
      if (session.stops.length === 0) session.print('no stops');
    },
  },
  {
    names: ['delete', 'd'],
    forms: [['[N]', 'remove a stop, or all']],
    run: (session, rest) => {
      session.deleteStops(rest);
    },
  },
];

interface Limited {
  readonly what: string;
  readonly condition: Expression | null;
  readonly hits: HitRule | null;
}

/** Splits `WHAT if EXPR hits N`; null when one of them is wrong, which is then printed. */
function limitsOf(session: ConsoleDebugger, rest: string): Limited | null {
  const [before = '', rule] = rest.split(/\s+hits\s*(?=[\s\d<=>%]*$)/);
  const hits = rule === undefined ? null : parseHitRule(rule);
  if (rule !== undefined && hits === null) {
    session.print(`hits: ${rule} is none of ${HIT_RULES}`);
    return null;
  }
  const at = before.search(/\sif\s/);
  if (at < 0) return { what: before.trim(), condition: null, hits };
  const condition = queryOf(session, before.slice(at + 4));
  return condition === null ? null : { what: before.slice(0, at).trim(), condition, hits };
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
  if (what === '') session.print('break needs a line, a function, FILE:LINE or event KIND');
  else session.print(`${what}: the servers have no such function (functions lists them)`);
  return null;
}

/** All statements of the line, or of the next one that has some: lines are all that can be typed. */
function statementStop(session: ConsoleDebugger, line: number): Bare<'statement'> | null {
  const { program } = session.timeline.recording;
  const first = statementAt(program, 0, line);
  if (first === null) {
    session.print(`no statement begins on line ${String(line)} or behind it`);
    return null;
  }
  const places = statementPlaces(program, 0, first.line, first.line);
  const instructions = new Set(places.flatMap((place) => [...place.instructions]));
  return { kind: 'statement', instructions };
}

function addWatch(session: ConsoleDebugger, rest: string): void {
  const limits = limitsOf(session, rest);
  if (limits === null) return;
  const { what, condition, hits } = limits;
  const isEntry = /^pte(\s|$)/.test(what);
  const cell = isEntry ? entryCell(session, what.slice(3).trim()) : cellOf(session, what);
  if (cell === null) return;
  session.addStop((id) => ({ id, condition, hits, kind: 'cells', cells: [cell] }), rest);
}

/** `child buf + 4096` as the word of RAM that is the page-table entry. */
function entryCell(session: ConsoleDebugger, text: string): Cell | null {
  const [, process = '', expression = ''] = /^(\S+)\s+(.+)$/.exec(text) ?? [];
  if (process === '') {
    session.print('watch pte needs a process and an address');
    return null;
  }
  const row = processRowOf(session, process);
  const address = row === null ? null : valueOf(session, expression);
  if (row === null || address === null) return null;
  if (typeof address !== 'number') {
    session.print(`${expression}: this is no address`);
    return null;
  }
  const word = wordOfEntry(session.timeline.computer, row, address);
  if (word >= 0) return { column: 'ram', row: word };
  session.print('no page table has an entry for that address yet');
  return null;
}
