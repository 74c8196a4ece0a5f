// Finds the names of a script and where they occur. First which names each part gives, then every
// occurrence, so that a `def` before the scenarios may use what only they give.

import { makesProcess, printedPid } from '../collectNames';
import type { SourceItem } from '../compileState';
import type {
  Action,
  CallAction,
  DefineItem,
  Expression,
  ForStatement,
  Item,
  ResumedAction,
  Span,
  Who,
} from '../tree';
import {
  NameTable,
  SHARED,
  type NameKind,
  type NameRole,
  type NameValue,
  type PartNumber,
  type ScriptName,
  type ScriptParts,
} from './names';
import { blocksOf, forEachChild, type Node } from './nodes';

/** Parameters and loop variables that are known where the walk is, innermost first. */
interface Locals {
  readonly name: string;
  readonly of: ScriptName;
  readonly outer: Locals | null;
}

/** The names of a script's parts. */
export function findNames(parts: ScriptParts): NameTable {
  const given = new GivenNames();
  given.part(parts.shared, SHARED);
  parts.scenarios.forEach((items, number) => {
    given.part(items, number);
  });
  const finder = new NameFinder(given);
  finder.part(parts.shared, SHARED);
  parts.scenarios.forEach((items, number) => {
    finder.part(items, number);
  });
  return finder.table;
}

// -------------------------------------------------------------------------------------------------
// Which names a part gives

class GivenNames {
  private readonly variables = new Map<string, Set<PartNumber>>();
  private readonly definitions = new Map<string, Set<PartNumber>>();

  part(items: readonly SourceItem[], part: PartNumber): void {
    for (const { item } of items) this.item(item, part);
  }

  /** Whether a part gives this name; for what is shared, whether any part does. */
  hasVariable(name: string, part: PartNumber): boolean {
    return has(this.variables.get(name), part);
  }

  hasDefinition(name: string, part: PartNumber): boolean {
    return has(this.definitions.get(name), part);
  }

  private item(item: Item, part: PartNumber): void {
    const add = (names: Map<string, Set<PartNumber>>, name: string): void => {
      const known = names.get(name) ?? new Set();
      names.set(name, known.add(part));
    };
    if (item.kind === 'spawn') {
      add(this.variables, item.name.text);
      const pid = spawnedPid(item);
      if (pid !== null) add(this.variables, pid);
    } else if (item.kind === 'define') {
      add(this.definitions, item.name.text);
    } else if (item.kind === 'array') {
      add(this.variables, item.name.text);
    } else if (item.kind === 'let') {
      if (item.place.index === null) add(this.variables, item.place.name);
    } else if (item.kind === 'call' || item.kind === 'resumed') {
      const target = item.kind === 'call' ? item.target : null;
      if (target !== null && target.index === null) add(this.variables, target.name);
      const pid = forkedPid(item);
      if (pid !== null) add(this.variables, pid);
      return;
    }
    for (const block of blocksOf(item)) for (const inner of block.items) this.item(inner, part);
  }
}

function has(parts: ReadonlySet<PartNumber> | undefined, part: PartNumber): boolean {
  return parts !== undefined && (part === SHARED || parts.has(part) || parts.has(SHARED));
}

/** The pid that `spawn p { pid = 12 }` gives, as a name. */
function spawnedPid(item: Extract<Item, { readonly kind: 'spawn' }>): string | null {
  const value = item.settings?.entries.find(({ key }) => key.text === 'pid')?.value;
  return value?.kind === 'integer' ? String(value.value) : null;
}

/** The pid that a line prints as the result of making a process, as a name. */
function forkedPid(action: CallAction | ResumedAction): string | null {
  return makesProcess(action.callee) ? printedPid(action.outcome) : null;
}

// -------------------------------------------------------------------------------------------------
// Where they occur

class NameFinder {
  readonly table = new NameTable();
  private source = 0;
  private current: PartNumber = SHARED;
  private locals: Locals | null = null;
  private readonly visitChild = (node: Node): void => {
    this.visit(node);
  };

  constructor(private readonly given: GivenNames) {}

  part(items: readonly SourceItem[], part: PartNumber): void {
    this.current = part;
    for (const { source, item } of items) {
      this.source = source;
      this.visit(item);
    }
  }

  private visit(node: Node): void {
    switch (node.kind) {
      case 'name':
        this.reads(node.name, node.start);
        return;
      case 'call':
        if ('calleeStart' in node) this.action(node);
        else this.calls(node.callee, node.start);
        break;
      case 'resumed':
        this.action(node);
        break;
      case 'signal':
      case 'exit':
        if ('who' in node) this.who(node);
        break;
      case 'who':
        this.who(node);
        break;
      case 'spawn':
      case 'array':
      case 'let':
        this.gives(node);
        break;
      case 'define':
        this.define(node);
        return;
      case 'for':
        this.loop(node);
        return;
      default:
    }
    forEachChild(node, this.visitChild);
  }

  private note(of: ScriptName, start: number, length: number, role: NameRole): void {
    of.occurrences.push({ source: this.source, start, end: start + length, role });
  }

  /** The variable or process that a name means here, or null. */
  private variable(name: string): ScriptName | null {
    for (let local = this.locals; local !== null; local = local.outer) {
      if (local.name === name) return local.of;
    }
    const known = this.table.globalIn(this.current, name);
    if (known !== undefined) return known;
    if (name === '' || !this.given.hasVariable(name, this.current)) return null;
    return this.table.global(this.current, name, 'variable');
  }

  private reads(name: string, start: number): void {
    const variable = this.variable(name);
    if (variable !== null) this.note(variable, start, name.length, 'reads');
    else this.calls(name, start);
  }

  private calls(name: string, start: number): void {
    const known = this.definition(name);
    if (known !== null) this.note(known, start, name.length, 'calls');
  }

  private definition(name: string): ScriptName | null {
    const known = this.table.definitionIn(this.current, name);
    if (known !== undefined) return known;
    if (name === '' || !this.given.hasDefinition(name, this.current)) return null;
    return this.table.define(this.current, name);
  }

  private set(name: string, start: number, kind: NameKind, value: NameValue): void {
    const variable = this.variable(name);
    if (variable === null) return;
    const isFirst = variable.values.length === 0;
    if (variable.scope === null) {
      if (isFirst) variable.kind = kind;
      else if (variable.kind !== kind) variable.kind = 'variable';
    }
    variable.values.push(value);
    this.note(variable, start, name.length, 'gives');
  }

  private gives(node: Extract<Item, { readonly kind: 'spawn' | 'array' | 'let' }>): void {
    if (node.kind === 'spawn') {
      const { text, start } = node.name;
      this.set(text, start, 'process', { kind: 'known', of: 'process' });
      const pid = node.settings?.entries.find(({ key }) => key.text === 'pid')?.value;
      if (pid?.kind === 'integer') this.pid(String(pid.value), pid.start, pid.end);
    } else if (node.kind === 'array') {
      const { text, start } = node.name;
      this.set(text, start, 'array', { kind: 'known', of: 'list' });
    } else {
      const { name, start, index } = node.place;
      const value: NameValue = { kind: 'expression', expression: node.value };
      if (index === null) this.set(name, start, 'variable', value);
      else this.reads(name, start);
    }
  }

  /** A pid that a statement gives. */
  private pid(name: string, start: number, end: number): void {
    const known = this.table.global(this.current, name, 'pid');
    this.note(known, start, end - start, 'gives');
  }

  private who({ who, start }: { readonly who: Who | null; readonly start: number }): void {
    if (who?.kind === 'place') {
      const process = this.variable(who.name);
      if (process !== null) this.note(process, start, who.name.length, 'acts');
    } else if (who?.kind === 'pid') {
      const name = String(who.pid);
      const process = this.table.globalIn(this.current, name);
      // `[pid  28114]` has it further in; how far, strace decides.
      const inside = who.spelling === 'bracketed' ? '[pid '.length : 0;
      if (process !== undefined) this.note(process, start + inside, name.length, 'acts');
    }
  }

  private action(node: Extract<Action, { readonly callee: string }>): void {
    this.who(node);
    if (node.kind === 'call') {
      this.calls(node.callee, node.calleeStart);
      const { target } = node;
      if (target !== null && target.index !== null) this.reads(target.name, target.start);
      else if (target !== null) {
        const kind = makesProcess(node.callee) ? 'process' : 'variable';
        const value: NameValue = { kind: 'result', callee: node.callee };
        this.set(target.name, target.start, kind, value);
      }
    }
    const pid = forkedPid(node);
    if (pid === null || node.outcome?.kind !== 'value') return;
    this.pid(pid, node.outcome.value.start, node.outcome.value.end);
  }

  private define(node: DefineItem): void {
    const { name, parameters, body } = node;
    const known = this.definition(name.text);
    if (known !== null) {
      known.definition ??= node;
      this.note(known, name.start, name.text.length, 'gives');
    }
    const outer = this.locals;
    for (const { text, start } of parameters) this.addLocal(text, start, 'parameter', node);
    this.visit(body);
    this.locals = outer;
  }

  private loop(node: ForStatement): void {
    const { variable, range, body } = node;
    for (const part of [range.from, range.to, range.step]) if (part !== null) this.visit(part);
    const outer = this.locals;
    const counted = this.addLocal(variable.text, variable.start, 'loop', body);
    counted.values.push(valueOfLoop(range.from, range.to));
    this.visit(body);
    this.locals = outer;
  }

  /** A name that is known in a stretch of the source. */
  private addLocal(name: string, start: number, kind: NameKind, known: Span): ScriptName {
    const scope = { source: this.source, start: known.start, end: known.end };
    const of = this.table.add(name, kind, this.current, scope);
    this.note(of, start, name.length, 'gives');
    this.locals = { name, of, outer: this.locals };
    return of;
  }
}

function valueOfLoop(from: Expression, to: Expression | null): NameValue {
  if (to !== null) return { kind: 'known', of: 'number' };
  return { kind: 'elements', list: from };
}
