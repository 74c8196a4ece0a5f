/** `pte(p, a[, level])`: the words of a page-table entry, decoded. Only looks: no accessed bit is set. */
import {
  ENTRY_ACCESSED,
  ENTRY_DIRTY,
  ENTRY_EXECUTABLE,
  ENTRY_GLOBAL,
  ENTRY_LARGE,
  ENTRY_PRESENT,
  ENTRY_USER,
  ENTRY_WRITABLE,
  entryFlags,
  entryFrame,
  entryIndex,
} from '../../arch/entries';
import { peekEntry } from '../../arch/peek';
import type { Computer } from '../computer';
import type { Evaluation } from '../evaluation';
import { fail } from '../failure';
import { fromWords } from '../integer';
import { spotArguments } from '../operators';
import { vmprocOf } from '../processes';
import { truth, type PteValue, type Result } from '../value';

const FLAGS: Readonly<Record<string, number>> = {
  writable: ENTRY_WRITABLE,
  user: ENTRY_USER,
  executable: ENTRY_EXECUTABLE,
  accessed: ENTRY_ACCESSED,
  dirty: ENTRY_DIRTY,
  global: ENTRY_GLOBAL,
  large: ENTRY_LARGE,
};

/** The field `name` of an entry. `present` never fails; the others need a table that holds the entry. */
export function pteField({ machine }: Evaluation, value: PteValue, name: string): Result {
  const { architecture, ram } = machine;
  const level = architecture.levels.find(({ number }) => number === value.level);
  if (level === undefined) {
    return fail('noLevel', { level: value.level, levels: architecture.levels.length });
  }
  const word = wordOf(machine, value);
  const low = word < 0 ? 0 : ram.get(word);
  const high = word < 0 || architecture.entry.words === 1 ? 0 : ram.get(word + 1);
  const flags = entryFlags(architecture, low, high);
  const isPresent = word >= 0 && (flags & ENTRY_PRESENT) !== 0;
  if (name === 'present') return truth(isPresent);
  if (name === 'index') return entryIndex(level, value.page);
  if (word < 0) return fail('noTable', { ...spotArguments(machine, value), level: value.level });
  if (name === 'word') return fromWords(low >>> 0, high >>> 0);
  const flag = FLAGS[name];
  if (flag === undefined && name !== 'frame') return fail('noField', { name, what: 'pte' });
  if (!isPresent)
    return fail('notPresent', { ...spotArguments(machine, value), level: value.level });
  if (flag === undefined) {
    return { kind: 'frame', frame: entryFrame(architecture, low, high), spot: value };
  }
  // In the last level that bit means something else (x86: PAT).
  if (flag === ENTRY_LARGE && value.level === 1) return 0;
  return truth((flags & flag) !== 0);
}

/** Where the entry's word is in memory, or -1. */
function wordOf(machine: Computer, { endpoint, page, level }: PteValue): number {
  const vmproc = vmprocOf(machine, endpoint);
  const root = vmproc === 0 ? 0 : machine.vmprocs.root.get(vmproc);
  return root === 0 ? -1 : peekEntry(machine, root, page, level);
}
