/** The console debugger's commands that set, list and remove stops. */
import { EVENT, EVENT_NAMES } from '../../machine/events';
import type { Expression, Instruction } from '../../program/form';
import { functionsNamed, sitesAt } from '../../timeline/builds';
import type { HitRule, Stop } from '../../timeline/stops';
import { isAtOrBehind } from '../execute';
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
  if (what === '') session.print('break needs a line, a function, FILE:LINE or event KIND');
  else session.print(`${what}: the servers have no such function (functions lists them)`);
  return null;
}

/** Instructions that are no statements of the script, whatever line they stand on. */
const NO_STATEMENTS: ReadonlySet<Instruction['op']> = new Set(['jump', 'leave', 'end']);

function statementStop(session: ConsoleDebugger, line: number): Bare<'statement'> | null {
  const { instructions } = session.timeline.recording.program;
  const isBehind = ({ op, place }: Instruction): boolean =>
    !NO_STATEMENTS.has(op) && isAtOrBehind(place, line);
  const lines = instructions.filter(isBehind).map(({ place }) => place.line);
  const first = lines.reduce((least, one) => Math.min(least, one), Infinity);
  const here = new Set<number>();
  instructions.forEach((instruction, i) => {
    if (isBehind(instruction) && instruction.place.line === first) here.add(i);
  });
  if (here.size > 0) return { kind: 'statement', instructions: here };
  session.print(`no statement begins on line ${String(line)} or behind it`);
  return null;
}

function addWatch(session: ConsoleDebugger, rest: string): void {
  const limits = limitsOf(session, rest);
  if (limits === null) return;
  const { what, condition, hits } = limits;
  const isEntry = /^pte(\s|$)/.test(what);
  const cell = isEntry ? entryCell(session, what.slice(3).trim()) : cellOf(session, what);
  if (cell === null) return;
  session.addStop((id) => ({ id, condition, hits, kind: 'watch', ...cell }), rest);
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
