/**
 * From the text of a log to its events: joins the two halves of a call, gathers maps, counts calls that the model does
 * not have. Reads line by line; no line is parsed here, only told apart.
 */
import { findCall } from '../engine/calls';
import { makesProcess } from '../language/collectNames';
import type { CallEvent, Log, LogEvent, LogProblem, Part } from './logEvents';
import { Tally } from './logEvents';
import { attachedThreads, hasNoEnd, isUnfinished, readLine, type LogLine } from './logLine';
import { nameProcesses } from './nameProcesses';
import { WHY } from './reasons';
import { translatedCall } from './translateCall';

/** A longer log is read so far: what it would make does not fit the memory of a usual machine. */
export const MOST_EVENTS = 1_000_000;
/** Behind so many unreadable lines the file is no log. */
const MOST_PROBLEMS = 10_000;

const WANTED = 'expected a line of strace, as `28114 munmap(0x7ffff7fb5000, 41543) = 0`';

/** Reads a log. Never throws. */
export function readLog(source: string): Log {
  const text = joinCutLines(source);
  const reader = new LogReader(text);
  let start = 0;
  while (start < text.length && !reader.isFull) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    reader.read(readLine(text, start, end));
    start = end + 1;
  }
  return reader.finish();
}

/**
 * Without -o strace's messages stand in the midst of a call: `vfork(strace: Process 12 attached`, and the call goes on
 * in the next line. Blanks in their place keep every offset.
 */
function joinCutLines(text: string): string {
  if (!text.includes(' attached\n')) return text;
  return text.replace(/strace: Process \d+ attached\n/g, (message, at: number) => {
    const before = text.slice(text.lastIndexOf('\n', at) + 1, at);
    return /\w\(/.test(before) ? ' '.repeat(message.length) : message;
  });
}

/** A map that is being read. */
interface Block {
  readonly pid: number;
  /** Null: its lines stand without a head. */
  readonly when: 'after-exec' | 'at-exit' | null;
  readonly from: number;
  readonly lines: Part[];
}

class LogReader {
  private readonly events: LogEvent[] = [];
  private readonly problems: LogProblem[] = [];
  private readonly tally = new Tally();
  private readonly open = new Map<number, CallEvent>();
  /** Calls, by pid and name, that were open when their process began another: they are not run, nor is their end. */
  private readonly overtaken = new Set<string>();
  /** The last execve of each process that succeeded. */
  private readonly executed = new Map<number, CallEvent>();
  private block: Block | null = null;
  /** A map that stands before the first call: what the first execve made. */
  private startMap: readonly Part[] | null = null;
  private waits = false;
  isFull = false;

  constructor(private readonly text: string) {}

  read(line: LogLine): void {
    if (line.kind !== 'mapping' && this.closesBlock(line)) return;
    switch (line.kind) {
      case 'call':
        this.call(line);
        return;
      case 'resumed':
        this.resumed(line);
        return;
      case 'mapping':
        this.mapping(line);
        return;
      case 'note':
        this.note(line);
        return;
      case 'attached': {
        const { pid, threads } = attachedThreads(this.text.slice(line.from, line.to));
        this.push({ kind: 'attached', pid, threads, from: line.from, to: line.to });
        return;
      }
      case 'signal':
      case 'ended':
        this.happened(line);
        return;
      case 'unknown':
        this.refuse(line.from, `${WANTED}, found ${this.quote(line.from, line.to)}`);
        return;
      case 'nothing':
    }
  }

  private push(event: LogEvent): void {
    this.events.push(event);
    if (this.events.length < MOST_EVENTS) return;
    this.isFull = true;
    const most = String(MOST_EVENTS);
    this.refuse(event.to, `the log has more than ${most} events: what follows is not run`);
  }

  /** Reports something wrong at an offset. */
  private refuse(from: number, text: string): void {
    this.problems.push({ from, text });
    if (this.problems.length < MOST_PROBLEMS || this.isFull) return;
    this.isFull = true;
    const most = String(MOST_PROBLEMS);
    this.problems.push({
      from,
      text: `more than ${most} lines cannot be read: what follows is not run`,
    });
  }

  /** The beginning of a line, for a message. */
  private quote(from: number, to: number): string {
    const found = this.text.slice(from, Math.min(to, from + 40));
    return `\`${found.replace(/\p{Cc}/gu, '\ufffd')}${to > from + 40 ? '...' : ''}\``;
  }

  // -----------------------------------------------------------------------------------------------
  // Calls

  private call({ pid, from, to, name }: LogLine): void {
    const rest = this.text.slice(from, to);
    const isBegun = isUnfinished(rest);
    const hasNoResult = hasNoEnd(rest);
    const tail = isBegun || hasNoResult ? '' : outcomeText(rest);
    if (tail === null) {
      const wanted = 'expected `) = RESULT` or `<unfinished ...>` at the end of this call';
      this.refuse(to, `${wanted}, found the end of the line`);
      return;
    }
    if (/^wait(?:4|id|pid)$/.test(name)) this.waits = true;
    const isRun = isModelled(name);
    if (!isRun && !isBegun) this.tally.add(WHY.notModelled, name);
    else if (hasNoResult && !makesProcess(name)) this.tally.add(WHY.neverReturned, name);
    else if (hasNoResult || isBegun) this.begin({ pid, from, to, name });
    else this.returned({ kind: 'call', pid, from, to, name, begun: null, child: 0, image: null });
  }

  private begin({ pid, from, to, name }: Omit<LogLine, 'kind'>): void {
    this.overtake(pid);
    const event: CallEvent = {
      ...{ kind: 'call', pid, from, to, name },
      ...{ begun: null, child: 0, image: null },
    };
    this.open.set(pid, event);
  }

  private overtake(pid: number): void {
    const begun = this.open.get(pid);
    if (begun === undefined) return;
    this.overtaken.add(`${pid} ${begun.name}`);
    this.tally.add(isModelled(begun.name) ? WHY.overtaken : WHY.notModelled, begun.name);
  }

  /** A call of which no end was seen, when its process or the log ends. */
  private abandon(pid: number): void {
    const begun = this.open.get(pid);
    if (begun === undefined) return;
    this.open.delete(pid);
    this.tally.add(isModelled(begun.name) ? WHY.neverReturned : WHY.notModelled, begun.name);
  }

  private resumed({ pid, from, to, name }: LogLine): void {
    const begun = this.beginningOf(pid, name);
    if (begun === null) {
      if (this.overtaken.delete(`${pid} ${name}`)) return;
      if (!isModelled(name)) this.tally.add(WHY.notModelled, name);
      else this.refuse(from, `this ends a call of ${name} that no line before it began`);
      return;
    }
    for (const key of [pid, begun.pid]) if (this.open.get(key) === begun) this.open.delete(key);
    if (!isModelled(name)) {
      this.tally.add(WHY.notModelled, name);
      return;
    }
    const part = { from: begun.from, to: begun.to };
    const actor = begun.pid === 0 ? pid : begun.pid;
    const call = { pid: actor, from, to, name, begun: part, child: 0, image: null };
    if (outcomeText(this.text.slice(from, to)) === null) {
      this.refuse(to, 'expected `) = RESULT` at the end of this call, found the end of the line');
    } else this.returned({ kind: 'call', ...call });
  }

  /** The unfinished call that a line goes on with. A line may lack the pid that the other has: only one process was left. */
  private beginningOf(pid: number, name: string): CallEvent | null {
    const own = this.open.get(pid);
    if (own?.name === name) return own;
    if (pid !== 0) {
      const plain = this.open.get(0);
      return plain?.name === name ? plain : null;
    }
    for (const begun of this.open.values()) if (begun.name === name) return begun;
    return null;
  }

  private returned(call: CallEvent): void {
    const tail = outcomeText(this.text.slice(call.from, call.to)) ?? '';
    const event = makesProcess(call.name) ? { ...call, child: childOf(tail) } : call;
    if (translatedCall(call.name) === 'execve' && /^0\b/.test(tail)) {
      if (this.startMap !== null) event.image = this.startMap;
      this.startMap = null;
      this.executed.set(event.pid, event);
    }
    this.push(event);
  }

  private happened(line: LogLine): void {
    const { pid, from, to, kind } = line;
    if (kind === 'signal') this.push({ kind, pid, from, to });
    if (kind !== 'ended') return;
    const superseded = /superseded by execve in pid (\d+)/.exec(this.text.slice(from, to));
    if (superseded !== null) {
      // The execve of that thread ends under the pid of this one.
      const thread = Number(superseded[1]);
      const other = this.open.get(thread);
      this.open.delete(thread);
      this.abandon(pid);
      if (other !== undefined) this.open.set(pid, other);
      return;
    }
    const begun = this.open.get(pid);
    if (begun !== undefined && /^exit/.test(begun.name)) this.open.delete(pid);
    this.abandon(pid);
    this.push({ kind, pid, from, to });
  }

  // -----------------------------------------------------------------------------------------------
  // Notes and maps

  private note({ from, to, name }: LogLine): void {
    const rest = this.text.slice(from, to);
    const words = rest.split(/\s+/).slice(2);
    const [first = '', second = '', third = ''] = words;
    const pid = Number(first);
    const number = Number(second);
    if (name === 'maps' && pid > 0 && (second === 'after-exec' || second === 'at-exit')) {
      this.block = { pid, when: second, from, lines: [] };
    } else if (name === 'fork' && pid > 0 && number > 0 && third !== '') {
      this.push({ kind: 'fork', pid, child: number, how: third, from, to });
    } else if (name === 'exit' && pid > 0 && second === 'status' && /^\d+$/.test(third)) {
      this.abandon(pid);
      this.push({ kind: 'exited', pid, number: Number(third), from, to });
    } else if (name === 'exit' && pid > 0 && second === 'signal' && /^\d+$/.test(third)) {
      this.abandon(pid);
      this.push({ kind: 'killed', pid, number: Number(third), from, to });
    } else if (name === 'signal' && pid > 0 && number > 0) {
      this.push({ kind: 'gotSignal', pid, number, from, to });
    } else {
      const forms = '`### maps PID after-exec`, `### maps PID at-exit`, `### end`, ';
      const others = '`### fork PARENT CHILD KIND`, `### exit PID status N` or `### signal PID N`';
      this.refuse(from, `expected ${forms}${others}, found ${this.quote(from, to)}`);
    }
  }

  private mapping({ from, to }: LogLine): void {
    if (this.block === null) {
      const last = this.events.at(-1);
      this.block = { pid: last?.pid ?? 0, when: null, from, lines: [] };
    }
    // The gate into the kernel lies above the user's addresses: it is no mapping of the process.
    if (this.text.slice(from, to).includes('[vsyscall]')) return;
    this.block.lines.push({ from, to });
  }

  /** A line behind those of a map. @returns whether that was all that the line is for. */
  private closesBlock({ kind, name, from, to }: LogLine): boolean {
    const { block } = this;
    if (block === null) return false;
    const isEnd = kind === 'note' && name === 'end';
    if (block.when === null || isEnd) {
      this.endBlock();
      return isEnd;
    }
    if (kind === 'nothing') return true;
    const found = this.quote(from, to);
    this.refuse(from, `expected a line of /proc/PID/maps or \`### end\`, found ${found}`);
    this.block = null;
    return true;
  }

  private endBlock(): void {
    const { block } = this;
    this.block = null;
    if (block === null) return;
    const { pid, lines, from } = block;
    const to = lines.at(-1)?.to ?? from;
    const last = this.events.at(-1);
    const isBehindExec = last?.kind === 'call' && this.executed.get(pid) === last;
    if (block.when === 'after-exec' || (block.when === null && isBehindExec)) {
      const event = this.executed.get(pid);
      if (event !== undefined && event.image === null) event.image = lines;
      else this.push({ kind: 'startMap', pid, lines, from, to });
    } else if (block.when === null && last === undefined) {
      this.startMap = lines;
    } else {
      this.push({ kind: 'checkMap', pid, lines, from, to });
    }
  }

  finish(): Log {
    if (this.block !== null && this.block.when !== null) {
      this.refuse(this.block.from, 'this map has no `### end`');
    } else this.endBlock();
    const unanswered: CallEvent[] = [];
    for (const [pid, begun] of [...this.open]) {
      if (makesProcess(begun.name)) unanswered.push(begun);
      this.abandon(pid);
    }
    const { text, problems, tally, waits } = this;
    return { text, events: nameProcesses(text, this.events), problems, tally, unanswered, waits };
  }
}

/** Calls that act on signals: in a log they take effect where it says so. */
const LEFT_TO_THE_LOG = new Set(['kill']);

/** Whether the lines of this call are run. */
export function isModelled(name: string): boolean {
  const called = translatedCall(name);
  return findCall(called) !== undefined && !name.startsWith('VM_') && !LEFT_TO_THE_LOG.has(name);
}

/** What stands behind the `=` of a call, without the time of -T; null when there is none. */
function outcomeText(rest: string): string | null {
  const equals = rest.lastIndexOf(' = ');
  if (equals < 0) return null;
  return /\)\s*$/.test(rest.slice(0, equals)) ? rest.slice(equals + 3).trim() : null;
}

/** The pid that a call answered: as strace knows it where the program is in a namespace of its own. */
function childOf(outcome: string): number {
  const translated = /(\d+) in strace's PID NS/.exec(outcome);
  const plain = /^(\d+)/.exec(outcome);
  return Number(translated?.[1] ?? plain?.[1] ?? 0);
}
