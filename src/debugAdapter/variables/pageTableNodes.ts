/** The page tables of a process as a tree: each table's present entries, and below them the tables they lead to. Only looks. */
import { ENTRY_LARGE, ENTRY_PRESENT, entryFlags } from '../../arch/entries';
import { peekEntry } from '../../arch/peek';
import type { Level } from '../../arch/architecture';
import { vmprocOf } from '../../program/processes';
import { fieldsNode, shownPage } from './valueNodes';
import type { Look, Node, Shown } from './shown';

/** The root table of a process. */
export function pageTableNode(endpoint: number): Node {
  return { children: (look) => entriesOf(look, endpoint, look.computer.architecture.levels, 0) };
}

/**
 * The present entries of the table that translates a page.
 * @param levels those from this table on, highest first.
 */
function entriesOf(
  look: Look,
  endpoint: number,
  levels: readonly Level[],
  firstPage: number,
): Shown[] {
  const { computer } = look;
  const [level] = levels;
  const vmproc = vmprocOf(computer, endpoint);
  const root = vmproc === 0 ? 0 : computer.vmprocs.root.get(vmproc);
  if (level === undefined || root === 0) return [];
  const first = peekEntry(computer, root, firstPage, level.number);
  const shown: Shown[] = [];
  if (first < 0) return shown;
  const { architecture, ram } = computer;
  const { words } = architecture.entry;
  for (let index = 0; index < 2 ** level.bits; index++) {
    const low = ram.get(first + index * words);
    const high = words === 1 ? 0 : ram.get(first + index * words + 1);
    const flags = entryFlags(architecture, low, high);
    if ((flags & ENTRY_PRESENT) === 0) continue;
    const page = firstPage + index * 2 ** level.shift;
    const isLast = level.number === 1 || (level.number === 2 && (flags & ENTRY_LARGE) !== 0);
    const entry = shownPage(look, endpoint, page, level.number);
    shown.push(isLast ? entry : { ...entry, node: tableNode(entry, endpoint, levels, page) });
  }
  return shown;
}

/** An entry that leads to a table: its own fields, and the entries of that table. */
function tableNode(entry: Shown, endpoint: number, levels: readonly Level[], page: number): Node {
  const level = levels[0]?.number ?? 1;
  const value = { kind: 'pte', endpoint, page, level } as const;
  return {
    children: (look, from, to) => [
      {
        name: 'entry',
        value: entry.value,
        node: fieldsNode(value, entry.expression ?? null),
        ...(entry.expression === undefined ? {} : { expression: entry.expression }),
      },
      ...entriesOf(look, endpoint, levels.slice(1), page).slice(from, to),
    ],
  };
}
