/**
 * A program that makes every kind of message, and its runs in which one field of one message was changed while the
 * message was queued: what somebody does who edits a message at a stop.
 */
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import * as types from '../../src/engine/messages';
import { compileScript } from '../../src/language/analyze';
import { EVENT } from '../../src/machine/events';
import { Checkpoints } from '../../src/machine/checkpoints';
import { NEVER, type Observer } from '../../src/machine/trace';
import { createComputer, type Computer } from '../../src/program/computer';
import type { Program } from '../../src/program/form';
import { step } from '../../src/program/interpreter';

const ANON = 'PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0';

/** Whatever a changed message makes of a call, the run goes on. */
const SCRIPT = `machine { memory = 1M, max_map_count = 64 }
file "/x" { size = 12K, fill = "abc" }
file "/prog" { text = 8K, data = 4K, bss = 4K }
spawn p
spawn q { image = "/prog" }
p: a = mmap(NULL, 4*PAGE, ${ANON}) = ?
p: store(a, "hello") = ?
p: s = mmap(NULL, 2*PAGE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0) = ?
p: store(s, 1) = ?
p: d = open("/x", O_RDWR) = ?
p: m = mmap(NULL, 3*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_POPULATE, d, 0) = ?
p: store(m, 1) = ?
p: read(d, a + PAGE, 5000) = ?
p: f = mmap(NULL, 2*PAGE, PROT_READ|PROT_WRITE, MAP_SHARED, d, PAGE) = ?
p: store(f, "x") = ?
p: pwrite(d, "abc", 3, 2*PAGE) = ?
p: lseek(d, 7, SEEK_SET) = ?
p: mprotect(a, PAGE, PROT_READ) = ?
p: n = mremap(m, 3*PAGE, 5*PAGE, MREMAP_MAYMOVE) = ?
p: b = brk(NULL) = ?
p: brk(b + 3*PAGE) = ?
p: store(b, 1) = ?
p: e = dup(d) = ?
p: close(d) = ?
p: ftruncate(e, PAGE) = ?
p: c = fork() = ?
c: store(n, 2) = ?
p: store(a + PAGE, 3) = ?
p: pipe() = ?
p: g = fork() = ?
p: write(5, "bytes", 5) = ?
g: read(3, a + 2*PAGE, 3) = ?
c: getpid() = ?
c: getppid() = ?
c: execve("/prog", [], []) = ?
c: fetch(0x8048000) = ?
p: t = clone(NULL, CLONE_VM|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD) = ?
t: store(a + 3*PAGE, 9) = ?
t: exit(0) = ?
p: v = vfork() = ?
v: exit_group(1) = ?
p: kill(c, SIGKILL) = ?
p: wait4(-1, NULL, 0, NULL) = ?
g: load(0, 1) = ?
p: wait4(-1, NULL, WNOHANG, NULL) = ?
p: munmap(a, 2*PAGE) = ?
q: write(1, "end", 3) = ?
q: exit_group(0) = ?
p: exit_group(0) = ?
`;

/** More events than the program can need, whatever is changed. */
const MOST_EVENTS = 300_000;

function compile(): Program {
  const { programs, diagnostics } = compileScript(SCRIPT, 'test.vms');
  const [program] = programs;
  if (program === undefined || diagnostics.length > 0) {
    throw new Error(`no program: ${JSON.stringify(diagnostics)}`);
  }
  return program;
}

const PROGRAM = compile();

/** The kinds of messages: receiver and type. */
export interface Kind {
  readonly name: string;
  readonly type: number;
  readonly receiver: number;
  /** How many of them the unchanged run sends. */
  readonly count: number;
}

/** The computer of all runs, and its state before the first statement. */
const computer = createComputer(PROGRAM);
const checkpoints = new Checkpoints<null>(computer.store, computer.trace);
const START = checkpoints.take(null);

/** Runs to the end. @param onMessage is told of each message when it is queued. */
function run(onMessage: (machine: Computer, sender: number, receiver: number) => void): void {
  checkpoints.restore(START);
  const first = computer.trace.now;
  const observer: Observer = {
    onEvent(kind, subject, a) {
      if (computer.trace.now - first > MOST_EVENTS) throw new Error('it goes on for ever');
      if (kind === EVENT.message) onMessage(computer, subject, a);
      return false;
    },
  };
  computer.trace.arm(NEVER, observer);
  while (step(computer, PROGRAM));
  computer.trace.disarm();
}

/** The names of a message's fields. */
export const FIELDS: readonly string[] = [...computer.messages.fields.keys()];

/** All kinds of messages that the run sends. */
export function kindsSent(): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  run(({ messages }, sender, receiver) => {
    const type = messages.type.get(sender);
    const name = types.messageName(type);
    kinds.set(name, { name, type, receiver, count: (kinds.get(name)?.count ?? 0) + 1 });
  });
  return [...kinds.values()];
}

/** What a field holds instead; the machine is as it stands, the sender's row the message's. */
export type Replacement = (machine: Computer, sender: number) => number;

/** Runs with one field of the n-th message of a kind changed. @returns what is wrong at the end. */
export function runChanged(
  { type, receiver }: Kind,
  nth: number,
  field: string,
  replacement: Replacement,
): readonly string[] {
  let seen = 0;
  let value = 0;
  const said = (): string => `${types.messageName(type)} ${nth}: ${field} = ${value}`;
  try {
    run((machine, sender, to) => {
      if (to !== receiver || machine.messages.type.get(sender) !== type) return;
      seen++;
      if (seen !== nth) return;
      value = replacement(machine, sender);
      const column = machine.messages.fields.get(field);
      if (column?.kind === 'i32') value |= 0;
      column?.set(sender, value);
    });
    return checkInvariants(computer).map(
      ({ id, args }) => `${said()}: ${id} ${JSON.stringify(args)}`,
    );
  } catch (error) {
    return [`${said()}: ${error instanceof Error ? error.message : 'something was thrown'}`];
  }
}
