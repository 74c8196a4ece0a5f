// What a debugger is asked for while a run stands: the values of variables beside the lines that
// have them, and the expression under the mouse. It only says what to ask.

import type { Expression, Span } from '../tree';
import { DOCUMENT, type Analysis } from './analysis';
import type { NameKind } from './names';
import { pathTo, type Node } from './nodes';
import { thingAt } from './thing';
import { wordAround } from './words';

/** Something to evaluate; it stands there in the document. */
export interface AskedValue extends Span {
  readonly expression: string;
}

/** Processes are in the view of processes; pids say themselves. */
const SHOWN: ReadonlySet<NameKind> = new Set<NameKind>(['variable', 'array', 'parameter', 'loop']);

/**
 * The variables in a stretch of the document, each once in a line; of parameters and loop variables
 * only those that are known at `stop`.
 */
export function inlineValues(
  analysis: Analysis,
  { start, end }: Span,
  stop: number,
): readonly AskedValue[] {
  const values: AskedValue[] = [];
  for (const name of analysis.names.all) {
    const { scope, kind } = name;
    if (!SHOWN.has(kind)) continue;
    const isKnown =
      scope === null || (scope.source === DOCUMENT && scope.start <= stop && stop <= scope.end);
    if (!isKnown || analysis.kindOf(name) === 'process') continue;
    const lines = new Set<number>();
    for (const occurrence of name.occurrences) {
      if (occurrence.source !== DOCUMENT) continue;
      if (occurrence.start < start || occurrence.end > end) continue;
      const line = analysis.text.lastIndexOf('\n', occurrence.start);
      if (lines.has(line)) continue;
      lines.add(line);
      values.push({ start: occurrence.start, end: occurrence.end, expression: name.name });
    }
  }
  return values.sort((a, b) => a.start - b.start);
}

/** The expression under the mouse: a name, a value with the field that is pointed at, a function. */
export function expressionAt(analysis: Analysis, offset: number): AskedValue | null {
  const path = pathTo(analysis.script, offset);
  const word = wordAround(analysis.text, offset);
  const last = path.at(-1);
  if (last === undefined || word.start === word.end || isUnfounded(path)) return null;
  if (last.kind === 'field' && word.start >= last.object.end) return asked(analysis, last);
  if (last.kind === 'call' && !('calleeStart' in last) && word.start === last.start) {
    return asked(analysis, last);
  }
  const thing = thingAt(analysis, offset);
  if (thing?.kind === 'name' && thing.of.kind !== 'definition' && thing.of.kind !== 'pid') {
    return { start: thing.start, end: thing.end, expression: thing.of.name };
  }
  const isName = last.kind === 'name' && thing?.kind === 'builtIn';
  return isName ? asked(analysis, last) : null;
}

/** Whether an expression depends on an element that is gone through. */
function isUnfounded(path: readonly Node[]): boolean {
  const last = path.at(-1);
  return last !== undefined && isOfElement(last);
}

function isOfElement(node: Node): boolean {
  if (node.kind === 'elementField') return true;
  if (node.kind === 'field' || node.kind === 'index') return isOfElement(node.object);
  return false;
}

function asked({ text }: Analysis, { start, end }: Expression): AskedValue {
  return { start, end, expression: text.slice(start, end) };
}
