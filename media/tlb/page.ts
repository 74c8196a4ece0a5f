/** The page *TLB*: which TLB is looked at, and what is asked of the debugger for it. */
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import type { Selection, SessionState } from '../../src/protocol/webview';
import type { TlbBody, TlbEntry, TlbFold, TlbSet, TlbSummary } from '../../src/protocol/tlbs';
import { assumedNote } from '../shared/assumedNote';
import { emptyState, sessionText } from '../shared/emptyState';
import { GridView } from '../shared/gridView';
import { Host, Refused, type Listener } from '../shared/host';
import { Latest } from '../shared/latest';
import { addressDigits } from '../shared/numbers';
import { Tiles } from '../shared/tiles';
import { t } from '../shared/words';
import { tlbAsText } from './asText';
import { entryDetails } from './entryDetails';
import { readState, type SavedState } from './savedState';
import { entryOf, isTurned, setColumns, setFoldText, setRows, type SetRow } from './setRows';
import { staleSentence, stepSentence, summary } from './summary';

export class TlbPage implements Listener {
  private readonly host = new Host(this);
  private readonly latest = new Latest(() => this.refresh());
  private readonly tiles = new Tiles<TlbSet | TlbFold, TlbBody>(() => this.render());
  private readonly grid = new GridView<SetRow>({
    render: () => this.render(),
    choose: (row, column) => this.chooseEntry(entryOf(row, column - 1)),
    more: () => this.tiles.more(),
  });
  /** Null: the host has not said yet. */
  private state: SessionState | null = null;
  private chosen: SavedState = readState(this.host.state);
  private problem = '';
  private status = '';

  constructor(private readonly root: HTMLElement) {
    this.render();
    this.host.begin();
  }

  session(state: SessionState): void {
    this.state = state;
    this.latest.run();
  }

  select({ process, address }: Selection): void {
    this.choose({ entry: address === undefined ? null : { address, process } });
    this.render();
  }

  private choose(chosen: Partial<SavedState>): void {
    this.chosen = { ...this.chosen, ...chosen };
    this.host.state = this.chosen;
  }

  private async refresh(): Promise<void> {
    if (this.state === 'stopped') {
      try {
        await this.look();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        this.problem = error.message;
      }
    } else if (this.state !== 'running') this.tiles.clear();
    // Another round follows, and shows what is newer.
    if (!this.latest.isOutdated) this.render();
  }

  private async look(): Promise<void> {
    const { tlb } = this.chosen;
    this.problem = '';
    const ask = (of: number) => (first: number) =>
      this.host.ask('pagewalk/tlb', { tlb: of, first });
    try {
      await this.tiles.load(ask(tlb));
    } catch (error) {
      // Another machine may have fewer of them.
      if (!(error instanceof Refused) || tlb === 1) throw error;
      this.choose({ tlb: 1 });
      await this.tiles.load(ask(1));
    }
    const body = this.tiles.first;
    this.status = body === null ? '' : stepSentence(body);
  }

  private chooseTlb({ currentTarget }: Event): void {
    if (!(currentTarget instanceof HTMLSelectElement)) return;
    this.choose({ tlb: Number(currentTarget.value), entry: null });
    this.latest.run();
  }

  /** Shows an entry in words, and its page in the other views. */
  private chooseEntry(entry: TlbEntry | null): void {
    const { address, process } = entry ?? { address: '', process: null };
    this.choose({ entry: entry && { address, process } });
    if (process !== null) this.host.send({ type: 'select', process, address });
    this.render();
  }

  private render(): void {
    render(
      html`<h1>${t('TLB')}</h1>
        ${this.template()}`,
      this.root,
    );
    if (this.tiles.first !== null) this.grid.settle();
  }

  private template(): TemplateResult {
    const { state } = this;
    if (state === null) return html``;
    const body = this.tiles.first;
    const tlb = body?.tlbs.find((one) => one.tlb === body.tlb);
    if (state === 'none' || state === 'starting' || body === null || tlb === undefined) {
      return emptyState(this.host, state, this.problem || sessionText(state));
    }
    return html`${this.toolbar(body)}
      <p class="status" role="status">${state === 'running' ? t('Running...') : this.status}</p>
      <p class="problem" role="alert">${this.problem || staleSentence(body)}</p>
      ${assumedNote(body.assumed)}
      <div aria-busy=${state === 'running' ? 'true' : 'false'}>
        ${summary(tlb, body)}
        <div class="tlb">
          ${this.sets(tlb, addressDigits(body.addressBits))} ${this.details() ?? nothing}
        </div>
      </div>`;
  }

  private toolbar({ tlbs, tlb }: TlbBody): TemplateResult {
    return html`<header>
      <span class="choice">
        <label for="tlb">${t('TLB')}</label>
        <select id="tlb" @change=${(event: Event) => this.chooseTlb(event)}>
          ${tlbs.map((one) => {
            const { cpu, name, entries, ways } = one;
            const text = t('CPU {0}, {1}: {2} entries, {3} ways', cpu, name, entries, ways);
            return html`<option value=${one.tlb} .selected=${one.tlb === tlb}>${text}</option>`;
          })}
        </select>
      </span>
      <button type="button" @click=${() => this.copy()}>${t('Copy as text')}</button>
    </header>`;
  }

  private sets(tlb: TlbSummary, digits: number): TemplateResult {
    const rows = setRows(tlb, this.tiles.rows);
    const grid = this.grid.template({
      id: 'sets',
      label: t('Sets of {0} of CPU {1}', tlb.name, tlb.cpu),
      columns: setColumns(tlb, rows, digits),
      rows,
      key: (row) => (row.kind === 'fold' ? `f${row.first}` : row.title),
      fold: (row) => (row.kind === 'fold' ? setFoldText(row) : null),
      classes: (row) => (row.kind === 'fold' ? 'fold' : ''),
      isSelected: (row) =>
        row.kind === 'line' && row.entries.some((entry) => entry !== null && this.isChosen(entry)),
      hasMore: this.tiles.hasMore,
    });
    const legend = isTurned(tlb)
      ? t(
          'A column is a set, its entries from the one that was used last on, dropped ones behind them.',
        )
      : t(
          'A row is a set, its entries from the one that was used last on, dropped ones behind them.',
        );
    return html`<section class="sets">
      <p class="muted">${legend} ${t('D dirty, G global, S kernel only.')}</p>
      ${
        tlb.valid === 0 && rows.every(({ kind }) => kind === 'fold')
          ? html`<p>${t('The TLB is empty: nothing was accessed since it was flushed.')}</p>`
          : grid
      }
    </section>`;
  }

  private isChosen({ address, process }: TlbEntry): boolean {
    const { entry } = this.chosen;
    return entry?.address === address && entry.process === process;
  }

  private details(): TemplateResult | null {
    const entries = this.tiles.rows.flatMap((row) => (row.kind === 'set' ? row.entries : []));
    const entry = entries.find((one) => this.isChosen(one));
    if (entry === undefined) return null;
    return entryDetails(entry, addressDigits(this.tiles.first?.addressBits ?? 0));
  }

  private copy(): void {
    const body = this.tiles.first;
    const tlb = body?.tlbs.find((one) => one.tlb === body.tlb);
    if (body === null || tlb === undefined) return;
    const title = t('{0} of CPU {1} at {2}', tlb.name, tlb.cpu, body.at.text);
    this.host.send({ type: 'copy', text: tlbAsText(title, tlb, this.tiles.rows) });
    this.status = t('Copied.');
    this.render();
  }
}
