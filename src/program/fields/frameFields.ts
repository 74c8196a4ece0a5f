/** `frame(p, a)`, `frame(n)` and their fields: what a frame is used for, and how many pages map it. Only looks. */
import { peekTranslate } from '../../arch/peek';
import { FRAME_USE } from '../../engine/vm/vm';
import { physblockGet, physblockNext } from '../../engine/vm/slots';
import type { Evaluation } from '../evaluation';
import { fail } from '../failure';
import { spotArguments } from '../operators';
import { liveRow, pidOf, vmprocOf } from '../processes';
import { textValue, type FrameValue, type Result, type Spot } from '../value';
import { mappingsOf } from './residency';

/** What the language calls a use of a frame (engine/vm/vm.ts FRAME_USE). */
const KINDS: Readonly<Record<number, string>> = {
  [FRAME_USE.FREE]: 'free',
  [FRAME_USE.BOOT]: 'kernel',
  [FRAME_USE.TABLE]: 'table',
  [FRAME_USE.SLAB]: 'slab',
  [FRAME_USE.SPARE]: 'kernel',
  [FRAME_USE.BLOCK]: 'anon',
  [FRAME_USE.ZERO]: 'kernel',
  [FRAME_USE.CACHE]: 'file',
};

/** The frame that a page of a process is mapped to; 0 when its page table has none. */
export function frameAt({ machine }: Evaluation, spot: Spot): FrameValue {
  const vmproc = vmprocOf(machine, spot.endpoint);
  const root = vmproc === 0 ? 0 : machine.vmprocs.root.get(vmproc);
  const found = root === 0 ? -1 : peekTranslate(machine, root, spot.page);
  return { kind: 'frame', frame: Math.max(0, found), spot };
}

/** The field `name` of a frame. */
export function frameField(
  evaluation: Evaluation,
  { frame, spot }: FrameValue,
  name: string,
): Result {
  const { machine } = evaluation;
  if (frame === 0 && spot !== null) {
    if (liveRow(machine, spot.endpoint) !== 0) return fail('noFrame', spotArguments(machine, spot));
    return fail('ended', { pid: pidOf(machine, spot.endpoint), name: `frame(...).${name}` });
  }
  switch (name) {
    case 'number':
      return frame;
    case 'kind':
      return textValue(frameKind(evaluation, frame));
    case 'refs':
      return frameMappings(evaluation, frame);
    default:
      return fail('noField', { name, what: 'frame' });
  }
}

/** free, anon, file, table, slab or kernel. */
export function frameKind({ machine }: Evaluation, frame: number): string {
  return KINDS[machine.frameUse.get(frame)] ?? 'kernel';
}

/** Pages of all address spaces that map the frame. */
function frameMappings(evaluation: Evaluation, frame: number): number {
  const { machine } = evaluation;
  if (frame === machine.globals.zeroFrame.get(1) && frame !== 0) return zeroMappings(evaluation);
  const block = blocksByFrame(evaluation)[frame] ?? 0;
  return block === 0 ? 0 : mappingsOf(machine, block);
}

/** Pages that map the shared frame of zeros: nobody counts them. */
function zeroMappings({ machine }: Evaluation): number {
  const zeroSlot = machine.globals.zeroSlot.get(1);
  const end = machine.architecture.userPages;
  let count = 0;
  for (let vmproc = 1; vmproc < machine.vmprocs.capacity; vmproc++) {
    let page = physblockNext(machine, vmproc, 0, end);
    while (page >= 0) {
      if (physblockGet(machine, vmproc, page) === zeroSlot) count++;
      page = physblockNext(machine, vmproc, page + 1, end);
    }
  }
  return count;
}

/** The block of each frame, 0 for none: VM has no such index, so it is made once for an evaluation. */
function blocksByFrame(evaluation: Evaluation): Int32Array {
  const { machine } = evaluation;
  if (evaluation.blocks !== null) return evaluation.blocks;
  const { physBlocks } = machine;
  const blocks = new Int32Array(machine.ram.frames);
  for (let block = physBlocks.nextRow(1); block !== 0; block = physBlocks.nextRow(block + 1)) {
    blocks[physBlocks.frame.get(block)] = block;
  }
  evaluation.blocks = blocks;
  return blocks;
}
