/** Random calls about processes, and what POSIX says of them. */
import { memoryCall } from './memoryCalls';
import {
  CHOSEN,
  constant,
  Disagreement,
  fails,
  integer,
  NOTHING,
  NULL,
  number,
  OK,
  type Choices,
  type Statement,
} from './statements';
import { Process } from './system';
import type { Model } from './world';

/** Processes and threads that live at the same time. */
const MOST_PROCESSES = 5;
/** Names that a program has for processes. */
export const MOST_NAMES = 420;

const THREAD = constant('CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD', 0x10f00);
const WNOHANG = 1;
const SIGKILL = 9;

export function isCrowded({ system, made }: Model): boolean {
  return system.living().length >= MOST_PROCESSES || made >= MOST_NAMES;
}

/** A pid that the system chose must be nobody's. */
function checkPid({ system }: Model, pid: number): void {
  const isTaken = system.processes.some((other) => other.pid === pid && other.state !== 'gone');
  if (pid <= 0 || isTaken) throw new Disagreement(`the system gave pid ${pid}, which is taken`);
}

export function fork(model: Model, process: Process, _choices: Choices): Statement | null {
  if (isCrowded(model)) return null;
  const name = model.newName();
  const commit = (pid: number): void => {
    checkPid(model, pid);
    const space = process.space.fork();
    const descriptors = new Map(process.descriptors);
    const child = new Process(name, pid, null, process.first, space, descriptors);
    child.stackPointer = process.stackPointer;
    model.system.processes.push(child);
  };
  return memoryCall(process, 'fork', [], { outcomes: [CHOSEN], commit }, name);
}

/** The child runs in the address space of its parent, which waits until it ends. */
export function vfork(model: Model, process: Process, _choices: Choices): Statement | null {
  if (isCrowded(model)) return null;
  const name = model.newName();
  const commit = (pid: number): void => {
    checkPid(model, pid);
    const descriptors = new Map(process.descriptors);
    const child = new Process(name, pid, null, process.first, process.space, descriptors);
    child.stackPointer = process.stackPointer;
    model.system.vfork(process, child);
  };
  return memoryCall(process, 'vfork', [], { outcomes: [{ kind: 'waits' }], commit }, name);
}

export function thread(model: Model, process: Process, _choices: Choices): Statement | null {
  if (isCrowded(model)) return null;
  const name = model.newName();
  const commit = (pid: number): void => {
    checkPid(model, pid);
    const { first, space, descriptors } = process;
    const made = new Process(name, pid, first, first.parent, space, descriptors);
    made.stackPointer = process.stackPointer;
    model.system.processes.push(made);
  };
  return memoryCall(process, 'clone', [NULL, THREAD], { outcomes: [CHOSEN], commit }, name);
}

export function exit(model: Model, process: Process, choices: Choices): Statement | null {
  if (model.system.ready().length < 2) return null;
  const isGroup = choices.below(2) === 0;
  const code = choices.below(300);
  const status = (code & 0xff) << 8;
  const commit = (): void => {
    if (isGroup) model.system.exitAll(process, status);
    else model.system.exitThread(process, status);
  };
  const name = isGroup ? 'exit_group' : 'exit';
  return memoryCall(process, name, [integer(code)], { outcomes: [OK], commit });
}

export function kill(model: Model, process: Process, choices: Choices): Statement | null {
  const { system } = model;
  const victim = choices.pick(system.living());
  if (victim.first !== victim || system.threadsOf(victim).includes(process)) return null;
  const given = [integer(victim.pid), constant('SIGKILL', SIGKILL)];
  const commit = (): void => {
    system.exitAll(victim, SIGKILL);
  };
  return memoryCall(process, 'kill', given, { outcomes: [OK], commit });
}

export function getpid(_model: Model, process: Process, _choices: Choices): Statement {
  return memoryCall(process, 'getpid', [], {
    ...fails(),
    outcomes: [number(process.first.pid)],
  });
}

/** Waits for a child that has ended, or will; with WNOHANG only asks. */
export function wait4(model: Model, process: Process, choices: Choices): Statement | null {
  const { system } = model;
  const children = system.childrenOf(process);
  const asked = choices.below(3) === 0 && children.length > 0 ? choices.pick(children) : null;
  const mayWait = choices.below(2) === 0;
  const options = mayWait ? integer(0) : constant('WNOHANG', WNOHANG);
  const given = [integer(asked === null ? -1 : asked.pid), NOTHING, options, NULL];
  if (children.length === 0) return memoryCall(process, 'wait4', given, fails('ECHILD'));
  const ended = children.filter((child) => child.state === 'zombie');
  const suitable = asked === null ? ended : ended.filter((child) => child === asked);
  if (suitable.length === 0) {
    return waiting(model, process, given, mayWait, asked === null ? -1 : asked.pid);
  }
  const commit = (pid: number): void => {
    for (const child of suitable) if (child.pid === pid) system.reap(child);
  };
  const outcomes = suitable.map(({ pid }) => number(pid));
  return memoryCall(process, 'wait4', given, { outcomes, commit });
}

function waiting(
  { system }: Model,
  process: Process,
  given: Statement['given'],
  mayWait: boolean,
  pid: number,
): Statement | null {
  if (!mayWait) return memoryCall(process, 'wait4', given, { ...fails(), outcomes: [OK] });
  // Somebody must be able to end it.
  const others = system.ready().filter((other) => other.first !== process.first);
  const isWaiting = system.threadsOf(process).some(({ state }) => state === 'waits');
  if (others.length === 0 || isWaiting) return null;
  const commit = (): void => {
    process.state = 'waits';
    process.waitsFor = pid;
  };
  return memoryCall(process, 'wait4', given, { outcomes: [{ kind: 'waits' }], commit });
}
