/** The invariant of open files (I19): who holds one is counted. Only looks. */
import type { Machine, OpenFileRow } from '../machine';
import type { Violations } from '../vm/violation';
import { openFileAt } from './descriptors';

/** I19: the count of an open file is the number of its descriptors, of transfers under way, and of VM's holds. */
export function checkOpenFiles(machine: Machine, violations: Violations): void {
  const { openFiles } = machine;
  const holders = countHolders(machine);
  for (let at = openFiles.nextRow(1); at !== 0; at = openFiles.nextRow(at + 1)) {
    const held = (holders.get(at) ?? 0) + openFiles.vmHolds.get(at);
    const count = openFiles.count.get(at);
    if (held !== count) violations.add('I19', { openFile: at, held, count });
    holders.delete(at);
  }
  for (const [openFile, held] of holders) violations.add('I19', { openFile, held, count: 0 });
}

/** Descriptors and transfers of each open file. Processes that share their descriptors have one row of them. */
function countHolders(machine: Machine): Map<OpenFileRow, number> {
  const { fprocs, radix } = machine;
  const holders = new Map<OpenFileRow, number>();
  const hold = (openFile: OpenFileRow): void => {
    holders.set(openFile, (holders.get(openFile) ?? 0) + 1);
  };
  for (let row = fprocs.nextRow(1); row !== 0; row = fprocs.nextRow(row + 1)) {
    if (fprocs.suspended.get(row) !== 0) hold(fprocs.openFile.get(row));
    if (fprocs.shares.get(row) !== row) continue;
    const descriptors = fprocs.descriptors.get(row);
    for (let at = radix.next(descriptors, 0); at >= 0; at = radix.next(descriptors, at + 1)) {
      hold(openFileAt(machine, descriptors, at));
    }
  }
  return holders;
}
