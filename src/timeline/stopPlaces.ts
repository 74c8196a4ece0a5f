/** From what people name (a line of the script, a call, a function or line of the servers) to where stops can be. */
import type { Instruction, Program } from '../program/form';
import { nextLineWithSites, sitesAt } from './builds';

/** Instructions at which a stop can be set, and where they begin. */
export interface StatementPlace {
  readonly instructions: ReadonlySet<number>;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Lines of the servers' source at which a stop can be set. */
export interface SitePlace {
  readonly sites: ReadonlySet<number>;
  /** From 1. */
  readonly line: number;
}

/** Whether people see an instruction as a statement: jumps are none, nor what `touches = assumed` added. */
function isShown(instruction: Instruction): boolean {
  if (instruction.op === 'jump' || instruction.op === 'leave' || instruction.op === 'end') {
    return false;
  }
  return instruction.op !== 'call' || !instruction.assumed;
}

/** The places of a source's statements from a line to another, in their order. */
export function statementPlaces(
  { instructions }: Program,
  source: number,
  from: number,
  to: number,
): readonly StatementPlace[] {
  const found = new Map<number, { instructions: Set<number>; line: number; column: number }>();
  instructions.forEach((instruction, number) => {
    const { place } = instruction;
    if (place.source !== source || place.line < from || place.line > to) return;
    if (!isShown(instruction)) return;
    const known = found.get(place.start);
    if (known !== undefined) known.instructions.add(number);
    else {
      const { line, column } = place;
      found.set(place.start, { instructions: new Set([number]), line, column });
    }
  });
  return [...found.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/**
 * The statement that a line means, or else the first one behind it.
 * @param column the last statement of the line that begins there or before; null: the line's first.
 */
export function statementAt(
  program: Program,
  source: number,
  line: number,
  column: number | null = null,
): StatementPlace | null {
  const here = statementPlaces(program, source, line, line);
  const named = column === null ? here[0] : here.filter((one) => one.column <= column).at(-1);
  return named ?? here[0] ?? statementBehind(program, source, line);
}

function statementBehind(program: Program, source: number, line: number): StatementPlace | null {
  let next = Infinity;
  for (const instruction of program.instructions) {
    const { place } = instruction;
    const isBehind = place.source === source && place.line > line && place.line < next;
    if (isBehind && isShown(instruction)) next = place.line;
  }
  return next === Infinity ? null : (statementPlaces(program, source, next, next)[0] ?? null);
}

/** The instructions that make a call or an access with such a name. */
export function callsNamed(
  { instructions }: Program,
  isNamed: (name: string) => boolean,
): ReadonlySet<number> {
  const found = new Set<number>();
  instructions.forEach((instruction, number) => {
    const isCall = instruction.op === 'call' || instruction.op === 'resume';
    if (isCall && isNamed(instruction.name)) found.add(number);
  });
  return found;
}

/** A line of a file of the servers, or the next one on which a statement begins; null if there is none. */
export function siteAt(file: string, line: number): SitePlace | null {
  const next = nextLineWithSites(file, line);
  return next === null ? null : { sites: new Set(sitesAt(file, next)), line: next };
}
