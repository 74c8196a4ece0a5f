/** The columns of a grid of page-table entries, and what its rows mean. */
import { html, type TemplateResult } from 'lit/html.js';
import type { EntryFold, EntryRow, LevelForm, TableRow } from '../../src/protocol/pageTables';
import type { Column } from '../shared/gridView';
import { markSign, wasOf } from '../shared/marks';
import { counted, groupedHex, groupedText, shortHex } from '../shared/numbers';
import { t } from '../shared/words';

/** Bits that have a column also when no entry has them. */
const ALWAYS = new Set(['P', 'R/W', 'W', 'U/S', 'U', 'A', 'D', 'PS', 'XD']);

/** Columns for the entries of a level. @param beside the name of the process beside; empty: none */
export function entryColumns(
  form: LevelForm,
  rows: readonly TableRow[],
  beside: string,
  addressDigits: number,
): readonly Column<TableRow>[] {
  const digits = (form.entries - 1).toString(16).length;
  const used = new Set(rows.flatMap((row) => (row.kind === 'entry' ? row.bits : [])));
  const bits = form.bits.filter(
    ({ name }) => name !== 'frame' && (ALWAYS.has(name) || used.has(name)),
  );
  return [
    ofEntry('index', '#', t('index in the table'), `${digits + 5}ch`, (row) => {
      return html`${markSign(row.mark)}${shortHex(row.index, digits)}`;
    }),
    ofEntry(
      'address',
      form.level === 1 ? t('page') : t('covers from'),
      '',
      addressWidth(rows, addressDigits),
      (row) => groupedHex(row.address, addressDigits),
    ),
    ofEntry('frame', t('frame'), t('frame and its references'), frameWidth(rows), (row) =>
      row.frame === null ? '–' : html`<b>${row.frame}</b>${timesText(row)}`,
    ),
    ...bits.map(({ name, meaning, bit }) =>
      bitColumn(name, t('{0}, bit {1}: {2}', name, bit, meaning)),
    ),
    ofEntry('region', t('region'), '', regionWidth(rows), (row) => {
      const note = row.note === '' ? '' : html`<span class="note">${row.note}</span>`;
      return html`${row.region} ${note}`;
    }),
    ...(beside === '' ? [] : [besideColumn(beside)]),
    ofEntry('word', t('word'), t('the entry as it is in memory'), wordWidth(form), (row) =>
      wordCell(row.word, wasOf(row, 'word')),
    ),
  ];
}

/** As wide as the longest address. */
function addressWidth(rows: readonly TableRow[], addressDigits: number): string {
  const digits = rows.map((row) =>
    row.kind === 'entry' ? groupedHex(row.address, addressDigits).length : 0,
  );
  return `${Math.max(11, ...digits) + 2}ch`;
}

/** ` ×2` where more than one reference leads to the frame. */
function timesText({ references }: EntryRow): string {
  return references !== null && references > 1 ? ` ×${references}` : '';
}

function frameWidth(rows: readonly TableRow[]): string {
  const lengths = rows.map((row) =>
    row.kind === 'entry' ? `${row.frame ?? ''}${timesText(row)}`.length : 0,
  );
  return `${Math.max(5, ...lengths) + 2}ch`;
}

/** As wide as the longest text. */
function regionWidth(rows: readonly TableRow[]): string {
  const texts = rows.map((row) => (row.kind === 'entry' ? `${row.region} ${row.note}`.length : 0));
  return `minmax(${Math.max(8, ...texts) + 3}ch, 1fr)`;
}

/** Sixteen digits of a word of 64 bits, or eight, in groups. */
function wordWidth({ bits }: LevelForm): string {
  return bits.some(({ bit, bits: count }) => bit + count > 32) ? '23ch' : '13ch';
}

function wordCell(word: `0x${string}`, was: string | undefined): TemplateResult | string {
  if (was === undefined) return groupedHex(word);
  const text = t('was {0}', groupedText(was));
  return html`<span class="changed" title=${text}>${groupedHex(word)}</span>`;
}

function ofEntry(
  id: string,
  title: string,
  label: string,
  width: string,
  cell: (row: EntryRow) => TemplateResult | string,
): Column<TableRow> {
  return {
    ...{ id, title, width },
    ...(label === '' ? {} : { label }),
    cell: (row) => (row.kind === 'fold' ? '' : cell(row)),
  };
}

function bitColumn(name: string, label: string): Column<TableRow> {
  const isSet = (row: TableRow): boolean => row.kind === 'entry' && row.bits.includes(name);
  const hasChanged = (row: TableRow): boolean => {
    const was = row.kind === 'entry' ? wasOf(row, 'bits') : undefined;
    return was !== undefined && was.split(' ').includes(name) !== isSet(row);
  };
  return {
    ...{ id: `bit ${name}`, title: name, label, width: `${Math.max(3, name.length + 2)}ch` },
    cell: (row) => (isSet(row) ? '●' : '·'),
    say: (row) => {
      const text = isSet(row) ? t('{0} set', name) : t('{0} not set', name);
      return hasChanged(row) ? `${text}, ${t('changed')}` : text;
    },
    classes: (row) => `bit ${hasChanged(row) ? 'changed' : ''}`,
    headClasses: 'bit',
  };
}

function besideColumn(name: string): Column<TableRow> {
  const text = (row: TableRow): string => {
    if (row.kind === 'fold' || row.beside === undefined) return '';
    if (row.beside === null) return '–';
    return `${row.beside === row.frame ? '=' : '≠'} ${row.beside}`;
  };
  return {
    ...{ id: 'beside', title: name, width: `${Math.max(12, name.length + 2)}ch` },
    label: t('frame that {0} has for the same page', name),
    cell: text,
  };
}

/** A run of entries that hold nothing. */
export function foldText({ first, last, region }: EntryFold, { entries }: LevelForm): string {
  const digits = (entries - 1).toString(16).length;
  const range =
    first === last
      ? shortHex(first, digits)
      : `${shortHex(first, digits)}–${shortHex(last, digits)}`;
  const count = counted(last - first + 1);
  return region === ''
    ? t('{0} · {1} not present', range, count)
    : t('{0} · {1} mapped, not resident ({2})', range, count, region);
}
