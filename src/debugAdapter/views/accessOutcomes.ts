/** What a load, a store and a fetch would meet at a page: the MMU's answer, and what VM would do then. Only looks. */
import { FETCH, needOf, READ, WRITE } from '../../arch/mmu';
import { ENTRY_RIGHTS } from '../../arch/entries';
import { FAULT_PROTECTION, FAULT_RESERVED, faultBits } from '../../arch/walk';
import { allows, stackAbove } from '../../engine/vm/pagefaults';
import { mapLookup } from '../../engine/vm/region';
import { MEM_TYPE, VR_SHARED } from '../../engine/vm/vm';
import type { Computer } from '../../program/computer';
import type { AccessOutcome } from '../../protocol/pageTables';
import { blockOf, isZeroPage } from './entryNotes';
import { hex } from './hex';
import type { Subject } from './places';

const ACCESSES = [
  { access: 'load', number: READ },
  { access: 'store', number: WRITE },
  { access: 'fetch', number: FETCH },
] as const;

/** @param value what `peekTables` says of the page. */
export function accessOutcomes(
  computer: Computer,
  subject: Subject,
  page: number,
  value: number,
): AccessOutcome[] {
  return ACCESSES.map(({ access, number }) => {
    const need = needOf(number);
    const missing = value < 0 ? need : need & ENTRY_RIGHTS & ~value;
    if (missing === 0) return { access, allowed: true, code: null, text: 'allowed' };
    const found = value < 0 ? -1 - value : FAULT_PROTECTION;
    const code = found | faultBits(computer.format, need);
    return {
      access,
      allowed: false,
      code: hex(code),
      text: `page fault: ${faultText(code)}; ${answerOf(computer, subject, page, code)}`,
    };
  });
}

function faultText(code: number): string {
  if ((code & FAULT_RESERVED) !== 0) return 'a reserved bit is set in an entry';
  return (code & FAULT_PROTECTION) !== 0
    ? 'the entry does not allow it'
    : 'no entry on the way is present for it';
}

/** What VM does about the fault. */
function answerOf(computer: Computer, { vmproc }: Subject, page: number, code: number): string {
  const { regions, physBlocks } = computer;
  const region = mapLookup(computer, vmproc, page);
  if (region === 0) {
    return stackAbove(computer, vmproc, page) === 0
      ? 'no region is there: SIGSEGV'
      : 'the stack grows down to it';
  }
  if (!allows(computer, region, code)) return 'the region does not allow it: SIGSEGV';
  if ((code & FAULT_RESERVED) !== 0) return 'the machine was changed from outside';
  if ((code & FAULT_PROTECTION) === 0) {
    return regions.memtype.get(region) === MEM_TYPE.FILE
      ? 'VM maps the page of the file, or sends a signal if it lies beyond its end'
      : 'VM makes the page present';
  }
  if (isZeroPage(computer, vmproc, page)) return 'VM gives it a frame of zeros of its own';
  const isShared = (regions.flags.get(region) & VR_SHARED) !== 0;
  const block = blockOf(computer, vmproc, page);
  return !isShared && physBlocks.refcount.get(block) > 1
    ? 'VM copies the frame (copy-on-write)'
    : 'VM makes the entry writable';
}
