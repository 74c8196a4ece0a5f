/** The TLBs as trees: for each its counters and its valid entries, set by set. Only looks. */
import {
  ENTRY_LARGE,
  ENTRY_USER,
  ENTRY_WRITABLE,
  ENTRY_DIRTY,
  ENTRY_GLOBAL,
} from '../../arch/entries';
import { TLB_KIND, type Tlb } from '../../arch/hardware';
import { peekTlbEntries, peekTlbEntry } from '../../arch/peek';
import { wayOfEntry } from '../../arch/tlb';
import { addressOf } from '../../program/address';
import { formatHexadecimal } from '../../program/integer';
import { listed, named, type Look, type Node, type Shown } from './shown';
import { rowNode } from './tableNodes';

const KINDS: Readonly<Record<number, string>> = {
  [TLB_KIND.unified]: 'tlb',
  [TLB_KIND.fetch]: 'itlb',
  [TLB_KIND.data]: 'dtlb',
  [TLB_KIND.second]: 'stlb',
};

/** The TLBs of all CPUs. */
export function tlbsNode(): Node {
  return named((look) => {
    const { mmus, tlbs } = look.computer;
    const all = new Set(
      mmus
        .slice(1)
        .flatMap(({ fetch, data, second }) => [fetch, data, ...(second === null ? [] : [second])]),
    );
    return [...all].map((tlb) => {
      const name = `cpu ${tlb.cpu - 1} ${KINDS[tlbs.kind.get(tlb.row)] ?? ''}`;
      const value = `${tlb.liveCount} of ${tlb.entries} entries, ${tlb.ways} ways`;
      return { name, value, node: tlbNode(tlb) };
    });
  });
}

function tlbNode(tlb: Tlb): Node {
  return named((look) => {
    const entries = peekTlbEntries(look.computer, tlb);
    return [
      { name: 'counters', value: '', node: rowNode(look, 'tlb', tlb.row) },
      {
        name: 'entries',
        value: String(entries.length),
        ...(entries.length === 0 ? {} : { node: entriesNode(tlb, entries) }),
      },
    ];
  });
}

function entriesNode(tlb: Tlb, entries: readonly number[]): Node {
  return listed(
    () => entries.length,
    (look, index) => shownEntry(look, tlb, entries[index] ?? tlb.base),
  );
}

const FLAGS: readonly (readonly [number, string])[] = [
  [ENTRY_WRITABLE, 'writable'],
  [ENTRY_USER, 'user'],
  [ENTRY_DIRTY, 'dirty'],
  [ENTRY_GLOBAL, 'global'],
  [ENTRY_LARGE, 'large'],
];

function shownEntry({ computer }: Look, tlb: Tlb, entry: number): Shown {
  const { page, frame, flags, asid } = peekTlbEntry(computer, entry);
  const way = wayOfEntry(tlb, entry);
  const address = formatHexadecimal(addressOf(computer.architecture, page, 0));
  const names = FLAGS.filter(([mask]) => (flags & mask) !== 0).map(([, name]) => name);
  const space = computer.asid ? ` asid ${asid}` : '';
  return {
    name: `set ${Math.floor(way / tlb.ways)} way ${way % tlb.ways}`,
    value: `${address} -> frame ${frame}${space} ${names.join(' ')}`.trimEnd(),
    memory: `frame:${frame}`,
  };
}
