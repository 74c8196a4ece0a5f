/**
 * One line of an strace log without what stands around the call: whose it is, and what kind of line. Understands the
 * prefixes of -f, -t, -tt, -ttt, -r, -i, -n, -Y and -o (strace(1)), and the lines of the second dialect (`### ...`).
 *
 * It looks at the beginning of a line only, and never at what a call's arguments mean.
 */

/** What a line is. */
export type LineKind =
  /** `name(...`. */
  | 'call'
  /** `<... name resumed>...`. */
  | 'resumed'
  /** `--- SIGSEGV {...} ---`. */
  | 'signal'
  /** `+++ exited with 0 +++`. */
  | 'ended'
  /** `### fork 1 2 vfork`, `### maps 1 at-exit`. */
  | 'note'
  /** A line of /proc/PID/maps. */
  | 'mapping'
  /** `strace: Process 12 attached with 3 threads`. */
  | 'attached'
  /** Nothing that happened in the program: a blank line, a comment, strace's own messages, a stack trace of -k. */
  | 'nothing'
  | 'unknown';

export interface LogLine {
  readonly kind: LineKind;
  /** The process that the line names; 0 when it names none. */
  readonly pid: number;
  /** Offsets in the log of what remains without prefixes and without blanks at the end. */
  readonly from: number;
  readonly to: number;
  /** The call's name; the first word of a note; else empty. */
  readonly name: string;
}

/** `[pid 12] ` or `12 `, either with the command that -Y adds. */
const WHO = /^(?:\[pid\s+(\d+)(?:<[^>]*>)?\]|(\d+)(?:<[^>]*>)?(?=\s))\s*/;
/** -t, -tt, -ttt, -r and both together. */
const TIME = /^(?:\d\d:\d\d:\d\d(?:\.\d+)?|\d+\.\d+)(?:\s+\(\+\s*\d+\.\d+\))?\s+/;
/** -i prints where the program was, -n the number of the call. */
const PLACE = /^(?:\[\s*[0-9a-f?]+\]\s+)+/;
const CALL = /^([a-z_][a-z0-9_]*)\(/i;
const RESUMED = /^<\.\.\.\s+([a-z_][a-z0-9_]*)\s+resumed>/i;
const NOTE = /^###\s+([a-z]+)\b/;
const ATTACHED = /^(?:strace: )?Process (\d+) attached(?: with (\d+) threads)?/;
const TALK = /^(?:strace: |Process \d+ |\[ Process PID=|> |#)/;
const MAPPING = /^[0-9a-f]{4,16}-[0-9a-f]{4,16}\s+[r-][w-][x-][ps]\s/;

/** Linux: PID_MAX_LIMIT. A larger number in front of a call is a time in seconds. */
const MOST_PID = 4194304;

/** Reads the line [start, end) of a log. */
export function readLine(text: string, start: number, end: number): LogLine {
  const line = text.slice(start, end).trimEnd();
  const to = start + line.length;
  let at = line.length - line.trimStart().length;
  if (at === line.length) return { kind: 'nothing', pid: 0, from: to, to, name: '' };
  if (MAPPING.test(at === 0 ? line : line.slice(at))) {
    return { kind: 'mapping', pid: 0, from: start + at, to, name: '' };
  }
  let pid = 0;
  const who = WHO.exec(line.slice(at));
  if (who !== null) {
    const number = Number(who[1] ?? who[2]);
    if (number > 0 && number <= MOST_PID) pid = number;
    at += who[0].length;
  }
  const time = TIME.exec(line.slice(at));
  if (time !== null) at += time[0].length;
  const place = PLACE.exec(line.slice(at));
  if (place !== null) at += place[0].length;
  return classify(line.slice(at), pid, start + at, to);
}

function classify(rest: string, pid: number, from: number, to: number): LogLine {
  const call = CALL.exec(rest);
  if (call !== null) return { kind: 'call', pid, from, to, name: call[1] ?? '' };
  const resumed = RESUMED.exec(rest);
  if (resumed !== null) return { kind: 'resumed', pid, from, to, name: resumed[1] ?? '' };
  if (rest.startsWith('--- ')) return { kind: 'signal', pid, from, to, name: '' };
  if (rest.startsWith('+++ ')) return { kind: 'ended', pid, from, to, name: '' };
  const note = NOTE.exec(rest);
  if (note !== null) return { kind: 'note', pid, from, to, name: note[1] ?? '' };
  if (ATTACHED.test(rest)) return { kind: 'attached', pid, from, to, name: '' };
  if (TALK.test(rest)) return { kind: 'nothing', pid, from, to, name: '' };
  return { kind: 'unknown', pid, from, to, name: '' };
}

/** N and M of `Process N attached with M threads`; 1 when it has only one. */
export function attachedThreads(rest: string): { readonly pid: number; readonly threads: number } {
  const match = ATTACHED.exec(rest);
  return { pid: Number(match?.[1] ?? 0), threads: Number(match?.[2] ?? 1) };
}

/** Whether the line of a call leaves its end to another line. */
export function isUnfinished(rest: string): boolean {
  return /<(?:unfinished|detached) \.\.\.>\)?$/.test(rest);
}

/** Whether the line of a call says that no end of it was seen: `exit_group(0 <unfinished ...>) = ?`. */
export function hasNoEnd(rest: string): boolean {
  return /<unfinished \.\.\.>\)?\s*=\s*\?$/.test(rest);
}

/** Words that begin a statement of a scenario, and no line of a log. */
const SCENARIO =
  /^(?:(?:machine|file|spawn|include|def|scenario|let|expect|ask|say)\s|(?!strace:)[a-z_]\w*:)/i;
/** So many lines are looked at to tell a log from a scenario. */
const LOOKED_AT = 40;

/** Whether a text is a log rather than a scenario: at least half of its first lines are lines of a log. */
export function isLog(text: string): boolean {
  let known = 0;
  let unknown = 0;
  let start = 0;
  for (let lines = 0; lines < LOOKED_AT && start < text.length; lines++) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const { kind, from, to } = readLine(text, start, end);
    const rest = text.slice(from, to);
    if (SCENARIO.test(rest)) return false;
    if (kind === 'call') {
      if (/\s=\s|<unfinished \.\.\.>|<detached \.\.\.>/.test(rest)) known++;
      else unknown++;
    } else if (kind === 'unknown') unknown++;
    else if (kind !== 'nothing') known++;
    start = end + 1;
  }
  return known > 0 && known >= unknown;
}
