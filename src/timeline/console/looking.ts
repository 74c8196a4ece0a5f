/** The console's commands that only look. */
import { EVENT } from '../../machine/events';
import { formatValue } from '../../program/format';
import { mapsLine, mappingsOf } from '../../program/maps';
import { rowOf } from '../../program/processes';
import { functionNames } from '../builds';
import { failuresOf, failuresSoFar } from '../failures';
import { differ, eventsOf, history, lastEvent, type PastEvent } from '../history';
import { momentText } from '../moment';
import { eventsAbout, type ObjectKind } from '../objects';
import type { Recording } from '../recording';
import { callStack } from '../stack';
import { cellOf, namedColumn } from './cells';
import {
  firstLines,
  lines,
  MOST_LINES,
  Refusal,
  type Answer,
  type Command,
  type Console,
  type Lines,
} from './command';
import { eventText } from './eventText';
import { failureLines } from './failureText';
import { frameText } from './frameText';
import { pageTableLines, tlbLines } from './pageTables';
import { momentOf, processRowOf, queryOf, refuseRest, valueOf } from './queries';

/** A command that takes nothing. */
function look(name: string, short: readonly string[], about: string, run: (at: Console) => Answer) {
  return {
    names: [name, ...short],
    forms: [['', about]],
    run: (console: Console, rest: string) => refuseRest(name, rest) ?? run(console),
  } as const;
}

export const LOOKING: readonly Command[] = [
  look('where', ['w'], 'the call stack: functions, messages, the statement', ({ timeline }) => {
    const { recording } = timeline;
    const frames = callStack(recording);
    return lines(frames.map((frame, i) => `#${i}  ${frameText(recording, frame)}`));
  }),
  look('why', [], 'the last event, and the rule that decided it', why),
  look('events', [], 'the events of this statement, or of the one before', showEvents),
  look('failures', [], 'expectations that failed so far, with the values', showFailures),
  {
    names: ['print', 'p'],
    forms: [
      ['EXPR', 'an expression, as expect takes it'],
      ['CELL', 'a cell of a table: tables lists them'],
    ],
    run: showValue,
  },
  {
    names: ['maps'],
    forms: [['[PROCESS]', 'its map, as /proc/PID/maps prints it']],
    run: (console, rest) => {
      const row = processRowOf(console, rest);
      if (row instanceof Refusal) return row;
      const { computer } = console.timeline;
      const list = mappingsOf(computer, row).map((mapping) => mapsLine(computer, mapping));
      return lines(list.length === 0 ? ['nothing is mapped'] : list);
    },
  },
  {
    names: ['pagetable', 'pt'],
    forms: [['[PROCESS]', 'its present pages: word, bits, frame, references']],
    run: (console, rest) => {
      const row = processRowOf(console, rest);
      return row instanceof Refusal ? row : lines(pageTableLines(console.timeline.computer, row));
    },
  },
  look('tlb', [], 'the valid entries of all TLBs', ({ timeline }) =>
    lines(tlbLines(timeline.computer)),
  ),
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
    run: (_, rest) => {
      const wanted = rest.toLowerCase();
      const names = functionNames().filter((name) => name.toLowerCase().includes(wanted));
      if (names.length === 0) return new Refusal(`no function has ${rest} in its name`);
      return lines([names.join(' ')]);
    },
  },
];

function why({ timeline }: Console): Answer {
  const { recording } = timeline;
  const last = lastEvent(recording);
  if (last === null) return lines(['nothing has happened']);
  return { kind: 'question', question: explained(recording, last) };
}

/** An event in words; of a failed expectation also the values. */
function* explained(recording: Recording, { at, event }: PastEvent): Generator<void, Lines> {
  const line = `${momentText(at)}  ${eventText(recording, event)}`;
  if (event.kind !== EVENT.expect || event.a !== 0) return [line];
  const failures = yield* failuresOf(recording, at.step);
  const failure = failures.find((one) => one.at.event === at.event);
  if (failure === undefined) return [line];
  return [line, ...failureLines(recording.program, failure.instruction, failure.message)];
}

function showValue(console: Console, rest: string): Answer {
  const { timeline } = console;
  const { computer } = timeline;
  if (rest === '') return new Refusal('print needs an expression or a cell: tables lists names');
  const column = namedColumn(computer, rest);
  if (column !== null) {
    const cell = cellOf(console, rest);
    return lines(cell instanceof Refusal ? cell : [String(column.data[cell.row] ?? 0)]);
  }
  const expression = queryOf(console, rest);
  if (expression instanceof Refusal) return expression;
  const question = function* (): Generator<void, Lines | Refusal> {
    yield* timeline.prepare([expression]);
    const value = valueOf(console, rest);
    return value instanceof Refusal ? value : [formatValue(computer, value)];
  };
  return { kind: 'question', question: question() };
}

function showEvents({ timeline }: Console): Answer {
  const { recording } = timeline;
  const { step, event } = recording.position;
  const of = event > 0 ? step : step - 1;
  if (of < 1) return lines(['nothing has happened']);
  const events = eventsOf(recording, of);
  return lines(firstLines(events.map((one, i) => `${of}.${i + 1}  ${eventText(recording, one)}`)));
}

function showFailures({ timeline }: Console): Answer {
  const { recording } = timeline;
  const failed = recording.computer.interpreter.failed.get(1);
  const question = function* (): Generator<void, Lines> {
    const found = yield* failuresSoFar(recording, MOST_LINES);
    if (found.length === 0) return ['no expectation has failed'];
    const list = found.flatMap(({ at, instruction, message }, i) => {
      const [where = '', ...values] = failureLines(recording.program, instruction, message);
      return [`${i + 1}  ${momentText(at)}  ${where}`, ...values];
    });
    const more = failed - found.length;
    return more > 0 ? [...list, `... and ${more} more`] : list;
  };
  return { kind: 'question', question: question() };
}

function showDifferences({ timeline }: Console, rest: string): Answer {
  const from = momentOf(rest);
  if (from instanceof Refusal) return from;
  const { recording, position } = timeline;
  const question = function* (): Generator<void, Lines> {
    const found = yield* differ(recording, from, position, MOST_LINES);
    if (found.length === 0) return ['no cell differs'];
    return found.map(
      ({ column, row, before, after }) => `${column}[${row}]  ${before} -> ${after}`,
    );
  };
  return { kind: 'question', question: question() };
}

function showHistory(console: Console, rest: string): Answer {
  const subject = subjectOf(console, rest);
  if (subject instanceof Refusal) return subject;
  const { recording } = console.timeline;
  const about = eventsAbout(recording.computer, subject.kind, subject.number);
  const question = function* (): Generator<void, Lines> {
    const found = yield* history(recording, about, MOST_LINES);
    if (found.length === 0) return ['nothing has happened to it'];
    return found.map(({ at, event }) => `${momentText(at)}  ${eventText(recording, event)}`);
  };
  return { kind: 'question', question: question() };
}

interface Subject {
  readonly kind: ObjectKind;
  readonly number: number;
}

/** The object that was typed, as a frame's number or an expression. */
function subjectOf(console: Console, text: string): Subject | Refusal {
  const { computer } = console.timeline;
  const frame = /^frame\s+(\d{1,15})$/.exec(text);
  if (frame !== null) {
    const number = Number(frame[1]);
    const { frames } = computer.ram;
    if (number < frames) return { kind: 'frame', number };
    return new Refusal(`there is no frame ${number}: the memory has ${frames}, from 0 on`);
  }
  const value = text === '' ? 0 : valueOf(console, text);
  if (value instanceof Refusal) return value;
  if (typeof value === 'object') {
    if (value.kind === 'frame') return { kind: 'frame', number: value.frame };
    if (value.kind === 'region' && value.row !== 0) return { kind: 'region', number: value.row };
    const row = value.kind === 'process' ? rowOf(computer, value.endpoint) : 0;
    if (row !== 0) return { kind: 'process', number: row };
    if (value.kind === 'process') return new Refusal(`${text}: this process has ended`);
  }
  return new Refusal(
    'history needs a frame, a region or a process: frame(p, buf), region(p, buf), p',
  );
}
