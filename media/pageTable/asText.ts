/** The page as plain text: what *Copy as text* puts on the clipboard, and what a screen reader's user can paste elsewhere. */
import type { LevelForm, TableRow, WalkBody } from '../../src/protocol/pageTables';
import { markText } from '../shared/marks';
import { groupedHex, shortHex } from '../shared/numbers';
import { foldText } from './entryColumns';

export interface LevelText {
  readonly form: LevelForm;
  readonly table: string;
  readonly rows: readonly TableRow[];
}

export function pageTableAsText(
  title: string,
  walk: WalkBody | null,
  levels: readonly LevelText[],
): string {
  const parts = [title, ...(walk === null ? [] : [walkAsText(walk)]), ...levels.map(levelAsText)];
  return `${parts.join('\n\n')}\n`;
}

function walkAsText(walk: WalkBody): string {
  const fields = walk.fields.map(({ name, value }) => `${name} ${value}`).join(', ');
  return [
    `walk of ${walk.expression} = ${groupedHex(walk.address, 8)}: ${fields}`,
    ...walk.tlbs.map(
      ({ tlb, set, hit, frame, stale }) =>
        `  TLB    ${tlb}, set ${set}: ${hit ? `hit, frame ${frame ?? ''}` : 'miss'}${stale === null ? '' : ` (stale: ${stale})`}`,
    ),
    ...walk.steps.map(
      ({ entry, index, place, word, bits, outcome }) =>
        `  ${entry.padEnd(6)} [${index}] at ${groupedHex(place, 8)} = ${groupedHex(word)}  ${bits.join(' ')} -> ${outcome}`,
    ),
    walk.physical === null ? '  no translation' : `  physical ${groupedHex(walk.physical, 8)}`,
    ...walk.accesses.map(({ access, text }) => `  ${access.padEnd(6)} ${text}`),
    walk.region === '' ? '  no region' : `  ${walk.region}`,
  ].join('\n');
}

function levelAsText({ form, table, rows }: LevelText): string {
  const digits = (form.entries - 1).toString(16).length;
  const lines = rows.map((row) => {
    if (row.kind === 'fold') return `  ${foldText(row, form)}`;
    const index = shortHex(row.index, digits);
    const about = [row.region, row.note].filter((text) => text !== '').join(', ');
    const beside = row.beside === undefined ? '' : `  beside ${row.beside ?? 'none'}`;
    return `${markText(row.mark)} ${index}  ${groupedHex(row.address, 8)}  ${groupedHex(row.word)}  ${row.bits.join(' ').padEnd(16)}  frame ${row.frame ?? 'none'}${about === '' ? '' : `  ${about}`}${beside}`;
  });
  return [`${form.table} at ${table}`, ...lines].join('\n');
}
