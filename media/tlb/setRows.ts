/** The rows of the grid of a TLB: a set each; where sets are few and ways many, a place in the order of use each. */
import { html, type TemplateResult } from 'lit/html.js';
import type { TlbBody, TlbEntry, TlbFold, TlbSet, TlbSummary } from '../../src/protocol/tlbs';
import type { Column } from '../shared/gridView';
import { markClass, markSign, markWord } from '../shared/marks';
import { groupedHex } from '../shared/numbers';
import { t } from '../shared/words';

/** Ways that are shown side by side. */
const MOST_COLUMNS = 8;

export type SetRow =
  | TlbFold
  | {
      readonly kind: 'line';
      readonly title: string;
      readonly entries: readonly (TlbEntry | null)[];
    };

/** Whether sets are columns. */
export function isTurned({ ways, sets }: TlbSummary): boolean {
  return ways > MOST_COLUMNS && sets < ways;
}

export function setRows(tlb: TlbSummary, rows: TlbBody['rows']): readonly SetRow[] {
  if (!isTurned(tlb)) return rows.map((row) => (row.kind === 'fold' ? row : lineOf(row)));
  const sets = rows.filter((row) => row.kind === 'set');
  const deepest = Math.max(0, ...sets.map(({ entries }) => entries.length));
  return Array.from({ length: deepest }, (_, rank) => ({
    kind: 'line',
    title: String(rank),
    entries: Array.from({ length: tlb.sets }, (_none, set) => {
      return sets.find((one) => one.set === set)?.entries[rank] ?? null;
    }),
  }));
}

function lineOf({ set, entries }: TlbSet): SetRow {
  return { kind: 'line', title: String(set), entries };
}

export function setColumns(
  tlb: TlbSummary,
  rows: readonly SetRow[],
  digits: number,
): readonly Column<SetRow>[] {
  const turned = isTurned(tlb);
  const widest = Math.max(
    turned ? tlb.sets : tlb.ways,
    ...rows.map((row) => (row.kind === 'line' ? row.entries.length : 0)),
  );
  const first: Column<SetRow> = turned
    ? {
        id: 'rank',
        title: t('use'),
        label: t('order of use: 0 was used last'),
        width: '6ch',
        cell: titleOf,
      }
    : { id: 'set', title: t('set'), width: '6ch', cell: titleOf };
  const width = entryWidth(rows, digits);
  const others = Array.from({ length: widest }, (_, at): Column<SetRow> => ({
    id: `${at}`,
    title: turned ? t('set {0}', at) : String(at + 1),
    ...(turned ? {} : { label: placeText(at) }),
    width,
    cell: (row) => entryCell(row, at, digits),
    say: (row) => entrySpoken(row, at),
    classes: (row) => `entry ${markClass(entryOf(row, at)?.mark)}`,
  }));
  return [first, ...others];
}

/** As wide as the longest line of an entry. */
function entryWidth(rows: readonly SetRow[], digits: number): string {
  const entries = rows.flatMap((row) => (row.kind === 'line' ? row.entries : []));
  const lengths = entries.map((entry) => {
    if (entry === null) return 0;
    const above = `+ ${groupedHex(entry.address, digits)} → ${entry.frame}`;
    const below = `${rightsOf(entry)} ${ownerOf(entry)} ${entry.stale === null ? '' : t('stale')}`;
    return Math.max(above.length, below.length);
  });
  return `${Math.max(20, ...lengths) + 4}ch`;
}

/** What the number of a column means. */
function placeText(at: number): string {
  return at === 0 ? t('1: used last') : t('{0}: {1} others were used since', at + 1, at);
}

function titleOf(row: SetRow): string {
  return row.kind === 'line' ? row.title : '';
}

/** The entry at a position of a row. */
export function entryOf(row: SetRow, at: number): TlbEntry | null {
  return row.kind === 'line' ? (row.entries[at] ?? null) : null;
}

function entryCell(row: SetRow, at: number, digits: number): TemplateResult | string {
  const entry = entryOf(row, at);
  if (entry === null) return html`<span class="muted">–</span>`;
  const stale =
    entry.stale === null ? '' : html`<span class="stale" title=${entry.stale}>${t('stale')}</span>`;
  return html`<span class="line mono"
      >${markSign(entry.mark)}${groupedHex(entry.address, digits)} → <b>${entry.frame}</b></span
    ><span class="line muted"
      ><span class="mono">${rightsOf(entry)}</span> ${ownerOf(entry)} ${stale}</span
    >`;
}

/** The cell in words: signs and letters are no words. */
function entrySpoken(row: SetRow, at: number): string {
  const entry = entryOf(row, at);
  if (entry === null) return t('empty');
  const { address, frame, mark, writable, dirty, stale } = entry;
  const parts = [
    t('{0} to frame {1}', address, frame),
    writable ? t('writable') : t('read-only'),
    ...(dirty ? [t('dirty')] : []),
    ownerOf(entry),
    ...(stale === null ? [] : [t('stale: {0}', stale)]),
    ...(mark === undefined ? [] : [markWord(mark)]),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** `rwx` and D for dirty, G for global, S for what only the kernel may use. */
export function rightsOf({ user, writable, executable, dirty, global }: TlbEntry): string {
  return [
    'r',
    writable ? 'w' : '-',
    executable ? 'x' : '-',
    ...(dirty ? [' D'] : []),
    ...(global ? [' G'] : []),
    ...(user ? [] : [' S']),
  ].join('');
}

export function ownerOf({ name, global }: TlbEntry): string {
  if (name !== '') return name;
  return global ? t('all processes') : t('a process that is gone');
}

export function setFoldText({ first, last }: TlbFold): string {
  return first === last ? t('set {0} is empty', first) : t('sets {0}–{1} are empty', first, last);
}
