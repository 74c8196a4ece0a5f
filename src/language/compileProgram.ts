// From the items of one program (a script, or what stands before its scenarios and one of them) to
// the program that runs. It must never throw.

import type { Definition, Program } from '../program/form';
import { refuseBuiltIn, refuseBuiltInCall } from './checkNames';
import { collectNames } from './collectNames';
import { compileExpression } from './compileExpression';
import { compileFile } from './compileFile';
import { compileBlock, compileStatement } from './compileStatement';
import { CompileState, newFrame, type SourceItem, type StringPool } from './compileState';
import { configure, MACHINE_KEYS } from './configure';
import { quoted } from './parseState';
import { decodeText } from './scanText';
import { keySettings, type KeyedSetting, type KeyedSettings } from './settingValues';
import type { Sources } from './sources';
import type { DefineItem } from './tree';

/** What one program is made of. */
export interface ProgramParts {
  readonly name: string;
  /** In the order in which they are done: those of the scenario last. */
  readonly items: readonly SourceItem[];
  /** How many of them belong to what stands before the scenario. */
  readonly shared: number;
  readonly overrides: KeyedSettings;
}

/** Compiles one program. Everything wrong is reported to `sources`. */
export function compileProgram(
  sources: Sources,
  strings: StringPool,
  { name, items, shared, overrides }: ProgramParts,
): Program {
  const settings = new Map<string, KeyedSetting>();
  gatherMachine(sources, items.slice(0, shared), settings);
  gatherMachine(sources, items.slice(shared), settings);
  for (const [key, setting] of overrides) settings.set(key, setting);
  const state = new CompileState(sources, configure(sources, settings), strings);
  describeFiles(state, items);
  describeDefinitions(state, items);
  collectNames(state, items);
  for (const { source, item } of items) {
    state.source = source;
    if (!isDescription(item.kind)) compileStatement(state, item);
  }
  const last = items.at(-1);
  const end = last?.item.end ?? 0;
  state.source = last?.source ?? 0;
  state.emit({ op: 'end', place: state.place({ start: end, end }) });
  const locals = state.frame.most;
  compileDefinitions(state);
  return {
    name,
    configuration: state.configuration,
    sources: sources.list,
    instructions: state.instructions,
    definitions: state.definitions.filter((definition) => definition !== undefined),
    strings: strings.list,
    images: state.images,
    files: [...state.files.values()],
    globals: [...state.globals.values()].map((global) => ({
      name: global.name,
      index: global.index,
    })),
    scopes: state.scopes,
    locals,
  };
}

/** Whether an item describes something, and is done before the statements. */
function isDescription(kind: string): boolean {
  return kind === 'machine' || kind === 'file' || kind === 'define';
}

/** Takes the settings of `machine { }`, which stands once. */
function gatherMachine(
  sources: Sources,
  items: readonly SourceItem[],
  settings: Map<string, KeyedSetting>,
): void {
  let first: SourceItem | null = null;
  for (const one of items) {
    const { source, item } = one;
    if (item.kind !== 'machine') continue;
    if (first !== null) {
      const { line } = sources.place(first.source, first.item);
      const span = { start: item.start, end: item.start + 'machine'.length };
      sources.report(source, 'error', 'machineTwice', { line: String(line) }, span);
      continue;
    }
    first = one;
    keySettings(sources, source, item.settings, MACHINE_KEYS, 'machineThing', settings);
  }
}

function describeFiles(state: CompileState, items: readonly SourceItem[]): void {
  const lines = new Map<string, number>();
  for (const { source, item } of items) {
    if (item.kind !== 'file') continue;
    state.source = source;
    const path = decodeText(item.path.bytes);
    const line = lines.get(path);
    if (line !== undefined) {
      state.error('duplicateFile', { path: quoted(path), line: String(line) }, item.path);
      continue;
    }
    lines.set(path, state.place(item).line);
    compileFile(state, item);
  }
}

function describeDefinitions(state: CompileState, items: readonly SourceItem[]): void {
  for (const { source, item } of items) {
    if (item.kind !== 'define' || item.name.text === '') continue;
    state.source = source;
    const { name } = item;
    const isRefused = refuseBuiltInCall(state, name);
    checkParameters(state, item);
    // Its calls mean what is built in.
    if (isRefused) continue;
    const known = state.definitionNames.get(name.text);
    if (known === undefined) {
      const number = state.definitionNames.size;
      state.definitionNames.set(name.text, { number, source, item });
    } else {
      const { line } = state.sources.place(known.source, known.item);
      state.error('duplicateDefinition', { name: quoted(name.text), line: String(line) }, name);
    }
  }
}

function checkParameters(state: CompileState, { parameters }: DefineItem): void {
  const names = new Set<string>();
  for (const parameter of parameters) {
    refuseBuiltIn(state, parameter);
    if (names.has(parameter.text)) {
      state.error('duplicateParameter', { name: quoted(parameter.text) }, parameter);
    }
    names.add(parameter.text);
  }
}

/** Compiles the bodies of the `def`s, behind the end of the program. */
function compileDefinitions(state: CompileState): void {
  for (const { number, source, item } of state.definitionNames.values()) {
    state.source = source;
    state.frame = newFrame();
    state.inDefinition = true;
    state.who = null;
    for (const parameter of item.parameters) state.nameSlot(state.takeSlot(), parameter.text);
    state.definitions[number] = compileDefinition(state, item);
    state.inDefinition = false;
  }
}

function compileDefinition(
  state: CompileState,
  { name, parameters, body, end }: DefineItem,
): Definition {
  const entry = state.next;
  const description = { name: name.text, parameters: parameters.length, entry };
  if (body.kind !== 'block') {
    const expression = compileExpression(state, body);
    return { ...description, locals: parameters.length, expression };
  }
  compileBlock(state, body);
  state.emit({ op: 'leave', place: state.place({ start: Math.max(0, end - 1), end }) });
  return { ...description, locals: state.frame.most, expression: null };
}
