/**
 * The machine's invariants, all of them, at any moment between two messages (SANITYCHECK of
 * minix/servers/vm/sanitycheck.h, strengthened). Only looks.
 */
import type { Machine } from '../machine';
import { checkOpenFiles } from '../vfs/sanityOpenFiles';
import { checkCache } from './sanityCache';
import { checkFrames } from './sanityFrames';
import { checkRegions } from './sanityRegions';
import { checkSlabs } from './sanitySlabs';
import { checkTables } from './sanityTables';
import { checkTlbs } from './sanityTlb';
import { Violations, type InvariantId, type Violation } from './violation';

export type { InvariantId, Violation } from './violation';

/** What is broken; empty when everything holds. At most 20 findings. */
export function checkInvariants(machine: Machine): readonly Violation[] {
  const violations = new Violations();
  checkFrames(machine, violations);
  checkSlabs(machine, violations);
  checkTables(machine, violations);
  checkTlbs(machine, violations);
  checkRegions(machine, violations);
  checkCache(machine, violations);
  checkOpenFiles(machine, violations);
  return violations.list;
}

/** What each invariant says. */
export const INVARIANTS: Readonly<Record<InvariantId, string>> = {
  I1: 'every frame has exactly one use: free, boot, table, slab, block, spare or a transfer',
  I2: 'the bitmap of free frames agrees with the count',
  I3: 'there are no more spare frames than wanted',
  I4: 'the use bits, counts and lists of slabs agree, and every object has a slot of its own',
  I5: 'every address space has a root table with the same entries of the kernel, and nothing else has one',
  I6: 'entries above the last level lead to tables, and tables count their entries and are not empty',
  I7: 'the page-table entry of every present page says what its region allows, and there are no others',
  I8: 'no TLB leads elsewhere or allows more than the page table',
  I9: 'regions are disjoint, in order, and in a balanced tree',
  I10: 'every present page lies in a region of its address space and is filled by one reference of its own',
  I11: 'the count of a block is the number of its holders',
  I12: 'the totals of an address space are the number of its present pages',
  I14: 'a shared object counts the regions that map it',
  I15: 'the page cache finds each of its pages, and its order of last use has them all',
  I16: 'a held file counts the regions that map it',
  I17: 'the requests to VFS are one queue',
  I19: 'an open file counts its descriptors, the transfers that use it, and what VM holds of it',
};
