/** What the frames of physical memory are used for. Only looks. */
import { FRAME_USE } from '../../engine/vm/vm';
import type { Computer } from '../../program/computer';
import type { KernelRow } from '../../protocol/kernel';
import { grouped, kernelRow } from './kernelRow';

const USES: readonly (readonly [number, string, string])[] = [
  [FRAME_USE.FREE, 'free', 'nobody uses them'],
  [FRAME_USE.BOOT, 'kernel and servers', 'the boot image, and the kernel’s own page tables'],
  [FRAME_USE.TABLE, 'page tables', 'roots included'],
  [FRAME_USE.SLAB, 'objects of VM', 'slabs: regions, references to frames, ...'],
  [FRAME_USE.SPARE, 'spare', 'kept for page tables and objects when nothing else is free'],
  [FRAME_USE.BLOCK, 'memory of processes', 'anonymous and shared memory, and private copies'],
  [FRAME_USE.CACHE, 'pages of files', 'in the page cache, mapped or not'],
  [FRAME_USE.ZERO, 'zeros', 'the frame that all pages share that were only read'],
];

/** One line for each use. */
export function frameRows({ frameUse, ram }: Computer): KernelRow[] {
  const counts = new Map<number, number>();
  for (let frame = 0; frame < ram.frames; frame++) {
    const use = frameUse.get(frame);
    counts.set(use, (counts.get(use) ?? 0) + 1);
  }
  return USES.map(([use, label, about]) => {
    const count = counts.get(use) ?? 0;
    return kernelRow(label, label, `${grouped(count)} ${count === 1 ? 'frame' : 'frames'}`, about);
  });
}
