/** The page as plain text: what *Copy as text* puts on the clipboard. */
import type { TlbBody, TlbEntry, TlbSummary } from '../../src/protocol/tlbs';
import { markText } from '../shared/marks';
import { groupedHex } from '../shared/numbers';
import { ownerOf, rightsOf, setFoldText } from './setRows';
import { countersOf } from './summary';

export function tlbAsText(title: string, tlb: TlbSummary, rows: TlbBody['rows']): string {
  const counters = countersOf(tlb).map(([label, value, grown]) =>
    grown === '' ? `${label} ${value}` : `${label} ${value} ${grown}`,
  );
  const lines = rows.flatMap((row) =>
    row.kind === 'fold'
      ? [`  ${setFoldText(row)}`]
      : row.entries.map((entry) => entryLine(row.set, entry)),
  );
  return `${[title, counters.join(', '), ...lines].join('\n')}\n`;
}

function entryLine(set: number, entry: TlbEntry): string {
  const stale = entry.stale === null ? '' : `  stale: ${entry.stale}`;
  return `${markText(entry.mark)} set ${set} way ${entry.way}  ${groupedHex(entry.address, 8)} -> frame ${entry.frame}  ${rightsOf(entry).padEnd(7)} ${ownerOf(entry)}${stale}`;
}
