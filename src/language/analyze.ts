// The way into the checker and compiler: a script's text to runnable programs and diagnostics. It
// must never throw, whatever the text.

import type { Program, Source } from '../program/form';
import { compileProgram, type ProgramParts } from './compileProgram';
import { StringPool, type SourceItem } from './compileState';
import { IncludeExpander, type ReadInclude } from './includes';
import { readOverrides } from './overrides';
import { parse, type ParsedScript } from './parser';
import { quoted } from './parseState';
import { decodeText } from './scanText';
import { Sources, type LocatedDiagnostic } from './sources';
import type { Script } from './tree';

export type { ReadInclude } from './includes';
export type { LocatedDiagnostic } from './sources';

export interface CompileOptions {
  /** Texts of `--set key=value`: they win over the script, later ones over earlier ones. */
  readonly overrides?: readonly string[];
  /** Reads what the script includes; without it nothing can be included. */
  readonly readInclude?: ReadInclude;
}

export interface CompiledScript {
  /** One for the script, or one for each scenario; none when there are errors. */
  readonly programs: readonly Program[];
  readonly script: Script;
  /** In order of sources and places. */
  readonly diagnostics: readonly LocatedDiagnostic[];
  /** The script, what it includes, and the overrides; places and diagnostics count them. */
  readonly sources: readonly Source[];
}

/**
 * Compiles a script.
 * @param name the file it comes from, for messages and for what it includes.
 */
export function compileScript(
  text: string,
  name: string,
  options: CompileOptions = {},
): CompiledScript {
  return compileParsed(parse(text), text, name, options);
}

/** Compiles a script that was parsed already. */
export function compileParsed(
  { script, diagnostics }: ParsedScript,
  text: string,
  name: string,
  { overrides = [], readInclude = () => null }: CompileOptions = {},
): CompiledScript {
  const sources = new Sources();
  const source = sources.add(name, text);
  sources.reportParsed(source, diagnostics);
  const settings = readOverrides(sources, overrides);
  const expander = new IncludeExpander(sources, name, readInclude);
  const parts = splitScenarios(sources, expander, expander.expand(source, script.items), name);
  const strings = new StringPool();
  const programs = parts.map((part) => {
    return compileProgram(sources, strings, { ...part, overrides: settings });
  });
  return {
    programs: sources.hasErrors ? [] : programs,
    script,
    diagnostics: sources.diagnostics(),
    sources: sources.list,
  };
}

/** One program for each scenario, with what stands before the first; or one for all items. */
function splitScenarios(
  sources: Sources,
  expander: IncludeExpander,
  items: readonly SourceItem[],
  name: string,
): Omit<ProgramParts, 'overrides'>[] {
  const first = items.findIndex(({ item }) => item.kind === 'scenario');
  if (first < 0) return [{ name, items, shared: items.length }];
  const shared = items.slice(0, first);
  const titles = new Set<string>();
  const parts: Omit<ProgramParts, 'overrides'>[] = [];
  for (const { source, item } of items.slice(first)) {
    if (item.kind !== 'scenario') {
      if (item.kind !== 'broken') sources.report(source, 'error', 'afterScenario', {}, item);
      continue;
    }
    const { title, body } = item;
    const text = decodeText(title.bytes);
    if (titles.has(text)) {
      sources.report(source, 'warning', 'duplicateScenario', { name: quoted(text) }, title);
    }
    titles.add(text);
    const own = expander.expand(source, body.items);
    parts.push({ name: text, items: [...shared, ...own], shared: shared.length });
  }
  return parts;
}
