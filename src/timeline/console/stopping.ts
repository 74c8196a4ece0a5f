/** The console's commands that set, list and remove stops. */
import { EVENT, EVENT_NAMES } from '../../machine/events';
import type { Program } from '../../program/form';
import { functionNames, functionsNamed, nextLineWithSites, sitesAt } from '../builds';
import { statementAt, statementPlaces } from '../stopPlaces';
import { HIT_RULES, parseHitRule, type Limits, type StopPlace } from '../stops';
import { cellOf, type Cell } from './cells';
import { lines, Refusal, type Answer, type Command, type Console } from './command';
import type { Language } from './language';
import { wordOfEntry } from './pageTables';
import { processRowOf, refuseRest, valueOf } from './queries';

export const STOPPING: readonly Command[] = [
  {
    names: ['break'],
    forms: [
      ['LINE', 'before the first statement on or behind this line'],
      ['FUNCTION', 'before the first line of a function: memCow'],
      ['FILE:LINE', 'before a line of the servers: vm/pb.ts:126'],
      ['event KIND', 'just after an event of this kind'],
      ['failure', 'where an expectation fails'],
    ],
    run: ({ language, timeline }, rest) => {
      const made = breakOf(rest, timeline.recording.program, language);
      return made instanceof Refusal ? made : { kind: 'stop', stop: { text: rest, ...made } };
    },
  },
  {
    names: ['watch'],
    forms: [
      ['CELL', 'when a cell of a table changes: tables lists them'],
      ['pte PROCESS ADDRESS', 'when this page-table entry changes'],
    ],
    run: addWatch,
  },
  {
    names: ['info', 'i'],
    forms: [['', 'list the stops']],
    run: ({ stops }, rest) => {
      const refused = refuseRest('info', rest);
      if (refused !== null) return refused;
      if (stops.length === 0) return lines(['no stops']);
      return lines(stops.map(({ id, text }) => `${id}  ${text}`));
    },
  },
  {
    names: ['delete', 'd'],
    forms: [['[N]', 'remove a stop, or all']],
    run: ({ stops }, rest): Answer => {
      if (rest === '') return { kind: 'delete', id: null };
      const found = stops.find(({ id }) => String(id) === rest);
      if (found === undefined) return new Refusal(`there is no stop ${rest}: info lists them`);
      return { kind: 'delete', id: found.id };
    },
  },
];

interface Limited {
  readonly what: string;
  readonly limits: Limits;
}

/** Splits `WHAT if EXPR hits N`. */
export function limitsOf(rest: string, program: Program, language: Language): Limited | Refusal {
  const [before = '', rule] = rest.split(/\s+hits\s*(?=[\s\d<=>%]*$)/);
  const hits = rule === undefined ? null : parseHitRule(rule);
  if (rule !== undefined && hits === null) {
    return new Refusal(`hits ${rule.trim()}: it is none of ${HIT_RULES}`);
  }
  const at = before.search(/(^|\s)if(\s|$)/);
  const wrong = /\shits(\s.*)?$/.exec(at < 0 ? before : before.slice(0, at));
  if (wrong !== null) return new Refusal(`${wrong[0].trim()}: it is none of ${HIT_RULES}`);
  if (at < 0) return { what: before.trim(), limits: { condition: null, hits } };
  const text = before.slice(at).trim().slice(2).trim();
  if (text === '') return new Refusal('if needs a condition: if child.faults.cow > 1');
  const query = language.compile(text, program);
  if (!query.ok) return new Refusal(`the condition ${text}: ${query.message}`);
  return { what: before.slice(0, at).trim(), limits: { condition: query.expression, hits } };
}

/** What `break` means; it needs no run. */
export function breakOf(
  text: string,
  program: Program,
  language: Language,
): { readonly place: StopPlace; readonly limits: Limits } | Refusal {
  const limited = limitsOf(text, program, language);
  if (limited instanceof Refusal) return limited;
  const place = breakPlace(limited.what, program, language);
  return place instanceof Refusal ? place : { place, limits: limited.limits };
}

const FAILURE: StopPlace = { kind: 'event', event: EVENT.expect, rule: null, a: 0 };

function breakPlace(what: string, program: Program, language: Language): StopPlace | Refusal {
  if (what === '') {
    return new Refusal('break needs a line, a function, FILE:LINE, event KIND or failure');
  }
  if (what === 'failure') return FAILURE;
  const event = /^event(?:\s+(.*))?$/.exec(what);
  if (event !== null) return eventPlace(event[1] ?? '', language);
  if (/^-?\d+$/.test(what)) return statementPlace(Number(what), program);
  const place = /^(.+):(\d+)$/.exec(what);
  if (place !== null) return linePlace(place[1] ?? '', Number(place[2]));
  const functions = new Set(functionsNamed(what));
  if (functions.size > 0) return { kind: 'function', functions };
  const near = language.nearest(what, functionNames());
  const guess = near === null ? '' : `; did you mean ${near}?`;
  return new Refusal(`${what}: the servers have no such function${guess} (functions lists them)`);
}

function eventPlace(kind: string, language: Language): StopPlace | Refusal {
  const number = EVENT_NAMES.findIndex((name) => name === kind);
  if (number > 0) return { kind: 'event', event: number, rule: null };
  const names = Object.keys(EVENT);
  if (kind === '') return new Refusal(`which kind of event? ${names.join(' ')}`);
  const near = language.nearest(kind, names);
  const guess = near === null ? '' : ` did you mean ${near}?`;
  return new Refusal(`there is no event ${kind}:${guess} there are ${names.join(' ')}`);
}

function linePlace(file: string, line: number): StopPlace | Refusal {
  const sites = new Set(sitesAt(file, line));
  if (sites.size > 0) return { kind: 'line', sites };
  const next = nextLineWithSites(file, line);
  if (next !== null) {
    return new Refusal(`no statement begins on line ${line} of ${file}: the next is on ${next}`);
  }
  const hasAny = nextLineWithSites(file, 1) !== null;
  return new Refusal(
    hasAny
      ? `no statement begins on line ${line} of ${file} or behind it`
      : `${file}: kernel, servers and hardware have no such file`,
  );
}

/** All statements of the line, or of the next one that has some: lines are all that can be typed. */
function statementPlace(line: number, program: Program): StopPlace | Refusal {
  if (line < 1) return new Refusal(`there is no line ${line}: they count from 1`);
  const first = statementAt(program, 0, line);
  if (first === null) return new Refusal(`no statement begins on line ${line} or behind it`);
  const places = statementPlaces(program, 0, first.line, first.line);
  const instructions = new Set(places.flatMap((place) => [...place.instructions]));
  return { kind: 'statement', instructions };
}

function addWatch(console: Console, rest: string): Answer {
  const limited = limitsOf(rest, console.timeline.recording.program, console.language);
  if (limited instanceof Refusal) return limited;
  const { what, limits } = limited;
  const isEntry = /^pte(\s|$)/.test(what);
  const cell = isEntry ? entryCell(console, what.slice(3).trim()) : cellOf(console, what);
  if (cell instanceof Refusal) return cell;
  return { kind: 'stop', stop: { text: rest, place: { kind: 'cells', cells: [cell] }, limits } };
}

/** `child buf + 4096` as the word of RAM that is the page-table entry. */
function entryCell(console: Console, text: string): Cell | Refusal {
  const [, process = '', expression = ''] = /^(\S+)\s+(.+)$/.exec(text) ?? [];
  if (process === '') {
    return new Refusal('watch pte needs a process and an address: watch pte child buf');
  }
  const row = processRowOf(console, process);
  if (row instanceof Refusal) return row;
  const address = valueOf(console, expression);
  if (address instanceof Refusal) return address;
  if (typeof address !== 'number') return new Refusal(`${expression}: this is no address`);
  const word = wordOfEntry(console.timeline.computer, row, address);
  if (word >= 0) return { column: 'ram', row: word };
  return new Refusal('no page table has an entry for that address yet');
}
