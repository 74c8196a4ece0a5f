/**
 * What a log implies of files: `3</lib/x>` says which file a descriptor means, and a mapping or a read says how long it
 * at least is. Only for `placement = recorded`.
 */
import { openFileOf } from '../engine/vfs/descriptors';
import { assumeDescriptor } from '../engine/vfs/open';
import type { ProcessRow } from '../engine/machine';
import { VFS_READ, VM_MMAP } from '../engine/messages';
import { AT_OFFSET } from '../engine/vfs/readWrite';
import { FILL, type CallPlan } from './callPlans';
import type { Evaluation } from './evaluation';
import type { Call } from './runCall';

/**
 * Makes the descriptors of a call mean the files that the log names.
 * @param result what the log recorded as the result, 0 for an error.
 */
export function assumeFile(
  { machine }: Evaluation,
  call: Call,
  plan: CallPlan,
  process: ProcessRow,
  result: number,
): void {
  for (const [position, parameter] of plan.parameters.entries()) {
    const value = call.arguments[position]?.value;
    if (parameter.fill !== FILL.DESCRIPTOR || value?.kind !== 'integer') continue;
    const path = value.file ?? 0;
    if (path === 0) continue;
    const descriptor = Number(value.value);
    const { pageBytes } = machine.architecture;
    const end = endInFile(machine, plan, process, descriptor, result);
    const pages = Math.floor(end / pageBytes);
    assumeDescriptor(machine, process, descriptor, path, pages, end % pageBytes);
  }
}

/** How many bytes the file must have for this call; it maps up to there, or read up to there. */
function endInFile(
  machine: Evaluation['machine'],
  plan: CallPlan,
  process: ProcessRow,
  descriptor: number,
  result: number,
): number {
  const { messages, openFiles, architecture } = machine;
  const { pageBytes } = architecture;
  const offset = messages.offsetPages.get(process) * pageBytes + messages.offsetOffset.get(process);
  if (plan.call.type === VM_MMAP) {
    if (result === 0) return 0;
    const length = messages.lengthPages.get(process) * pageBytes;
    return offset + length + messages.lengthOffset.get(process);
  }
  if (plan.call.type !== VFS_READ || result === 0) return 0;
  if (messages.request.get(process) === AT_OFFSET) return offset + result;
  const openFile = openFileOf(machine, process, descriptor);
  if (openFile === 0) return result;
  const position = openFiles.positionPages.get(openFile) * pageBytes;
  return position + openFiles.positionOffset.get(openFile) + result;
}
