// Accesses that calls imply, for `touches = assumed`: a log holds none. Each becomes an instruction
// of its own with the call's place, marked as assumed; the interpreter leaves out those that would
// fault, because a log need not tell what lies there. It must never change what a process can read,
// but for what the kernel is known to write: a page is written with what it holds.
//
// Assumed are: the kernel puts a program's arguments on its stack, and the thread ids that clone is
// asked for where it is told (execve(2), clone(2)); the loader reads the program, runs, and
// relocates itself (ld.so(8)); whoever makes a thread prepares its stack; what is protected against
// writing was written before (the relocated data of a library, ELF's PT_GNU_RELRO).

import type { Image, ImageMapping } from '../engine/machine';
import { PROT_EXEC, PROT_WRITE, REGION_NAME } from '../engine/vm/vm';
import { ACCESSES, FETCH, LOAD, MEMCPY, STORE } from '../program/accesses';
import type { Expression, Instruction, Place } from '../program/form';
import type { CompileState } from './compileState';
import { constantValue } from './constants';
import { argumentName, argumentValue, type Argument, type ArgumentValue } from './tree';

type Call = Extract<Instruction, { readonly op: 'call' }>;

/** Bytes at the top of a stack: two words of the largest machine. */
const TOP_BYTES = 16;
/** Bytes of a thread's id. */
const ID_BYTES = 4;

/** Emits a call, with the accesses that it implies before and behind it if the machine asks for them. */
export function emitCall(state: CompileState, call: Call, trees: readonly Argument[]): void {
  const isAsked = state.configuration.touches === 'assumed';
  if (!isAsked || call.action < 0 || call.unfinished || call.outcome.kind === 'error') {
    state.emit(call);
    return;
  }
  const { name } = call;
  if (name === 'mprotect') touchProtected(state, call, trees);
  if (name === 'clone' || name === 'clone3') touchNewStack(state, call, trees);
  state.emit(call);
  if (name === 'execve') touchImage(state, call);
  if (name === 'clone' || name === 'clone3') writeIds(state, call, trees);
}

/** Emits one access by `process`. */
function access(
  state: CompileState,
  process: Expression,
  action: number,
  values: readonly Expression[],
  place: Place,
): void {
  state.emit({
    op: 'call',
    process,
    name: ACCESSES.find(({ number }) => number === action)?.name ?? '',
    action,
    arguments: values.map((value) => ({ name: null, value, output: null })),
    target: null,
    outcome: { kind: 'any' },
    recorded: null,
    unfinished: false,
    assumed: true,
    place,
  });
}

function integer(value: number, place: Place): Expression {
  return { kind: 'integer', value, place };
}

/** Writes bytes of a page with what they hold. */
function rewrite(state: CompileState, { process, place }: Call, at: number, bytes: number): void {
  const address = integer(at, place);
  access(state, process, MEMCPY, [address, address, integer(bytes, place)], place);
}

// -------------------------------------------------------------------------------------------------
// mprotect, execve

function touchProtected(state: CompileState, call: Call, trees: readonly Argument[]): void {
  const start = constantOf(valueOf(trees, 'addr', 0));
  const protection = constantOf(valueOf(trees, 'prot', 2));
  if (start === null || protection === null || (protection & PROT_WRITE) !== 0) return;
  rewrite(state, call, start, 1);
}

function touchImage(state: CompileState, call: Call): void {
  const number = call.arguments[3]?.value;
  const image = number?.kind === 'integer' ? state.images[Number(number.value)] : undefined;
  if (image === undefined) return;
  const { pageBytes } = state;
  const stack = image.mappings.find(({ name }) => name === REGION_NAME.STACK);
  if (stack !== undefined) {
    rewrite(state, call, (stack.startPage + stack.pages) * pageBytes - TOP_BYTES, TOP_BYTES);
  }
  const [program] = image.mappings;
  if (program === undefined || program.path === 0) return;
  touch(state, call, LOAD, program);
  for (const mapping of loaderOf(image)) {
    if ((mapping.protection & PROT_EXEC) !== 0) touch(state, call, FETCH, mapping);
    else if ((mapping.protection & PROT_WRITE) !== 0) {
      rewrite(state, call, mapping.startPage * pageBytes, 1);
    } else touch(state, call, LOAD, mapping);
  }
}

/** Mappings of the program that runs first: the loader, or of a static program the program itself. */
function loaderOf({ mappings }: Image): readonly ImageMapping[] {
  const files = mappings.filter(({ path }) => path !== 0);
  return files.filter(({ path }) => path === files.at(-1)?.path);
}

function touch(state: CompileState, call: Call, action: number, { startPage }: ImageMapping): void {
  const { process, place } = call;
  access(state, process, action, [integer(startPage * state.pageBytes, place)], place);
}

// -------------------------------------------------------------------------------------------------
// clone, clone3

/** The fields of clone3's struct, or the arguments of clone. */
function cloneFields(call: Call, trees: readonly Argument[]): readonly Argument[] {
  if (call.name === 'clone') return trees;
  const struct = valueOf(trees, 'cl_args', 0);
  return struct?.kind === 'struct' ? struct.fields : [];
}

function touchNewStack(state: CompileState, call: Call, trees: readonly Argument[]): void {
  const fields = cloneFields(call, trees);
  const isOld = call.name === 'clone';
  const stack = constantOf(valueOf(fields, isOld ? 'child_stack' : 'stack', isOld ? 0 : -1));
  const size = isOld ? 0 : constantOf(valueOf(fields, 'stack_size', -1));
  if (stack === null || stack === 0 || size === null) return;
  rewrite(state, call, stack + size - TOP_BYTES, TOP_BYTES);
}

/** CLONE_PARENT_SETTID writes the child's id for the caller, CLONE_CHILD_SETTID for the child. */
function writeIds(state: CompileState, call: Call, trees: readonly Argument[]): void {
  const fields = cloneFields(call, trees);
  const isOld = call.name === 'clone';
  const { outcome, place, target, process } = call;
  const flags = constantOf(valueOf(fields, 'flags', isOld ? 1 : -1));
  if (outcome.kind !== 'value' || target === null || flags === null) return;
  const child: Expression = { kind: 'variable', slot: target.slot, name: target.name, place };
  const write = (who: Expression, at: number | null): void => {
    if (at === null || at === 0) return;
    access(state, who, STORE, [integer(at, place), outcome.value, integer(ID_BYTES, place)], place);
  };
  if ((flags & CLONE_PARENT_SETTID) !== 0) {
    write(process, constantOf(valueOf(fields, isOld ? 'parent_tidptr' : 'parent_tid', -1)));
  }
  if ((flags & CLONE_CHILD_SETTID) !== 0) {
    write(child, constantOf(valueOf(fields, isOld ? 'child_tidptr' : 'child_tid', -1)));
  }
}

/** linux/sched.h. */
const CLONE_PARENT_SETTID = 0x00100000;
const CLONE_CHILD_SETTID = 0x01000000;

// -------------------------------------------------------------------------------------------------
// Arguments

/** The value of the argument with a name, else of the one at a position that has no name. */
function valueOf(
  trees: readonly Argument[],
  name: string,
  position: number,
): ArgumentValue | undefined {
  const byName = trees.find((tree) => argumentName(tree) === name);
  if (byName !== undefined) return argumentValue(byName);
  const tree = trees[position];
  return tree === undefined || argumentName(tree) !== null ? undefined : argumentValue(tree);
}

/** The number that an argument is, as far as the script's text alone tells; null when it is another. */
function constantOf(value: ArgumentValue | undefined): number | null {
  if (value?.kind === 'integer') return Number(value.value);
  if (value?.kind === 'name') {
    if (value.name === 'NULL') return 0;
    const number = constantValue(value.name);
    return number === undefined ? null : Number(number);
  }
  if (value?.kind !== 'binary' || value.operator !== '|') return null;
  const left = constantOf(value.left);
  const right = constantOf(value.right);
  return left === null || right === null ? null : Number(BigInt(left) | BigInt(right));
}
