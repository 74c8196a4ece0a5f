/** Random statements of a world, one at a time: what comes next depends on what the model has become. */
import * as accesses from './accesses';
import * as files from './fileCalls';
import * as memory from './memoryCalls';
import * as processes from './processCalls';
import { mremap } from './remapCalls';
import { Choices, type Statement } from './statements';
import type { Process } from './system';
import type { Model } from './world';

/** Numbers of one statement. */
export const CHOICES = 12;

type Kind = (model: Model, process: Process, choices: Choices) => Statement | null;

/** How often each kind comes, of their sum. */
const KINDS: readonly (readonly [number, Kind])[] = [
  [20, accesses.load],
  [18, accesses.store],
  [4, accesses.fetch],
  [5, accesses.memset],
  [5, accesses.memcpy],
  [5, accesses.moveStack],
  [16, memory.mmap],
  [2, memory.wrongMmap],
  [7, memory.munmap],
  [9, memory.mprotect],
  [9, mremap],
  [4, memory.brk],
  [3, files.open],
  [2, files.close],
  [1, files.dup],
  [6, files.read],
  [6, files.write],
  [3, files.ftruncate],
  [3, files.lseek],
  [6, processes.fork],
  [1, processes.thread],
  [1, processes.vfork],
  [2, processes.exit],
  [1, processes.kill],
  [1, processes.getpid],
  [3, processes.wait4],
];

const LIST: readonly Kind[] = KINDS.flatMap(([weight, kind]) =>
  Array.from({ length: weight }, () => kind),
);

/** The next statement; null: a process is to be made that no other made. */
export function nextStatement(model: Model, numbers: readonly number[]): Statement | null {
  const choices = new Choices(numbers);
  const ready = model.system.ready();
  const isCrowded = processes.isCrowded(model);
  if (ready.length === 0 || (!isCrowded && choices.rarely(40))) return null;
  const process = choices.pick(ready);
  const kind = choices.pick(LIST);
  return kind(model, process, choices) ?? accesses.load(model, process, choices);
}
