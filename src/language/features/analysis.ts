// One version of a document with everything that the editor's features ask of it, each worked out
// when it is first asked for, and once. It must never hold anything of an editor.

import { compileParsed, type ReadInclude } from '../analyze';
import type { SourceItem } from '../compileState';
import { IncludeExpander, joinPath } from '../includes';
import { parse, type ParsedScript } from '../parser';
import { decodeText } from '../scanText';
import { Sources, type LocatedDiagnostic } from '../sources';
import type { Item, Script, Span } from '../tree';
import { elementKind, type Kind } from '../vocabulary';
import { findNames } from './findNames';
import { kindOfExpression, kindOfResult, type KindScope } from './kinds';
import {
  SHARED,
  type NameTable,
  type NameValue,
  type PartNumber,
  type ScriptName,
  type ScriptParts,
} from './names';
import { lastBefore } from './nodes';

/** The document itself, among the sources of an analysis. */
export const DOCUMENT = 0;

/** How many names may be followed to tell a kind: `let a = b`, `let b = c`, ... */
const FOLLOWED_NAMES = 8;

/** A scenario script, with what it includes. */
export class Analysis {
  private parsedScript: ParsedScript | null = null;
  private expanded: Expanded | null = null;
  private nameTable: NameTable | null = null;
  private found: readonly LocatedDiagnostic[] | null = null;

  /**
   * @param name what messages and includes call the document.
   * @param readInclude gives the texts of included files.
   */
  constructor(
    readonly text: string,
    readonly name: string,
    private readonly readInclude: ReadInclude = () => null,
  ) {}

  private get parsed(): ParsedScript {
    this.parsedScript ??= parse(this.text);
    return this.parsedScript;
  }

  get script(): Script {
    return this.parsed.script;
  }

  /** Whether the parser found nothing wrong in the document. */
  get isWellFormed(): boolean {
    return this.parsed.diagnostics.length === 0;
  }

  /** Everything wrong in the document and what it includes. */
  get diagnostics(): readonly LocatedDiagnostic[] {
    const { parsed, text, name, readInclude } = this;
    this.found ??= compileParsed(parsed, text, name, { readInclude }).diagnostics;
    return this.found;
  }

  get names(): NameTable {
    this.nameTable ??= findNames(this.expansion.parts);
    return this.nameTable;
  }

  /** The names of the sources: the document's, then those of the files that it includes. */
  get sourceNames(): readonly string[] {
    return this.expansion.sources.list.map(({ name }) => name);
  }

  /** The text of a stretch of a source. */
  textOf(source: number, start: number, end: number): string {
    return this.expansion.sources.slice(source, { start, end });
  }

  /** The number of the source that an `include` of this path reads, or null. */
  includedSource(path: string): number | null {
    const source = this.sourceNames.indexOf(joinPath(this.name, path));
    return source < 0 ? null : source;
  }

  /** Where the `file` of a path stands: its path there; null when no item describes it. */
  filePlace(path: string): (Span & { readonly source: number }) | null {
    const { shared, scenarios } = this.expansion.parts;
    for (const { source, item } of [...shared, ...scenarios.flat()]) {
      if (item.kind !== 'file' || decodeText(item.path.bytes) !== path) continue;
      return { source, start: item.path.start, end: item.path.end };
    }
    return null;
  }

  private get expansion(): Expanded {
    this.expanded ??= expand(this.text, this.name, this.script.items, this.readInclude);
    return this.expanded;
  }

  /** The part that a place of the document belongs to. */
  partAt(offset: number): PartNumber {
    const { scenarios } = this.expansion;
    const scenario = scenarios[lastBefore(scenarios, offset)];
    return scenario !== undefined && offset <= scenario.end ? scenario.part : SHARED;
  }

  /** The names that mean something at a place, innermost first. */
  namesAt(offset: number): ScriptName[] {
    return [...this.localsAt(offset), ...this.names.known(this.partAt(offset))];
  }

  /** What a name of the script means at a place, or undefined. */
  nameAt(name: string, offset: number): ScriptName | undefined {
    const local = this.localsAt(offset).find((known) => known.name === name);
    if (local !== undefined) return local;
    const part = this.partAt(offset);
    return this.names.globalIn(part, name) ?? this.names.definitionIn(part, name);
  }

  private localsAt(offset: number): ScriptName[] {
    const locals = this.names.locals.filter(({ scope }) => {
      if (scope === null || scope.source !== DOCUMENT) return false;
      return scope.start <= offset && offset <= scope.end;
    });
    return locals.reverse();
  }

  /** The kind of a name's values. */
  kindOf(name: ScriptName, followed = 0): Kind {
    switch (name.kind) {
      case 'process':
      case 'pid':
        return 'process';
      case 'array':
        return 'list';
      case 'definition':
        return 'any';
      default:
    }
    if (name.occurrences.some(({ role }) => role === 'acts')) return 'process';
    if (followed > FOLLOWED_NAMES) return 'any';
    const kinds = new Set(name.values.map((value) => this.kindOfValue(value, name, followed)));
    const [only = 'any', ...others] = kinds;
    return others.length === 0 ? only : 'any';
  }

  /** What is known for kinds of expressions at a place. */
  kindScope(offset: number, element: Kind = 'any', followed = 0): KindScope {
    const nameKind = (name: string): Kind | undefined => {
      const known = this.nameAt(name, offset);
      return known === undefined ? undefined : this.kindOf(known, followed + 1);
    };
    return { nameKind, element };
  }

  private kindOfValue(value: NameValue, name: ScriptName, followed: number): Kind {
    if (value.kind === 'known') return value.of;
    if (value.kind === 'result') return kindOfResult(value.callee);
    // A name that is set from itself, as by `let i = i + 1`, says nothing new.
    const offset = name.scope?.start ?? 0;
    const scope = this.kindScope(offset, 'any', followed);
    if (value.kind === 'expression') return kindOfExpression(value.expression, scope);
    const list = kindOfExpression(value.list, scope);
    return list === 'number' ? 'number' : elementKind(list);
  }
}

interface Expanded {
  readonly sources: Sources;
  readonly parts: ScriptParts;
  /** The scenarios of the document, in its order. */
  readonly scenarios: readonly (Span & { readonly part: PartNumber })[];
}

function expand(
  text: string,
  name: string,
  items: readonly Item[],
  readInclude: ReadInclude,
): Expanded {
  const sources = new Sources();
  const expander = new IncludeExpander(sources, name, readInclude);
  const shared: SourceItem[] = [];
  const own: SourceItem[][] = [];
  const scenarios: (Span & { readonly part: PartNumber })[] = [];
  for (const one of expander.expand(sources.add(name, text), items)) {
    const scenario = scenarioOf(one.item);
    if (scenario === null) {
      shared.push(one);
      continue;
    }
    const { start, end } = one.item;
    if (one.source === DOCUMENT) scenarios.push({ start, end, part: own.length });
    own.push(expander.expand(one.source, scenario));
  }
  return { sources, parts: { shared, scenarios: own }, scenarios };
}

/** The items of a scenario, also of one that is not finished; null for other items. */
function scenarioOf(item: Item): readonly Item[] | null {
  if (item.kind === 'scenario') return item.body.items;
  if (item.kind !== 'broken' || item.item?.kind !== 'scenario') return null;
  return [...item.item.body.items, ...(item.body?.items ?? [])];
}
