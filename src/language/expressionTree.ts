// The part of the syntax tree that expressions and the arguments of calls are made of.

/** A stretch of the source, in UTF-16 units: `start` is its first, `end` the one after its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A name as it was written. */
export interface Identifier extends Span {
  readonly text: string;
}

// -------------------------------------------------------------------------------------------------
// Expressions

export type UnaryOperator = '-' | '!' | '~';

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

/**
 * `16K`, `0x1f`, `0600`, `3</lib/x>`. From 0 to 2^64-1: a number while that is exact, else a
 * bigint.
 */
export interface IntegerLiteral extends Span {
  readonly kind: 'integer';
  readonly value: number | bigint;
  /** How it was written; `16K` is decimal. */
  readonly radix: 8 | 10 | 16;
  /** The file that `3</lib/x>` names, or null. */
  readonly file: string | null;
}

/** `'a'`: one byte. */
export interface CharacterLiteral extends Span {
  readonly kind: 'character';
  readonly value: number;
}

/** `"GNU"`, or `"GNU"...` when only the beginning is given. */
export interface StringLiteral extends Span {
  readonly kind: 'string';
  /**
   * One character for each byte, 0 to 255: non-ASCII text as UTF-8. `decodeText` gives the text.
   */
  readonly bytes: string;
  readonly partial: boolean;
}

export interface BooleanLiteral extends Span {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** A variable, process, constant or value without arguments: `buf`, `PROT_READ`, `cycles`. */
export interface NameReference extends Span {
  readonly kind: 'name';
  readonly name: string;
}

/** `.perm`: a field of the element that a `where`, a `by` or an aggregate looks at. */
export interface ElementField extends Span {
  readonly kind: 'elementField';
  /** Its name ends where the node ends. */
  readonly field: string;
}

/** `[1, 0]`. Only an action's arguments may hold names, structs and `...` inside. */
export interface ListLiteral extends Span {
  readonly kind: 'list';
  readonly elements: readonly Argument[];
}

/** `frame(p, a)`, `pick(1..6)`, `count(events where .kind == "fault" by .function)`. */
export interface CallExpression extends Span {
  readonly kind: 'call';
  /** Begins where the node begins. */
  readonly callee: string;
  readonly args: readonly Expression[];
  /** The end (not included) of the range that the first argument begins, or null. */
  readonly rangeEnd: Expression | null;
  readonly where: Expression | null;
  readonly by: Expression | null;
}

export interface UnaryExpression extends Span {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export interface BinaryExpression extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `p.faults`. */
export interface FieldAccess extends Span {
  readonly kind: 'field';
  readonly object: Expression;
  /** Its name ends where the node ends. */
  readonly field: string;
}

/** `a[i]`. */
export interface IndexAccess extends Span {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression;
}

/** Stands where a value should have been. There is a diagnostic for it. */
export interface MissingExpression extends Span {
  readonly kind: 'missing';
}

export type Expression =
  | IntegerLiteral
  | CharacterLiteral
  | StringLiteral
  | BooleanLiteral
  | NameReference
  | ElementField
  | ListLiteral
  | CallExpression
  | UnaryExpression
  | BinaryExpression
  | FieldAccess
  | IndexAccess
  | MissingExpression;

// -------------------------------------------------------------------------------------------------
// Arguments of actions, as strace prints them

/** `{st_mode=S_IFREG|0644, st_size=5, ...}`, `{WIFEXITED(s) && WEXITSTATUS(s) == 0}`. */
export interface StructLiteral extends Span {
  readonly kind: 'struct';
  readonly fields: readonly Argument[];
}

/** `...`: whatever. */
export interface Ellipsis extends Span {
  readonly kind: 'ellipsis';
}

export type ArgumentValue = Expression | StructLiteral | Ellipsis;

/** `name=value`, `value => output`, `name=value => output`. */
export interface NamedArgument extends Span {
  readonly kind: 'argument';
  /** The name, which begins where the node begins, or null. */
  readonly name: string | null;
  readonly value: ArgumentValue;
  /** What the call is expected to have written there when it returned, or null. */
  readonly output: ArgumentValue | null;
}

/**
 * An argument of a call, an element of a list or a field of a struct. Most are only a value, and
 * there is no node around it: a script of 100,000 lines has half a million of them. `argumentValue`
 * and its like hide the difference.
 */
export type Argument = ArgumentValue | NamedArgument;

/** The value of an argument, without name and output. */
export function argumentValue(argument: Argument): ArgumentValue {
  return argument.kind === 'argument' ? argument.value : argument;
}

/** The name in `name=value`, or null. */
export function argumentName(argument: Argument): string | null {
  return argument.kind === 'argument' ? argument.name : null;
}

/** The output in `value => output`, or null. */
export function argumentOutput(argument: Argument): ArgumentValue | null {
  return argument.kind === 'argument' ? argument.output : null;
}
