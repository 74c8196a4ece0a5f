/** The outline of a log: its processes, each with what it executed, made, got and how it ended. */
import { makesProcess } from '../../language/collectNames';
import type { Span } from '../../language/tree';
import { translatedCall } from '../translateCall';
import type { LineKind } from '../logLine';
import type { DocumentLine, LogLines } from './logLines';

export interface LogSymbol extends Span {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'process' | 'event';
  readonly selection: Span;
  readonly children: readonly LogSymbol[];
}

const OF_PROCESSES: ReadonlySet<LineKind> = new Set<LineKind>([
  ...(['call', 'resumed', 'signal', 'ended'] as const),
]);

/** How many events of a process are shown at most. */
const MOST_EVENTS = 1000;

/** The processes of a log in the order in which they appear. */
export function logSymbols(lines: LogLines): readonly LogSymbol[] {
  const byPid = new Map<number, DocumentLine[]>();
  for (const line of lines.all()) {
    if (!OF_PROCESSES.has(line.kind)) continue;
    const known = byPid.get(line.pid);
    if (known === undefined) byPid.set(line.pid, [line]);
    else known.push(line);
  }
  return [...byPid].map(([pid, own]) => processSymbol(lines, pid, own));
}

function processSymbol(lines: LogLines, pid: number, own: readonly DocumentLine[]): LogSymbol {
  const events = own.filter((line) => isEvent(line)).slice(0, MOST_EVENTS);
  const first = own[0];
  const last = own.at(-1);
  const start = first?.from ?? 0;
  const end = last?.to ?? start;
  const executed = own.find(({ name }) => translatedCall(name) === 'execve');
  const program =
    executed === undefined ? '' : (/"([^"]*)"/.exec(lines.textOf(executed))?.[1] ?? '');
  return {
    name: pid === 0 ? 'p' : String(pid),
    detail: program.slice(program.lastIndexOf('/') + 1),
    kind: 'process',
    start,
    end,
    selection: { start, end: first?.to ?? start },
    children: events.map((line) => eventSymbol(lines, line)),
  };
}

function isEvent({ kind, name }: DocumentLine): boolean {
  if (kind === 'signal' || kind === 'ended') return true;
  return kind === 'call' && (makesProcess(name) || translatedCall(name) === 'execve');
}

/** The longest name of an event. */
const LONGEST_NAME = 60;

function eventSymbol(lines: LogLines, line: DocumentLine): LogSymbol {
  const text = lines.textOf(line);
  const span = { start: line.from, end: line.to };
  const name = text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}...` : text;
  const detail = `line ${line.number + 1}`;
  return { name, detail, kind: 'event', ...span, selection: span, children: [] };
}
