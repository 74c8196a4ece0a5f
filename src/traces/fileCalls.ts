/**
 * The calls of a log on files and descriptors. The model runs those on files it can have; what is read from and written
 * to devices, pipes and sockets is not in a log. A descriptor of which only the number is printed gets its file's name.
 */
import { OPEN_CALLS, TRANSFER_CALLS } from '../engine/calls/fileCalls';
import {
  argumentName,
  argumentValue,
  type Argument,
  type CallAction,
  type IntegerLiteral,
} from '../language/tree';
import type { LogProcess } from './logProcess';
import { argumentOf, mentions, numberOf, textOf, type LoggedCall } from './parseLine';
import { fail } from './failedCall';
import { WHY } from './reasons';
import type { ScenarioWriter } from './scenario';
import { call, integer, name, result, string } from './trees';

const FILE_CALLS: ReadonlySet<string> = new Set(
  [...OPEN_CALLS, ...TRANSFER_CALLS].flatMap(({ name, aliases }) => [name, ...aliases]),
);

export function isFileCall(callee: string): boolean {
  return FILE_CALLS.has(callee);
}

export function runFileCall(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { callee } = logged.action;
  if (callee.startsWith('open')) open(writer, process, logged);
  else if (callee.startsWith('pipe')) pipe(writer, process, logged);
  else if (logged.error !== null || logged.result === null) fail(writer, logged);
  else if (callee === 'close') close(writer, process, logged);
  else if (callee.startsWith('dup')) duplicate(writer, process, logged);
  else if (callee.startsWith('lseek')) seek(writer, process, logged);
  else if (/^p?(?:read|write)/.test(callee)) transfer(writer, process, logged);
  else useFile(writer, process, logged);
}

/** Files of which the model can have the bytes. */
function isPlainFile(path: string | null): boolean {
  if (path === null || !path.startsWith('/')) return false;
  return path.startsWith('/dev/shm/') || !/^\/(?:dev|proc|sys)\//.test(path);
}

/** The descriptor that an argument is. */
function descriptorAt({ args }: CallAction, position: number): IntegerLiteral | null {
  const value = argumentOf(args, '', position);
  return value?.kind === 'integer' ? value : null;
}

/** What a descriptor means: as the line prints it, else as lines before tell. That it is deleted makes it no other. */
function pathOf(process: LogProcess, literal: IntegerLiteral): string | null {
  const path = literal.file ?? process.files.get(Number(literal.value))?.path ?? null;
  return path?.replace(/ \(deleted\)$/, '') ?? null;
}

/**
 * A call whose descriptor names its file, which makes the model open it there.
 * @param always whether a name is made up when the log tells none.
 */
export function nameDescriptor(
  writer: ScenarioWriter,
  process: LogProcess,
  action: CallAction,
  position: number,
  always: boolean,
): CallAction {
  const literal = descriptorAt(action, position);
  if (literal === null) return action;
  const descriptor = Number(literal.value);
  const madeUp = always ? `/descriptor-${descriptor}` : null;
  const path = pathOf(process, literal) ?? madeUp;
  if (path === null) return action;
  writer.paths.add(path);
  const closes = process.files.get(descriptor)?.closes === true;
  process.files.set(descriptor, { path, isModelled: true, closes });
  if (literal.file === path) return action;
  const args = action.args.map((argument, at): Argument => {
    return at === position ? { ...literal, file: path } : argument;
  });
  return { ...action, args };
}

// -------------------------------------------------------------------------------------------------
// open, close, dup, pipe

function open(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, error, result: opened, event } = logged;
  const first = action.callee.startsWith('openat') ? 1 : 0;
  const printed = textOf(argumentOf(action.args, 'pathname', first));
  const path = openedPath(logged, printed);
  const flags = argumentOf(action.args, 'flags', first + 1);
  if (error !== null || opened === null) {
    if (error === 'ENOENT' && path !== null && !writer.paths.has(path)) writer.show(action);
    else fail(writer, logged);
    return;
  }
  const isNew = mentions(flags, 'O_EXCL');
  const closes = mentions(flags, 'O_CLOEXEC');
  const isOther = ['O_DIRECTORY', 'O_PATH', 'O_TMPFILE'].some((name) => mentions(flags, name));
  if (path === null || isOther || (isNew && writer.paths.has(path))) {
    process.files.set(opened, { path, isModelled: false, closes });
    writer.log.tally.add(WHY.descriptor, event.name);
    return;
  }
  if (process.files.isModelled(opened)) assumeClosed(writer, process, opened, logged);
  writer.paths.add(path);
  process.files.set(opened, { path, isModelled: true, closes });
  writer.show(
    path === printed ? action : withPath(action, first, path),
    path === printed ? '' : RELATIVE,
  );
}

const RELATIVE = 'a path from the directory where the program ran';

/** The path that is opened, from the root on: as -y prints it behind the descriptor, else `/./` and what is printed. */
function openedPath({ action }: LoggedCall, printed: string | null): string | null {
  if (printed === null || printed.startsWith('/')) return printed;
  const { outcome } = action;
  const file =
    outcome?.kind === 'value' && outcome.value.kind === 'integer' ? outcome.value.file : null;
  return file?.startsWith('/') === true ? file : `/./${printed}`;
}

function withPath(action: CallAction, position: number, path: string): CallAction {
  const args = action.args.map((argument, at): Argument => {
    return at === position ? string(path, argument) : argument;
  });
  return { ...action, args };
}

/** The log has no line that closed a descriptor, but it was given again. */
function assumeClosed(
  writer: ScenarioWriter,
  process: LogProcess,
  descriptor: number,
  { action }: LoggedCall,
): void {
  const args = [integer(descriptor, action)];
  writer.assume(call(process.who, 'close', args, result(integer(0, action)), action));
  process.files.delete(descriptor);
}

function close(writer: ScenarioWriter, process: LogProcess, { action, event }: LoggedCall): void {
  const literal = descriptorAt(action, 0);
  const descriptor = Number(literal?.value ?? -1);
  if (process.files.isModelled(descriptor)) {
    writer.show({ ...action, args: [integer(descriptor, literal ?? action)] });
  } else writer.log.tally.add(WHY.descriptor, event.name);
  process.files.delete(descriptor);
}

function duplicate(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, result: given, event } = logged;
  const literal = descriptorAt(action, 0);
  const target = given ?? -1;
  if (literal === null) return;
  const { files } = process;
  const old = Number(literal.value);
  const path = pathOf(process, literal);
  const isFree = action.callee === 'dup' ? files.lowestFree() === target : true;
  const isRun = files.isModelled(old) && isFree;
  if (isRun) writer.show(withPlainDescriptors(action));
  else writer.log.tally.add(WHY.descriptor, event.name);
  const closes = mentions(argumentOf(action.args, 'flags', 2), 'O_CLOEXEC');
  if (target !== old) files.set(target, { path, isModelled: isRun, closes });
}

/** Without the names of files: the model has the descriptor, and the name may be a pipe's. */
function withPlainDescriptors(action: CallAction): CallAction {
  const args = action.args.map((argument): Argument => {
    const value = argumentValue(argument);
    return value.kind === 'integer' && argumentName(argument) === null
      ? { ...value, file: null }
      : argument;
  });
  return { ...action, args };
}

function pipe(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, error, event } = logged;
  const list = argumentOf(action.args, 'pipefd', 0);
  const ends =
    list?.kind === 'list' ? list.elements.map((one) => numberOf(argumentValue(one))) : [];
  const [reader = null, writerEnd = null] = ends;
  if (error !== null || reader === null || writerEnd === null) {
    fail(writer, logged);
    return;
  }
  const { files } = process;
  const isRun = files.lowestFree() === reader && files.lowestFree(reader) === writerEnd;
  if (isRun) writer.show(action);
  else writer.log.tally.add(WHY.descriptor, event.name);
  const closes = mentions(argumentOf(action.args, 'flags', 1), 'O_CLOEXEC');
  for (const end of [reader, writerEnd]) files.set(end, { path: null, isModelled: isRun, closes });
}

// -------------------------------------------------------------------------------------------------
// read, write, lseek, ftruncate

/** Runs the call as it is written, on the file that its first argument means. */
function useFile(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, event } = logged;
  const literal = descriptorAt(action, 0);
  const path = literal === null ? null : pathOf(process, literal);
  if (path === null) writer.log.tally.add(WHY.descriptor, event.name);
  else writer.show(nameDescriptor(writer, process, action, 0, false));
}

/**
 * The log tells where the position is afterwards, but not always where it was before, where the file ends, and where it
 * has holes: the position is set to what was answered.
 */
function seek(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, event, result: position } = logged;
  const literal = descriptorAt(action, 0);
  const path = literal === null ? null : pathOf(process, literal);
  const isOther = process.files.get(Number(literal?.value ?? -1))?.isModelled === false;
  if (!isPlainFile(path) || isOther || position === null) {
    const why = path === null || isOther ? WHY.descriptor : WHY.device;
    writer.log.tally.add(why, event.name);
    return;
  }
  const whence = argumentOf(action.args, 'whence', 2);
  const isSet = numberOf(whence) === 0;
  const args = action.args.map((argument, at): Argument => {
    if (isSet || at === 0) return argument;
    return at === 1 ? integer(position, argument) : name('SEEK_SET', argument);
  });
  const place = whence?.kind === 'name' ? whence.name : 'elsewhere';
  const comment = isSet
    ? ''
    : `asked for ${numberOf(argumentOf(action.args, 'offset', 1)) ?? 0} from ${place}`;
  writer.show(nameDescriptor(writer, process, { ...action, args }, 0, false), comment);
}

/**
 * strace prints what was read and written, not where it lies: only the file changes, and the page cache. No more is
 * asked for than was moved, because where in the file that was, and where the file ended, the log does not always tell.
 */
function transfer(writer: ScenarioWriter, process: LogProcess, logged: LoggedCall): void {
  const { action, event, result: moved } = logged;
  const literal = descriptorAt(action, 0);
  const path = literal === null ? null : pathOf(process, literal);
  if (!isPlainFile(path) || moved === null) {
    writer.log.tally.add(path === null ? WHY.descriptor : WHY.device, event.name);
    return;
  }
  const count = numberOf(argumentOf(action.args, 'count', 2));
  const args = action.args.map((argument, at): Argument => {
    return at === 2 && count !== moved ? integer(moved, argument) : argument;
  });
  const comment = count === moved ? '' : `asked for ${count ?? 'more'}`;
  writer.show(nameDescriptor(writer, process, { ...action, args }, 0, false), comment);
}
