/** One table of one level: its rows as far as they were asked for, and its grid. */
import { html, type TemplateResult } from 'lit/html.js';
import type { Hex } from '../../src/protocol/answer';
import type { LevelForm, PageTableBody, TableRow } from '../../src/protocol/pageTables';
import { GridView } from '../shared/gridView';
import type { Host } from '../shared/host';
import { markClass } from '../shared/marks';
import { addressDigits, groupedHex, sizeText } from '../shared/numbers';
import { Tiles } from '../shared/tiles';
import { t } from '../shared/words';
import { entryColumns, foldText } from './entryColumns';

/** Which table is shown. */
export interface TableQuestion {
  readonly process: number;
  readonly beside: number | null;
  readonly address: string;
}

export class LevelView {
  readonly grid: GridView<TableRow>;
  private readonly tiles: Tiles<TableRow, PageTableBody>;

  /** @param choose what happens when a row is chosen: its first virtual address */
  constructor(
    readonly level: number,
    private readonly host: Host,
    render: () => void,
    choose: (level: number, address: Hex) => void,
  ) {
    this.tiles = new Tiles<TableRow, PageTableBody>(render);
    this.grid = new GridView<TableRow>({
      render,
      choose: (row) => {
        const address = this.addressOf(row);
        if (address !== null) choose(level, address);
      },
      more: () => this.tiles.more(),
    });
  }

  /** Asks for the table. @throws Refused */
  load({ process, beside, address }: TableQuestion): Promise<void> {
    const { level } = this;
    return this.tiles.load((first) =>
      this.host.ask('pagewalk/pageTable', {
        ...{ process, level, address, first },
        ...(beside === null ? {} : { beside }),
      }),
    );
  }

  get body(): PageTableBody | null {
    return this.tiles.first;
  }

  get rows(): readonly TableRow[] {
    return this.tiles.rows;
  }

  /** The entry or fold that holds an address; null: it is not in this table, or was not asked for yet. */
  rowAt(address: Hex): TableRow | null {
    const index = this.indexOf(address);
    return this.rows.find((row) => isAt(row, index)) ?? null;
  }

  template(address: Hex, besideName: string): TemplateResult {
    const { body } = this;
    const form = this.form;
    if (body === null || form === undefined) return html``;
    const index = this.indexOf(address);
    const grid = this.grid.template({
      id: `level-${this.level}`,
      label: t('{0}, entries', form.table),
      columns: entryColumns(form, this.rows, besideName, addressDigits(body.form.addressBits)),
      rows: this.rows,
      key: (row) => (row.kind === 'fold' ? `f${row.first}` : `e${row.index}`),
      fold: (row) => (row.kind === 'fold' ? foldText(row, form) : null),
      classes: (row) => (row.kind === 'fold' ? 'fold' : markClass(row.mark)),
      isSelected: (row) => isAt(row, index),
      hasMore: this.tiles.hasMore,
    });
    const place =
      body.table === null
        ? t('no table here')
        : t(
            'at {0}, {1} each',
            groupedHex(body.table, addressDigits(body.form.addressBits)),
            sizeText(form.covers),
          );
    return html`<section
      class=${this.level === 1 ? 'level last' : 'level'}
      aria-labelledby=${`title-${this.level}`}
    >
      <h2 id=${`title-${this.level}`}>${form.table} <span class="muted">${place}</span></h2>
      ${this.rows.length === 0 ? html`<p class="muted">${this.whyEmpty(form)}</p>` : grid}
    </section>`;
  }

  /** Brings the row that holds an address into view. */
  reveal(address: Hex): void {
    const index = this.indexOf(address);
    this.grid.reveal((row) => isAt(row, index));
  }

  get form(): LevelForm | undefined {
    return this.body?.form.levels.find(({ level }) => level === this.level);
  }

  private whyEmpty(form: LevelForm): string {
    return form.level === this.body?.form.levels[0]?.level
      ? t('The process has no page table.')
      : t('No entry above leads to a table for this address.');
  }

  private indexOf(address: Hex): number {
    const { form, body } = this;
    if (form === undefined || body === null) return -1;
    const size = BigInt(form.covers);
    const count = BigInt(form.entries);
    return Number((BigInt(address) / size) % count);
  }

  private addressOf(row: TableRow): Hex | null {
    const { form, body } = this;
    if (row.kind === 'entry') return row.address;
    if (form === undefined || body === null) return null;
    const covers = BigInt(form.covers);
    const address = BigInt(body.address) + BigInt(row.first) * covers;
    const end = 2n ** BigInt(body.form.addressBits);
    // Of canonical addresses the upper half begins with ones.
    const isUpper = body.form.addressBits === 48 && address >= end / 2n && address < end;
    return `0x${(isUpper ? address + 2n ** 64n - end : address).toString(16)}`;
  }
}

function isAt(row: TableRow, index: number): boolean {
  return row.kind === 'entry' ? row.index === index : row.first <= index && index <= row.last;
}
