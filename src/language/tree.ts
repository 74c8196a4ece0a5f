// The syntax tree of a scenario: plain, read-only data that mirrors the grammar, each node with its
// place in the source. It must never hold meaning: what a name stands for, or whether a call
// exists, is for the checker to say.

import type {
  Argument,
  ArgumentValue,
  Expression,
  Identifier,
  IntegerLiteral,
  MissingExpression,
  Span,
  StringLiteral,
  StructLiteral,
} from './expressionTree';

export { argumentName, argumentOutput, argumentValue } from './expressionTree';
export type * from './expressionTree';

// -------------------------------------------------------------------------------------------------
// Who acts. These nodes have no place of their own: they begin where their statement begins, and
// statements of one process share one.

/** `parent:`, `workers[i]:`. */
export interface PlaceWho {
  readonly kind: 'place';
  readonly name: string;
  readonly index: Expression | null;
}

/** `28114`, `28114:`, `[pid 28114]`. */
export interface PidWho {
  readonly kind: 'pid';
  readonly pid: number | bigint;
  readonly spelling: 'bare' | 'colon' | 'bracketed';
}

/** `self:`, the process whose handler runs. */
export interface SelfWho {
  readonly kind: 'self';
}

export type Who = PlaceWho | PidWho | SelfWho;

// -------------------------------------------------------------------------------------------------
// Actions. Each is a statement; `who` is null inside `who { }`, for a `def`, and for logs of one
// process.

/** A variable, or one element of an array. The name begins where the node begins. */
export interface Place extends Span {
  readonly name: string;
  readonly index: Expression | null;
}

/** Text that is kept as it stands, without what encloses it. */
export interface Words extends Span {
  readonly text: string;
}

/** `= ?`, `= ? ERESTARTSYS (To be restarted)`: anything goes. */
export interface AnyOutcome extends Span {
  readonly kind: 'any';
  readonly reason: Identifier | null;
  readonly words: Words | null;
}

/** `= SIGSEGV {si_code=SEGV_ACCERR}`: the action ends in this signal. */
export interface SignalOutcome extends Span {
  readonly kind: 'signal';
  readonly signal: Identifier;
  readonly details: StructLiteral | null;
  readonly words: Words | null;
}

/** `= 0`, `= -1 EINVAL (Invalid argument)`: the result, and the error's name if one is given. */
export interface ValueOutcome extends Span {
  readonly kind: 'value';
  readonly value: Expression;
  readonly error: Identifier | null;
  readonly words: Words | null;
}

export type Outcome = AnyOutcome | SignalOutcome | ValueOutcome;

/** `x = mmap(...) = 0x1000`, `brk(NULL <unfinished ...>`. */
export interface CallAction extends Span {
  readonly kind: 'call';
  readonly who: Who | null;
  readonly target: Place | null;
  readonly callee: string;
  /** Where the name of the call begins. */
  readonly calleeStart: number;
  readonly args: readonly Argument[];
  readonly unfinished: boolean;
  readonly outcome: Outcome | null;
}

/** `<... clone3 resumed> => {parent_tid=[0]}, 88) = 28081`. */
export interface ResumedAction extends Span {
  readonly kind: 'resumed';
  readonly who: Who | null;
  readonly callee: string;
  /** Where the name of the call begins. */
  readonly calleeStart: number;
  /** What was written to the last argument that the unfinished half printed, or null. */
  readonly output: ArgumentValue | null;
  readonly args: readonly Argument[];
  readonly outcome: Outcome | null;
}

/** `--- SIGCHLD {si_signo=SIGCHLD, ...} ---`: the process got this signal. */
export interface SignalAction extends Span {
  readonly kind: 'signal';
  readonly who: Who | null;
  readonly signal: Identifier;
  readonly details: StructLiteral | null;
}

/** `+++ exited with 0 +++`, `+++ killed by SIGSEGV (core dumped) +++`: the process ended so. */
export interface ExitAction extends Span {
  readonly kind: 'exit';
  readonly who: Who | null;
  readonly words: Words;
  /** N of "exited with N", or null. */
  readonly status: number | null;
  /** SIG of "killed by SIG", or null. */
  readonly signal: string | null;
}

export type Action = CallAction | ResumedAction | SignalAction | ExitAction;

// -------------------------------------------------------------------------------------------------
// Settings

/** `64/4`: entries and ways, or bytes and ways. */
export interface RatioValue extends Span {
  readonly kind: 'ratio';
  readonly value: IntegerLiteral;
  readonly ways: IntegerLiteral;
}

/** `i386`, `custom { levels = [4, 4] }`. */
export interface WordValue extends Span {
  readonly kind: 'word';
  readonly word: string;
  readonly settings: Settings | null;
}

export interface ListValue extends Span {
  readonly kind: 'values';
  readonly values: readonly SettingValue[];
}

export type SettingValue =
  | IntegerLiteral
  | StringLiteral
  | RatioValue
  | WordValue
  | ListValue
  | Settings
  | MissingExpression;

export interface Setting extends Span {
  readonly key: Identifier;
  readonly value: SettingValue;
}

/** `{ arch = i386, memory = 4M }`. */
export interface Settings extends Span {
  readonly kind: 'settings';
  readonly entries: readonly Setting[];
}

// -------------------------------------------------------------------------------------------------
// Items

/** `{ ... }` of items; the span includes the braces. */
export interface Block extends Span {
  readonly kind: 'block';
  readonly items: readonly Item[];
}

/** The text of `say` and `ask`: Unicode strings, and the expressions that stood in `{ }`. */
export interface Text extends Span {
  readonly parts: readonly (string | Expression)[];
}

export interface MachineItem extends Span {
  readonly kind: 'machine';
  readonly settings: Settings;
}

export interface FileItem extends Span {
  readonly kind: 'file';
  readonly path: StringLiteral;
  readonly settings: Settings;
}

export interface SpawnItem extends Span {
  readonly kind: 'spawn';
  readonly name: Identifier;
  readonly settings: Settings | null;
}

export interface IncludeItem extends Span {
  readonly kind: 'include';
  readonly path: StringLiteral;
}

/** `def f(a, b) { ... }` with a block, or `def f(a) = a + 1` with an expression. */
export interface DefineItem extends Span {
  readonly kind: 'define';
  readonly name: Identifier;
  readonly parameters: readonly Identifier[];
  readonly body: Block | Expression;
}

export interface ScenarioItem extends Span {
  readonly kind: 'scenario';
  readonly title: StringLiteral;
  readonly body: Block;
}

/** `p: { ... }`. */
export interface WhoStatement extends Span {
  readonly kind: 'who';
  readonly who: Who;
  readonly body: Block;
}

/** `let a[8]`: an array of zeros. */
export interface ArrayStatement extends Span {
  readonly kind: 'array';
  readonly name: Identifier;
  readonly length: Expression;
}

/** `let x = 1`, `let a[i] = 1`. */
export interface LetStatement extends Span {
  readonly kind: 'let';
  readonly place: Place;
  readonly value: Expression;
}

export interface IfArm extends Span {
  readonly condition: Expression;
  readonly body: Block;
}

/** `if a { } else if b { } else { }`: one arm for each condition, in order. */
export interface IfStatement extends Span {
  readonly kind: 'if';
  readonly arms: readonly IfArm[];
  readonly otherwise: Block | null;
}

/** `0..8 step 2`, or with `to` null a count or list on its own. The end is not included. */
export interface Range extends Span {
  readonly from: Expression;
  readonly to: Expression | null;
  readonly step: Expression | null;
}

export interface ForStatement extends Span {
  readonly kind: 'for';
  readonly variable: Identifier;
  readonly range: Range;
  readonly body: Block;
}

export interface RepeatStatement extends Span {
  readonly kind: 'repeat';
  readonly count: Expression;
  readonly body: Block;
}

export interface ExpectStatement extends Span {
  readonly kind: 'expect';
  readonly condition: Expression;
  readonly message: StringLiteral | null;
}

/**
 * `expect maps(p) { lines of /proc/PID/maps }`: the lines trimmed, without empty lines and `#`
 * comments.
 */
export interface ExpectMapsStatement extends Span {
  readonly kind: 'expectMaps';
  readonly process: Expression;
  readonly lines: readonly Words[];
  /** From `{` to `}`, both included. */
  readonly body: Span;
}

export interface AskStatement extends Span {
  readonly kind: 'ask';
  readonly question: Text;
  readonly points: IntegerLiteral | null;
  readonly answer: Expression;
  readonly body: Block | null;
}

export interface SayStatement extends Span {
  readonly kind: 'say';
  readonly text: Text;
}

export interface StopStatement extends Span {
  readonly kind: 'stop';
  readonly message: StringLiteral | null;
}

/** `break`, `mark`, `settle`. */
export interface WordStatement extends Span {
  readonly kind: 'break' | 'mark' | 'settle';
}

/** `parallel { }`, `explore { }`. */
export interface InterleavedStatement extends Span {
  readonly kind: 'parallel' | 'explore';
  readonly body: Block;
}

export interface InjectStatement extends Span {
  readonly kind: 'inject';
  readonly fault: Identifier;
  readonly args: readonly Argument[];
  readonly body: Block;
}

/**
 * What could not be read; there is a diagnostic for it. `item` is what was understood of it, if
 * anything.
 */
export interface BrokenItem extends Span {
  readonly kind: 'broken';
  readonly item: Item | null;
  /** The block behind a header that could not be read, or null. */
  readonly body: Block | null;
}

export type Statement =
  | Action
  | WhoStatement
  | ArrayStatement
  | LetStatement
  | IfStatement
  | ForStatement
  | RepeatStatement
  | ExpectStatement
  | ExpectMapsStatement
  | AskStatement
  | SayStatement
  | StopStatement
  | WordStatement
  | InterleavedStatement
  | InjectStatement;

export type Item =
  | MachineItem
  | FileItem
  | SpawnItem
  | IncludeItem
  | DefineItem
  | ScenarioItem
  | Statement
  | BrokenItem;

export interface Script extends Span {
  readonly kind: 'script';
  readonly items: readonly Item[];
}
