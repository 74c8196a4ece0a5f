/** `tlb(p, a[, cpu])`: the entry that a CPU would use for a page of a process. Only looks: nothing is filled. */
import { ENTRY_DIRTY, ENTRY_GLOBAL, ENTRY_LARGE, ENTRY_WRITABLE } from '../../arch/entries';
import { peekTlbEntry, peekTlbOf, type TlbEntry } from '../../arch/peek';
import type { Computer } from '../computer';
import type { Evaluation } from '../evaluation';
import { fail } from '../failure';
import { spotArguments } from '../operators';
import { vmprocOf } from '../processes';
import { frameOfEntry, staleness } from '../staleEntry';
import { truth, type Result, type TlbValue } from '../value';

/** The field `name` of a TLB entry. `valid` never fails. */
export function tlbField({ machine }: Evaluation, value: TlbValue, name: string): Result {
  const found = findEntry(machine, value);
  if (name === 'valid') return truth(found >= 0);
  if (found < 0) return fail('noTlbEntry', { ...spotArguments(machine, value), cpu: value.cpu });
  const entry = peekTlbEntry(machine, found);
  switch (name) {
    case 'writable':
      return truth((entry.flags & ENTRY_WRITABLE) !== 0);
    case 'dirty':
      return truth((entry.flags & ENTRY_DIRTY) !== 0);
    case 'global':
      return truth((entry.flags & ENTRY_GLOBAL) !== 0);
    case 'large':
      return truth((entry.flags & ENTRY_LARGE) !== 0);
    case 'asid':
      return entry.asid;
    case 'frame':
      return { kind: 'frame', frame: frameOfEntry(machine, entry, value.page), spot: value };
    case 'stale':
      return truth(isStale(machine, entry, value));
    default:
      return fail('noField', { name, what: 'tlb' });
  }
}

/** Without address-space tags the TLB holds only what belongs to the root that is loaded. */
function findEntry(machine: Computer, { endpoint, page, cpu }: TlbValue): number {
  const row = cpu + 1;
  const vmproc = vmprocOf(machine, endpoint);
  if (vmproc === 0 || !machine.cpus.has(row)) return -1;
  if (machine.asid) return peekTlbOf(machine, row, page, vmproc);
  if (machine.cpus.root.get(row) !== machine.vmprocs.root.get(vmproc)) return -1;
  return peekTlbOf(machine, row, page, machine.cpus.asid.get(row));
}

function isStale(machine: Computer, entry: TlbEntry, { endpoint, page }: TlbValue): boolean {
  const root = machine.vmprocs.root.get(vmprocOf(machine, endpoint));
  return staleness(machine, root, entry, page) !== null;
}
