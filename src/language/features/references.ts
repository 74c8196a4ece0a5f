// Where a name comes from, where it occurs, and what changes when it gets another one.

import { isBuiltIn, isBuiltInCall } from '../checkNames';
import { ITEM_WORDS } from '../tokens';
import type { Span } from '../tree';
import type { Analysis } from './analysis';
import { originOf, type Occurrence, type ScriptName } from './names';
import { INNER_WORDS } from './texts/keywordTexts';
import { thingAt } from './thing';

/** A place in the document or in a file that it includes. */
export interface Location extends Span {
  readonly source: number;
  /** The name of that source. */
  readonly file: string;
}

/** Where the name at an offset comes from, or the file that an `include` reads. */
export function definition(analysis: Analysis, offset: number): Location | null {
  const thing = thingAt(analysis, offset);
  if (thing?.kind === 'name') {
    const origin = originOf(thing.of);
    return origin === undefined ? null : location(analysis, origin);
  }
  if (thing?.kind === 'path') return pathTarget(analysis, thing.path, thing.isInclude);
  return null;
}

/** An included file's beginning, or the `file` that describes a path. */
function pathTarget(analysis: Analysis, path: string, isInclude: boolean): Location | null {
  if (isInclude) {
    const source = analysis.includedSource(path);
    return source === null ? null : location(analysis, { source, start: 0, end: 0 });
  }
  const place = analysis.filePlace(path);
  return place === null ? null : location(analysis, place);
}

function location(
  analysis: Analysis,
  { source, start, end }: Pick<Occurrence, 'source' | 'start' | 'end'>,
): Location {
  return { source, start, end, file: analysis.sourceNames[source] ?? '' };
}

/** All places of the name at an offset, in the order of sources and places. */
export function references(
  analysis: Analysis,
  offset: number,
  withDefinitions: boolean,
): readonly (Location & { readonly isWrite: boolean })[] {
  const thing = thingAt(analysis, offset);
  if (thing?.kind !== 'name') return [];
  return thing.of.occurrences
    .filter(({ role }) => withDefinitions || role !== 'gives')
    .map((one) => ({ ...location(analysis, one), isWrite: one.role === 'gives' }))
    .sort((a, b) => a.source - b.source || a.start - b.start);
}

// -------------------------------------------------------------------------------------------------
// Renaming

/** Why a name cannot be given. */
export interface RenameRefusal {
  readonly reason: 'notRenamable' | 'badName' | 'builtIn' | 'taken';
  readonly name: string;
}

/** What would be renamed at an offset, or why nothing can. */
export function renameTarget(
  analysis: Analysis,
  offset: number,
): (Span & { readonly name: string }) | RenameRefusal {
  const thing = thingAt(analysis, offset);
  if (thing?.kind !== 'name' || thing.of.kind === 'pid') {
    const { start = offset, end = offset } = thing ?? {};
    return { reason: 'notRenamable', name: analysis.text.slice(start, end) };
  }
  return { start: thing.start, end: thing.end, name: thing.of.name };
}

/** The places that change when the name at an offset becomes another one, or why it cannot. */
export function rename(
  analysis: Analysis,
  offset: number,
  name: string,
): readonly Location[] | RenameRefusal {
  const target = renameTarget(analysis, offset);
  if ('reason' in target) return target;
  const thing = thingAt(analysis, offset);
  if (thing?.kind !== 'name') return { reason: 'notRenamable', name };
  const { of } = thing;
  if (!isName(name)) return { reason: 'badName', name };
  const isReserved = of.kind === 'definition' ? isBuiltInCall(name) : isBuiltIn(name);
  if (isReserved) return { reason: 'builtIn', name };
  if (name !== of.name && isTaken(analysis, of, name)) return { reason: 'taken', name };
  return of.occurrences.map((one) => location(analysis, one));
}

function isName(text: string): boolean {
  const isWord = ITEM_WORDS.has(text) || Object.hasOwn(INNER_WORDS, text);
  return !isWord && /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

/** Whether something of this name is known where the renamed one occurs, or the other way round. */
function isTaken({ names }: Analysis, of: ScriptName, name: string): boolean {
  const others = names.all.filter((other) => other.name === name && other !== of);
  return others.some((other) => meets(of, other) || meets(other, of));
}

/** Whether one of two names occurs where the other is known. */
function meets(one: ScriptName, other: ScriptName): boolean {
  const { scope } = other;
  if (scope === null) return one.scope === null ? sharesPart(one, other) : meets(other, one);
  return one.occurrences.some(({ source, start }) => {
    return source === scope.source && start >= scope.start && start <= scope.end;
  });
}

/** Two names of whole programs meet unless they belong to different scenarios. */
function sharesPart(one: ScriptName, other: ScriptName): boolean {
  return one.part < 0 || other.part < 0 || one.part === other.part;
}
