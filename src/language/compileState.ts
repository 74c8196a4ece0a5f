// What all compiling functions share: the sources and diagnostics, the instructions so far, the
// pools of strings, images and files, and what names mean at the current place. It must never
// decide what a statement means.

import type { Configuration } from '../engine/configuration';
import type { Image } from '../engine/machine';
import type {
  Definition,
  Expression,
  FileDescription,
  Instruction,
  Place,
  Scope,
  Slot,
} from '../program/form';
import type { Fix, MessageArguments } from './diagnostic';
import type { MessageId } from './messages';
import { replacement } from './parseState';
import type { Sources } from './sources';
import { nearestName } from './suggest';
import type { CallAction, DefineItem, Item, ResumedAction, Span } from './tree';
import type { Kind } from './vocabulary';

/** Wrong names beyond so many get no suggestion: looking for it takes longer than all the rest. */
const MOST_SUGGESTIONS = 500;

/** An item and the source that it stands in. */
export interface SourceItem {
  readonly source: number;
  readonly item: Item;
}

/** A variable of the script. */
export interface GlobalName {
  readonly name: string;
  readonly index: number;
  /** What it holds, as far as all statements that set it agree. */
  kind: Kind;
  /** `let NAME[n]`. */
  isArray: boolean;
  /** A statement before the current place has set it, or may have. */
  isSet: boolean;
}

/** A `def`. */
export interface DefinitionName {
  readonly number: number;
  readonly source: number;
  readonly item: DefineItem;
}

/** The local variables of the script's main part or of one `def`. */
export interface Frame {
  /** The names that mean something at the current place. */
  scope: Scope | null;
  used: number;
  most: number;
}

/** A loop that is being compiled. */
export interface Loop {
  /** Instructions that jump behind it. */
  readonly breaks: number[];
  /** How many faults were injected where it began. */
  readonly faults: number;
}

/** Byte strings by number, each once; 0 is the empty one. */
export class StringPool {
  private readonly numbers = new Map<string, number>();

  /** @param list strings that are there already; new ones are appended. */
  constructor(readonly list: Uint8Array[] = [new Uint8Array(0)]) {
    list.forEach((bytes, number) => {
      this.numbers.set(String.fromCharCode(...bytes.subarray(0, 4096)), number);
    });
  }

  /** The number of a string, of which each character is one byte. */
  number(bytes: string): number {
    const known = this.numbers.get(bytes);
    if (known !== undefined) return known;
    const string = Uint8Array.from(bytes, (character) => character.charCodeAt(0));
    this.list.push(string);
    this.numbers.set(bytes, this.list.length - 1);
    return this.list.length - 1;
  }
}

export class CompileState {
  /** The source of the current item. */
  source = 0;
  readonly instructions: Instruction[] = [];
  /** By instruction, what local names mean before it runs. */
  readonly scopes: (Scope | null)[] = [];
  readonly definitions: (Definition | undefined)[] = [];
  readonly images: Image[] = [{ mappings: [], breakPage: 0, breakOffset: 0 }];
  /** Files by path. */
  readonly files = new Map<string, FileDescription>();
  /** Those of them that no `file` describes, but the maps of a program. */
  readonly assumedFiles = new Set<string>();
  readonly globals = new Map<string, GlobalName>();
  readonly definitionNames = new Map<string, DefinitionName>();
  frame: Frame = newFrame();
  /** Of a question about a run: all names of variables, which mean what they mean where the run stands. */
  named: ReadonlySet<string> | null = null;
  /** Who acts where nobody is named: inside `who { }`. */
  who: Expression | null = null;
  /** Inside a `def`, where `self` acts. */
  inDefinition = false;
  /** The element's kind while a `where`, `by` or aggregate is compiled, else null. */
  element: Kind | null = null;
  /** In what a call writes: there `s` is the status that `WIFEXITED(s)` and its like ask about. */
  inStatus = false;
  /** Loops around the current place, innermost last. */
  loops: Loop[] = [];
  /** Faults that are injected at the current place. */
  faults: string[] = [];
  /** Pids that statements of this script give; and whether some leave the choice to the machine. */
  readonly pids = new Set<string>();
  choosesPids = false;
  /** Constants of a log that the machine does not know (later.ts), and how often they stand there. */
  readonly unmodelled = new Map<string, number>();
  /** The `resumed` line of each unfinished call, and the other way round. */
  readonly resumedBy = new Map<CallAction, ResumedAction>();
  readonly begunBy = new Map<ResumedAction, CallAction>();

  /** What wrong names were probably meant to be: some are written very often. */
  private readonly suggestions = new Map<string, string | null>();

  constructor(
    readonly sources: Sources,
    readonly configuration: Configuration,
    readonly strings: StringPool,
  ) {}

  get pageBytes(): number {
    return this.configuration.architecture.pageBytes;
  }

  place(span: Span): Place {
    return this.sources.place(this.source, span);
  }

  text(span: Span): string {
    return this.sources.slice(this.source, span);
  }

  error(id: MessageId, args: MessageArguments, span: Span, fix?: Fix): void {
    this.sources.report(this.source, 'error', id, args, span, fix);
  }

  /** Appends an instruction. @returns its number. */
  emit(instruction: Instruction): number {
    this.instructions.push(instruction);
    this.scopes.push(this.frame.scope);
    return this.instructions.length - 1;
  }

  /** Whether a process of this script has this pid, or may be given it. */
  mayHavePid(pid: string): boolean {
    return this.choosesPids || this.pids.has(pid);
  }

  /** The number of the next instruction. */
  get next(): number {
    return this.instructions.length;
  }

  /** A new local slot, given back by `releaseTo`. */
  takeSlot(): Slot {
    const { frame } = this;
    const slot = frame.used++;
    frame.most = Math.max(frame.most, frame.used);
    return { scope: 'local', index: slot };
  }

  /** From here on the name means the variable in this slot. */
  nameSlot({ index }: Slot, name: string): void {
    const { frame } = this;
    frame.scope = { name, slot: index, outer: frame.scope };
  }

  /** Gives back the local slots that were taken since `used` were, and their names. */
  releaseTo(used: number): void {
    const { frame } = this;
    frame.used = used;
    while (frame.scope !== null && frame.scope.slot >= used) frame.scope = frame.scope.outer;
  }

  /** The local variable of this name, or null. */
  local(name: string): Slot | null {
    let { scope } = this.frame;
    while (scope !== null && scope.name !== name) scope = scope.outer;
    return scope === null ? null : { scope: 'local', index: scope.slot };
  }

  /** Declares a variable of the script, or another use of it. */
  declare(name: string, kind: Kind, isArray = false): GlobalName {
    const known = this.globals.get(name);
    if (known === undefined) {
      const global = { name, index: this.globals.size, kind, isArray, isSet: false };
      this.globals.set(name, global);
      return global;
    }
    if (known.kind !== kind) known.kind = 'any';
    if (known.isArray !== isArray) known.isArray = false;
    return known;
  }

  /**
   * Reports a wrong name: `near` when one of the candidates is near it, with a fix that puts it in,
   * else `plain`.
   */
  reportName(
    plain: MessageId,
    near: MessageId,
    name: string,
    candidates: Iterable<string>,
    args: MessageArguments,
    span: Span,
  ): void {
    const key = `${near} ${name}`;
    const known = this.suggestions.get(key);
    const mayLook = known === undefined && this.suggestions.size < MOST_SUGGESTIONS;
    const suggestion = mayLook ? nearestName(name, candidates) : (known ?? null);
    if (mayLook) this.suggestions.set(key, suggestion);
    if (suggestion === null) {
      this.error(plain, args, span);
      return;
    }
    const fix = replacement(span, name, suggestion);
    this.error(near, { ...args, suggestion: `\`${suggestion}\`` }, span, fix);
  }
}

export function newFrame(): Frame {
  return { scope: null, used: 0, most: 0 };
}
