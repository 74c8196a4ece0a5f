// The names that a script gives: processes, variables, definitions, parameters, pids; each with all
// its occurrences. It follows the checker's rules (checkNames.ts, collectNames.ts): what stands
// before the first scenario belongs to all of them, and each scenario has names of its own. It must
// never report anything: wrong names are simply not there.

import type { SourceItem } from '../compileState';
import type { DefineItem, Expression, Span } from '../tree';
import type { Kind } from '../vocabulary';

/** What a name stands for. */
export type NameKind =
  'process' | 'variable' | 'array' | 'definition' | 'parameter' | 'loop' | 'pid';

/** What an occurrence does with the name. */
export type NameRole =
  /** Gives it: `spawn p`, `let x = 1`, `x = mmap()`, `def f()`. */
  | 'gives'
  /** A process acts. */
  | 'acts'
  | 'reads'
  /** Runs a `def`. */
  | 'calls';

export interface Occurrence extends Span {
  readonly source: number;
  readonly role: NameRole;
}

/** A name with everything that is known of it. */
export interface ScriptName {
  readonly name: string;
  /** What its statements make of it; a variable when they differ. */
  kind: NameKind;
  /** The part that it belongs to. */
  readonly part: PartNumber;
  /** In the order in which they were met; those that give it are among them. */
  readonly occurrences: Occurrence[];
  /** Where a parameter or a loop's variable is known; null: in its whole program. */
  readonly scope: (Span & { readonly source: number }) | null;
  /** Of a definition. */
  definition: DefineItem | null;
  /** What its value can be told from: expressions that are set, names of calls whose result it takes. */
  readonly values: NameValue[];
}

export type NameValue =
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** The elements of a list, or numbers, when `to` tells that it is a range. */
  | { readonly kind: 'elements'; readonly list: Expression }
  | { readonly kind: 'result'; readonly callee: string }
  | { readonly kind: 'known'; readonly of: Kind };

/** The items of a script, apart: those of all scenarios, and of each one. */
export interface ScriptParts {
  readonly shared: readonly SourceItem[];
  readonly scenarios: readonly (readonly SourceItem[])[];
}

/** The part of a program that a place belongs to: -1 for what is shared, or a scenario's number. */
export type PartNumber = number;

export const SHARED: PartNumber = -1;

/** All names of a script. */
export class NameTable {
  readonly all: ScriptName[] = [];
  /** Parameters and variables of loops, outer ones before inner ones. */
  readonly locals: ScriptName[] = [];
  /** Names of the script's own, not parameters. */
  private readonly globals = new PartNames();
  private readonly definitions = new PartNames();
  /** By source and offset of their first character; made when it is first asked for. */
  private places: ReadonlyMap<number, ReadonlyMap<number, ScriptName>> | null = null;

  add(
    name: string,
    kind: NameKind,
    part: PartNumber,
    scope: ScriptName['scope'] = null,
  ): ScriptName {
    const added: ScriptName = {
      ...{ name, kind, part, scope, occurrences: [], definition: null, values: [] },
    };
    this.all.push(added);
    if (scope !== null) this.locals.push(added);
    return added;
  }

  /** The variable or process of this name in a part, made if need be. */
  global(part: PartNumber, name: string, kind: NameKind): ScriptName {
    return this.globals.get(part, name) ?? this.globals.set(this.add(name, kind, part));
  }

  /** The definition of this name in a part, made if need be. */
  define(part: PartNumber, name: string): ScriptName {
    const known = this.definitions.get(part, name);
    return known ?? this.definitions.set(this.add(name, 'definition', part));
  }

  /** The variable or process that a name means in a part, or undefined. */
  globalIn(part: PartNumber, name: string): ScriptName | undefined {
    return this.globals.get(SHARED, name) ?? this.globals.get(part, name);
  }

  /** The definition that a name means in a part, or undefined. */
  definitionIn(part: PartNumber, name: string): ScriptName | undefined {
    return this.definitions.get(SHARED, name) ?? this.definitions.get(part, name);
  }

  /** The name that occurs at exactly this offset, or undefined. */
  startingAt(source: number, start: number): ScriptName | undefined {
    this.places ??= this.indexPlaces();
    return this.places.get(source)?.get(start);
  }

  private indexPlaces(): Map<number, Map<number, ScriptName>> {
    const places = new Map<number, Map<number, ScriptName>>();
    for (const name of this.all) {
      for (const { source, start } of name.occurrences) {
        const ofSource = places.get(source) ?? new Map<number, ScriptName>();
        places.set(source, ofSource);
        ofSource.set(start, name);
      }
    }
    return places;
  }

  /** The variables, processes and definitions of a part; those of all scenarios among them. */
  *known(part: PartNumber): Iterable<ScriptName> {
    for (const names of [this.globals, this.definitions]) {
      yield* names.of(SHARED);
      if (part !== SHARED) yield* names.of(part);
    }
  }
}

/** Names by part. */
class PartNames {
  private readonly parts = new Map<PartNumber, Map<string, ScriptName>>();

  get(part: PartNumber, name: string): ScriptName | undefined {
    return this.parts.get(part)?.get(name);
  }

  set(name: ScriptName): ScriptName {
    const names = this.parts.get(name.part) ?? new Map<string, ScriptName>();
    this.parts.set(name.part, names);
    names.set(name.name, name);
    return name;
  }

  of(part: PartNumber): Iterable<ScriptName> {
    return this.parts.get(part)?.values() ?? [];
  }
}

/** The occurrence that says where a name comes from: the first that gives it, else the first. */
export function originOf({ occurrences }: ScriptName): Occurrence | undefined {
  return occurrences.find(({ role }) => role === 'gives') ?? occurrences[0];
}
