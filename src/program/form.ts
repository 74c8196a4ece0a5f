/**
 * The compiled form of a program: a flat, immutable list of instructions with resolved names, what the language and
 * the log readers produce and the interpreter runs. Plain data, no source text needed to run it.
 *
 * Everything that changes while a program runs (program counter, variables, counters) lives in tables, not here.
 */
import type { Configuration } from '../engine/configuration';
import type { Image } from '../engine/machine';

/** A place in a source: source number, offsets in characters, 1-based line and column of the start. */
export interface Place {
  readonly source: number;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A variable: global, or local to the running `def`, `for` or handler (relative to the activation's base). */
export interface Slot {
  readonly scope: 'global' | 'local';
  readonly index: number;
}

/** The local variables that mean something at an instruction, innermost first. */
export interface Scope {
  readonly name: string;
  /** Slot among the locals of the activation. */
  readonly slot: number;
  readonly outer: Scope | null;
}

export type BinaryOperator =
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '|'
  | '^'
  | '&'
  | '<<'
  | '>>'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';
export type UnaryOperator = '-' | '!' | '~';

export type Expression =
  /** In the normal form of integer.ts. `file`: the path that `3</lib/x>` names, a string number; else absent. */
  | {
      readonly kind: 'integer';
      readonly value: number | bigint;
      readonly file?: number;
      readonly place: Place;
    }
  | {
      readonly kind: 'string';
      readonly string: number;
      readonly open: boolean;
      readonly place: Place;
    }
  | { readonly kind: 'variable'; readonly slot: Slot; readonly name: string; readonly place: Place }
  /** A variable by its name, as a question from outside the script has it: what it means where the run stands. */
  | { readonly kind: 'named'; readonly name: string; readonly place: Place }
  | {
      readonly kind: 'unary';
      readonly operator: UnaryOperator;
      readonly operand: Expression;
      readonly place: Place;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly place: Place;
    }
  | {
      readonly kind: 'index';
      readonly of: Expression;
      readonly index: Expression;
      readonly place: Place;
    }
  /** `.name` of a value; of null: of the element that a comprehension looks at. */
  | {
      readonly kind: 'field';
      readonly of: Expression | null;
      readonly name: string;
      readonly place: Place;
    }
  /** A name of the machine that stands alone: `frames`, `processes`, `now`, `sound`, `tlb`, `disk`, `events`. */
  | { readonly kind: 'machine'; readonly name: string; readonly place: Place }
  /** A server or `self`: `pm vfs rs vm mfs self`. */
  | { readonly kind: 'process'; readonly name: string; readonly place: Place }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly place: Place;
    }
  /** A call of a `def NAME(...) = expr`. */
  | {
      readonly kind: 'definition';
      readonly definition: number;
      readonly arguments: readonly Expression[];
      readonly place: Place;
    }
  | {
      readonly kind: 'comprehension';
      readonly name: 'count' | 'sum' | 'first' | 'last';
      readonly list: Expression;
      readonly value: Expression | null;
      readonly where: Expression | null;
      readonly by: Expression | null;
      readonly place: Place;
    }
  | {
      readonly kind: 'range';
      readonly from: Expression;
      readonly to: Expression;
      readonly place: Place;
    }
  | { readonly kind: 'list'; readonly elements: readonly Expression[]; readonly place: Place }
  /** `{ss_size=8K, ...}` as an argument or an output. */
  | {
      readonly kind: 'struct';
      readonly fields: readonly { readonly name: string; readonly value: Expression }[];
      readonly partial: boolean;
      readonly place: Place;
    }
  /** `...`, or an output nobody judges. */
  | { readonly kind: 'anything'; readonly place: Place };

/**
 * Arguments stand in the order of the call's parameters (engine/calls.ts, accesses.ts): whoever compiles has put named
 * ones in their places, and `anything` where one is missing before another. Optional ones at the end may be missing.
 */
export interface Argument {
  /** Its name if it was written: `flags=...`. */
  readonly name: string | null;
  readonly value: Expression;
  /** `=> {...}`: what it must hold afterwards. */
  readonly output: Expression | null;
}

/** What is expected of an action. */
export type Outcome =
  /** No `= r`: it must succeed. */
  | { readonly kind: 'success' }
  /** `= ?`: anything goes. */
  | { readonly kind: 'any' }
  | { readonly kind: 'value'; readonly value: Expression }
  /** `= -1 EINVAL`, or `= -EINVAL`. */
  | { readonly kind: 'error'; readonly errno: number; readonly name: string }
  | {
      readonly kind: 'signal';
      readonly signal: number;
      readonly fields: readonly { readonly name: string; readonly value: Expression }[];
    };

/** A variable, or an element of an array. */
export interface Target {
  readonly slot: Slot;
  readonly index: Expression | null;
  readonly name: string;
}

/** One block of `/proc/PID/maps` lines. */
export interface ExpectedMapping {
  /** Addresses in bytes: multiples of a page, so a double holds them exactly. */
  readonly start: number;
  readonly end: number;
  readonly permissions: string;
  /** File offset in bytes, null when it is not judged. */
  readonly offset: number | null;
  /** `anon`, `shm` or a path. */
  readonly object: string;
  readonly growsDown: boolean;
  readonly text: string;
}

interface At {
  readonly place: Place;
}

export type Instruction = At &
  (
    | { readonly op: 'spawn'; readonly target: Target; readonly spawn: Spawn }
    | {
        readonly op: 'call';
        /** A process, or an integer: a pid. */
        readonly process: Expression;
        /** As it was written. */
        readonly name: string;
        /** Its number: `actionNumber(name)` of actions.ts. Accesses are negative, calls are not. */
        readonly action: number;
        readonly arguments: readonly Argument[];
        readonly target: Target | null;
        readonly outcome: Outcome;
        /**
         * What a log recorded as the result where `outcome` does not say it: of an unfinished call, what its `resumed`
         * half says. With `placement = recorded` the engine takes it where it is free. Null: see `outcome`.
         */
        readonly recorded: Expression | null;
        /**
         * The line was `<unfinished ...>`. Arguments that only its `resumed` line prints are here too, so that the call
         * has all it needs; what comes out is judged there.
         */
        readonly unfinished: boolean;
        /** True for accesses that `touches = assumed` added. */
        readonly assumed: boolean;
      }
    /** `<... name resumed> ...) = r`: waits for the call of this process and judges it. */
    | {
        readonly op: 'resume';
        readonly process: Expression;
        readonly name: string;
        readonly action: number;
        /** Arguments that the second half prints, in the places of the call's parameters (see Argument). */
        readonly arguments: readonly Argument[];
        /** Null: the result goes to the target of the unfinished line. */
        readonly target: Target | null;
        readonly outcome: Outcome;
      }
    /** `--- SIGSEGV {...} ---`: this process got this signal. */
    | { readonly op: 'gotSignal'; readonly process: Expression; readonly signal: number }
    /** `+++ exited with 0 +++`, `+++ killed by SIGKILL +++`. */
    | {
        readonly op: 'ended';
        readonly process: Expression;
        readonly status: number;
        readonly signal: number;
      }
    | { readonly op: 'let'; readonly target: Target; readonly value: Expression }
    /** `let NAME[expr]`: an array of zeros. */
    | { readonly op: 'letArray'; readonly target: Target; readonly length: Expression }
    /** No statement of its own: the interpreter follows it at the end of the statement before. */
    | { readonly op: 'jump'; readonly to: number }
    /** Goes on at `to` unless the condition holds. */
    | { readonly op: 'unless'; readonly condition: Expression; readonly to: number }
    /**
     * Begins a loop over [from, end) by step (downwards if it is negative); an empty one goes on at `exit`. Its counter,
     * end and step live in slots. `counter` is the variable of `for`; `repeat n` runs from 0 to n.
     */
    | {
        readonly op: 'loop';
        readonly counter: Slot;
        readonly limit: Slot;
        readonly step: Slot;
        readonly from: Expression;
        readonly end: Expression;
        readonly by: Expression;
        readonly exit: number;
      }
    /** The end of a loop's body: adds the step and goes on at `body` while the counter is in range. */
    | {
        readonly op: 'next';
        readonly counter: Slot;
        readonly limit: Slot;
        readonly step: Slot;
        readonly body: number;
      }
    | {
        readonly op: 'enter';
        readonly definition: number;
        /** Who `self` is in it; null: as in the caller. */
        readonly self: Expression | null;
        readonly arguments: readonly Expression[];
      }
    | { readonly op: 'leave' }
    | { readonly op: 'expect'; readonly condition: Expression; readonly text: string | null }
    | {
        readonly op: 'expectMaps';
        readonly process: Expression;
        readonly mappings: readonly ExpectedMapping[];
      }
    | { readonly op: 'say'; readonly parts: readonly (string | Expression)[] }
    | { readonly op: 'stop'; readonly text: string | null }
    | { readonly op: 'mark' }
    | { readonly op: 'settle' }
    /** `inject alloc(k) { ... }`: begins and ends. `alloc` (which), `disk` (errno), `diskDelay` (ticks of `disk(delay=n)`). */
    | { readonly op: 'inject'; readonly name: string; readonly arguments: readonly Expression[] }
    | { readonly op: 'injectEnd'; readonly name: string }
    /** `ask`: puts the question and begins `since`; the `answer` instruction at `end`, behind the block, answers it. */
    | {
        readonly op: 'ask';
        readonly text: readonly (string | Expression)[];
        readonly points: number;
        readonly answer: Expression;
        readonly end: number;
      }
    /** The end of a question's block. `ask`: the instruction that put it. */
    | { readonly op: 'answer'; readonly ask: number }
    /** The end of the script or of one scenario: pending actions are judged. */
    | { readonly op: 'end' }
  );

export interface Spawn {
  /** The process's name, a string number. */
  readonly name: number;
  /** Path of the program that it runs. */
  readonly image: Expression | null;
  /** Bytes. */
  readonly stack: Expression | null;
  readonly cpu: Expression | null;
  readonly uid: Expression | null;
  readonly pid: Expression | null;
}

/** A `def`: a block (instructions from `entry` to its `leave`) or an expression. */
export interface Definition {
  readonly name: string;
  readonly parameters: number;
  /** Local slots it needs, parameters first. */
  readonly locals: number;
  readonly entry: number;
  readonly expression: Expression | null;
}

/** A file that exists before the program starts. */
export interface FileDescription {
  readonly name: number;
  readonly sizePages: number;
  readonly sizeOffset: number;
  readonly fill: number;
  readonly mode: number;
  /** Image number, 0 for data. */
  readonly image: number;
}

export interface GlobalVariable {
  readonly name: string;
  readonly index: number;
}

/** One runnable program: a script's statements, or one of its scenarios. */
export interface Program {
  readonly name: string;
  readonly configuration: Configuration;
  readonly sources: readonly Source[];
  readonly instructions: readonly Instruction[];
  readonly definitions: readonly Definition[];
  /** Byte strings by number; 0 is empty. Only ever appended to: a query about a run adds its own. */
  readonly strings: Uint8Array[];
  /** Images by number; 0 is none. */
  readonly images: readonly Image[];
  readonly files: readonly FileDescription[];
  readonly globals: readonly GlobalVariable[];
  /** By instruction: the parameters and `for` variables that mean something before it runs. */
  readonly scopes: readonly (Scope | null)[];
  /** Local slots of the main activation (loops outside a `def`). */
  readonly locals: number;
}
