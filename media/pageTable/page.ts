/** The page *Page table*: which process and address are looked at, and what is asked of the debugger for them. */
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import type { Hex } from '../../src/protocol/answer';
import type { WalkBody } from '../../src/protocol/pageTables';
import type { ProcessRow } from '../../src/protocol/processes';
import type { Selection, SessionState } from '../../src/protocol/webview';
import { assumedNote } from '../shared/assumedNote';
import { changesText } from '../shared/changesText';
import { emptyState, sessionText } from '../shared/emptyState';
import { Host, Refused, type Listener } from '../shared/host';
import { Latest } from '../shared/latest';
import { addressDigits, groupedHex } from '../shared/numbers';
import { firstChoice, processSelect, userProcesses } from '../shared/processes';
import { t } from '../shared/words';
import { pageTableAsText } from './asText';
import { entryDetails } from './entryDetails';
import { LevelView } from './levelView';
import { Origins } from './origins';
import { readState, stateFor, type SavedState } from './savedState';
import { walkSection } from './walkSection';

export class PageTablePage implements Listener {
  private readonly host = new Host(this);
  private readonly latest = new Latest(() => this.refresh());
  private readonly origins = new Origins(this.host, () => this.render());
  /** Null: the host has not said yet. */
  private state: SessionState | null = null;
  private chosen: SavedState = readState(this.host.state);
  private processes: readonly ProcessRow[] = [];
  private assumed = false;
  private process: ProcessRow | null = null;
  /** From the root to the last. */
  private levels: readonly LevelView[] = [];
  private walk: WalkBody | null = null;
  /** The address that the tables are shown for. */
  private address: Hex = '0x0';
  /** What is wrong with what was asked for; empty for nothing. */
  private problem = '';
  private status = '';
  /** Whether the rows of the address are to be brought into view. */
  private reveals = true;

  constructor(private readonly root: HTMLElement) {
    this.render();
    this.host.begin();
  }

  session(state: SessionState, title: string): void {
    this.state = state;
    if (state !== 'none') this.chosen = stateFor(title, this.chosen);
    this.latest.run();
  }

  select({ process, address }: Selection): void {
    this.choose({ process, ...(address === undefined ? {} : { address, level: null }) });
  }

  private choose(chosen: Partial<SavedState>): void {
    this.chosen = { ...this.chosen, ...chosen };
    this.host.state = this.chosen;
    this.reveals = true;
    this.latest.run();
  }

  /** Asks for everything that is shown. */
  private async refresh(): Promise<void> {
    if (this.state === 'stopped') {
      try {
        await this.look();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        this.problem = error.message;
      }
    } else if (this.state !== 'running') this.levels = [];
    // Another round follows, and shows what is newer.
    if (!this.latest.isOutdated) this.render();
  }

  private async look(): Promise<void> {
    this.problem = '';
    const { processes, assumed } = await userProcesses(this.host);
    this.processes = processes;
    this.assumed = assumed;
    const has = (process: number | null) => this.processes.some((row) => row.process === process);
    const process = has(this.chosen.process) ? this.chosen.process : firstChoice(this.processes);
    this.process = this.processes.find((row) => row.process === process) ?? null;
    if (this.process === null || process === null || this.process.root === null) {
      this.levels = [];
      return;
    }
    const beside =
      has(this.chosen.beside) && this.chosen.beside !== process ? this.chosen.beside : null;
    await this.walkAddress(process);
    const question = { process, beside, address: this.address };
    const last = this.levels.at(-1) ?? this.levelView(1);
    await last.load(question);
    const forms = last.body?.form.levels ?? [];
    if (forms.length !== this.levels.length) {
      this.levels = forms.map(({ level }) => (level === 1 ? last : this.levelView(level)));
    }
    await Promise.all(this.levels.slice(0, -1).map((level) => level.load(question)));
    const rows = this.levels.flatMap((level) => level.rows);
    this.status = changesText(
      last.body,
      rows.map((row) => (row.kind === 'entry' ? row.mark : undefined)),
    );
  }

  /** Walks the chosen address; where there is none, that of the first region that has frames. */
  private async walkAddress(process: number): Promise<void> {
    const address =
      this.chosen.address === '' ? await this.addressInUse(process) : this.chosen.address;
    try {
      this.walk = await this.host.ask('pagewalk/walk', { process, address });
      this.address = this.walk.translatable ? this.walk.address : '0x0';
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.problem = error.message;
      this.walk = null;
    }
  }

  private async addressInUse(process: number): Promise<string> {
    const { regions } = await this.host.ask('pagewalk/regions', { process });
    const used = regions.find(({ resident }) => resident > 0) ?? regions[0];
    return used?.start ?? '0x0';
  }

  private levelView(level: number): LevelView {
    return new LevelView(
      level,
      this.host,
      () => this.render(),
      (of, address) => this.chooseEntry(of, address),
    );
  }

  private chooseEntry(level: number, address: Hex): void {
    this.origins.follow();
    this.choose({ level, address });
    // The row that was chosen is in view already.
    this.reveals = false;
    if (this.process !== null) {
      this.host.send({ type: 'select', process: this.process.process, address });
    }
  }

  private render(): void {
    render(
      html`<h1>${t('Page table')}</h1>
        ${this.template()}`,
      this.root,
    );
    const views = this.state === 'none' ? [] : this.levels;
    for (const view of views) {
      view.grid.settle();
      if (this.reveals && this.state === 'stopped') view.reveal(this.address);
    }
    if (views.length > 0 && this.state === 'stopped') this.reveals = false;
  }

  private template(): TemplateResult {
    const { state, process, levels } = this;
    if (state === null) return html``;
    const isEmpty = levels.length === 0;
    if (state === 'none' || state === 'starting' || (isEmpty && process === null)) {
      const text =
        state === 'stopped' && this.problem === ''
          ? t('There is no process: none was made yet, or all have ended. Step to where one is.')
          : this.problem || sessionText(state);
      return emptyState(this.host, state, text);
    }
    return html`${this.toolbar()}
      <p class="status" role="status">${state === 'running' ? t('Running...') : this.status}</p>
      <p class="problem" role="alert">${this.problem}</p>
      ${assumedNote(this.assumed)}
      ${isEmpty ? emptyState(this.host, state, this.whyNoTable()) : this.tables()}`;
  }

  private whyNoTable(): string {
    const { process } = this;
    if (process === null) return '';
    return process.state === 'zombie' || process.state === 'ended'
      ? t('{0} has ended, and its page table went with it.', process.name)
      : t('{0} has no page table.', process.name);
  }

  private toolbar(): TemplateResult {
    const { processes, process, chosen } = this;
    const others = processes.filter((row) => row !== process && row.root !== null);
    const beside = others.some((row) => row.process === chosen.beside) ? chosen.beside : null;
    const walkTo = (event: Event): void => {
      event.preventDefault();
      const input = this.root.querySelector('input');
      if (input === null || process === null) return;
      const address = input.value.trim();
      this.choose({ address, level: null });
      this.host.send({ type: 'select', process: process.process, address });
    };
    const chooseProcess = (of: number | null): void => {
      this.choose({ process: of, level: null });
      if (of !== null) this.host.send({ type: 'select', process: of });
    };
    const choices = [
      {
        ...{ id: 'process', label: t('Process'), processes, none: null },
        ...{ chosen: process?.process ?? null, choose: chooseProcess },
      },
      {
        ...{ id: 'beside', label: t('Beside'), processes: others, none: t('none') },
        ...{ chosen: beside, choose: (of: number | null) => this.choose({ beside: of }) },
      },
    ];
    return html`<header>
      ${choices.map(processSelect)}
      <form @submit=${walkTo}>
        <label for="address">${t('Address')}</label>
        <input
          id="address"
          type="text"
          spellcheck="false"
          autocomplete="off"
          placeholder=${t('0x... or an expression')}
          .value=${chosen.address || this.address}
        />
        <button type="submit">${t('Walk')}</button>
      </form>
      <button type="button" @click=${() => this.copy()}>${t('Copy as text')}</button>
    </header>`;
  }

  private tables(): TemplateResult {
    const { levels, walk, address } = this;
    const beside = this.processes.find(({ process }) => process === this.chosen.beside);
    const form = levels[0]?.body?.form;
    const about =
      form === undefined
        ? ''
        : t(
            '{0} · levels: {1} · bytes of an entry: {2} · {3}',
            form.architecture,
            form.levels.length,
            form.entryBytes,
            form.manual,
          );
    return html`<div aria-busy=${this.state === 'running' ? 'true' : 'false'}>
      <p class="muted">${about}</p>
      ${walk === null ? nothing : walkSection(walk, (level) => this.choose({ level }))}
      <div class="levels">
        ${levels.map((level) => level.template(address, beside?.name ?? ''))}
        ${this.details() ?? nothing}
      </div>
    </div>`;
  }

  /** The entry that is shown bit by bit: of the chosen level, or the last that the walk reaches. */
  private details(): TemplateResult | null {
    const { walk, process, address } = this;
    const number = this.chosen.level ?? walk?.steps.at(-1)?.level;
    const view = this.levels.find(({ level }) => level === number);
    const entry = view?.rowAt(address);
    const form = view?.form;
    if (entry?.kind !== 'entry' || form === undefined || process === null || !view?.body)
      return null;
    const place = { process: process.process, address: entry.address, level: form.level };
    return entryDetails(this.host, {
      form,
      entry,
      digits: addressDigits(view.body.form.addressBits),
      origin: this.origins.of(place, entry, view.body.at),
      askOrigin: () => this.origins.ask(place, entry),
    });
  }

  private copy(): void {
    const { process, levels, walk } = this;
    const texts = levels.flatMap(({ form, body, rows }) =>
      form === undefined ? [] : [{ form, table: groupedHex(body?.table ?? '0x0', 8), rows }],
    );
    const at = levels[0]?.body?.at.text ?? '';
    const title = t('Page table of {0} at {1}', process?.name ?? '', at);
    this.host.send({ type: 'copy', text: pageTableAsText(title, walk, texts) });
    this.status = t('Copied.');
    this.render();
  }
}
