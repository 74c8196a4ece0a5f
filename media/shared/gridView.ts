/**
 * A grid of rows of equal height, of which only those in view are in the document. One cell can be reached with Tab;
 * arrows, Home, End, Page Up and Page Down move among the cells, Enter chooses a row.
 *
 * It must never know what its rows mean.
 */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import { styled } from './styled';

export interface Column<R> {
  readonly id: string;
  readonly title: string;
  /** What the title stands for; the title itself if absent. */
  readonly label?: string;
  /** A track of a CSS grid. */
  readonly width: string;
  readonly cell: (row: R) => TemplateResult | string;
  /** What the cell says where its content are signs. */
  readonly say?: (row: R) => string;
  readonly classes?: (row: R) => string;
  readonly headClasses?: string;
}

export interface Content<R> {
  /** Names the grid within the page. */
  readonly id: string;
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly key: (row: R) => string;
  /** The text of a row that is one cell; null: it has all columns. */
  readonly fold: (row: R) => string | null;
  readonly classes: (row: R) => string;
  readonly isSelected: (row: R) => boolean;
  /** Whether there are rows behind the last one that were not asked for yet. */
  readonly hasMore: boolean;
}

/** What a grid does with its page. */
export interface Actions<R> {
  /** Something is to be drawn anew. */
  render(): void;
  choose(row: R, column: number): void;
  /** The end of the rows is in view. */
  more(): void;
}

/** Rows in the document above and below those in view. */
const OVERSCAN = 6;
/** Until a row was measured, in pixels. */
const ROW_HEIGHT = 22;
const VIEW_HEIGHT = 400;

export class GridView<R> {
  private content: Content<R> | null = null;
  private element: HTMLElement | null = null;
  private row = 0;
  private column = 0;
  private scrollTop = 0;
  private rowHeight = ROW_HEIGHT;
  private viewHeight = VIEW_HEIGHT;
  /** Whether the current cell gets the focus once it is drawn. */
  private takesFocus = false;
  private isDrawing = false;

  constructor(private readonly actions: Actions<R>) {}

  /** Brings a row into view, and makes it the one that Tab reaches. */
  reveal(isRow: (row: R) => boolean): void {
    const at = this.content?.rows.findIndex(isRow) ?? -1;
    if (at < 0) return;
    this.row = at;
    this.scrollTo(at);
    this.draw();
  }

  template(content: Content<R>): TemplateResult {
    this.content = content;
    const { id, label, columns, rows } = content;
    this.row = Math.max(0, Math.min(this.row, rows.length - 1));
    const first = Math.max(0, Math.floor(this.scrollTop / this.rowHeight) - OVERSCAN);
    const count = Math.ceil(this.viewHeight / this.rowHeight) + 2 * OVERSCAN;
    const shown = rows.slice(first, first + count);
    // Tab must find a cell also while the current row is out of sight.
    const isShown = this.row >= first && this.row < first + shown.length;
    const current = isShown ? this.row : Math.min(rows.length - 1, first + OVERSCAN);
    const spacer = (hidden: number) =>
      html`<div role="none" ${styled({ height: `${hidden * this.rowHeight}px` })}></div>`;
    return html`<div
      class="grid"
      id=${id}
      role="grid"
      aria-label=${label}
      aria-rowcount=${content.hasMore ? -1 : rows.length + 1}
      aria-colcount=${columns.length}
      aria-multiselectable="false"
      ${styled({ '--columns': columns.map(({ width }) => width).join(' ') })}
      @scroll=${(event: Event) => this.scrolled(event)}
      @keydown=${(event: KeyboardEvent) => this.pressed(event)}
    >
      <div role="rowgroup" class="head">
        <div role="row" class="row" aria-rowindex="1">
          ${columns.map(
            (column) =>
              html`<div
                role="columnheader"
                class=${`cell ${column.headClasses ?? ''}`}
                title=${column.label ?? nothing}
                aria-label=${column.label ?? nothing}
              >
                ${column.title}
              </div>`,
          )}
        </div>
      </div>
      <div role="rowgroup">
        ${spacer(first)}
        ${repeat(
          shown,
          (row) => content.key(row),
          (row, at) => this.rowTemplate(content, row, first + at, first + at === current),
        )}
        ${spacer(Math.max(0, rows.length - first - shown.length))}
      </div>
    </div>`;
  }

  /** To be called after each drawing: measures, and gives the focus. */
  settle(): void {
    const { content } = this;
    const element = content === null ? null : document.getElementById(content.id);
    this.element = element;
    if (content === null || element === null) return;
    const row = element.querySelector('[role="rowgroup"]:not(.head) [role="row"]');
    const height = row?.getBoundingClientRect().height ?? 0;
    const isNew = height > 0 && Math.abs(height - this.rowHeight) > 0.5;
    if (isNew) this.rowHeight = height;
    const isTaller = element.clientHeight > this.viewHeight;
    if (isTaller) this.viewHeight = element.clientHeight;
    if (this.takesFocus) {
      this.takesFocus = false;
      element.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
    }
    if (isNew || isTaller) this.draw();
    this.askForMore();
  }

  private rowTemplate(content: Content<R>, row: R, at: number, isCurrent: boolean): TemplateResult {
    const fold = content.fold(row);
    const isSelected = content.isSelected(row);
    const cells =
      fold === null
        ? content.columns.map((column, i) =>
            this.cell(column.cell(row), isCurrent && i === this.column, {
              classes: column.classes?.(row) ?? '',
              label: column.say?.(row),
              index: i,
            }),
          )
        : this.cell(html`<span class="fold-text">${fold}</span>`, isCurrent, {
            classes: 'fold',
            span: content.columns.length,
            index: 0,
          });
    return html`<div
      role="row"
      class=${`row ${content.classes(row)}`}
      aria-rowindex=${at + 2}
      aria-selected=${isSelected ? 'true' : 'false'}
      @click=${(event: Event) => this.clicked(event, row)}
      @focusin=${(event: Event) => this.focused(event, at)}
    >
      ${cells}
    </div>`;
  }

  private cell(
    content: TemplateResult | string,
    isCurrent: boolean,
    about: { classes: string; label?: string | undefined; span?: number; index: number },
  ): TemplateResult {
    return html`<div
      role="gridcell"
      class=${`cell ${about.classes}`}
      tabindex=${isCurrent ? 0 : -1}
      data-column=${about.index}
      aria-colindex=${about.index + 1}
      aria-colspan=${about.span ?? nothing}
    >
      ${about.label === undefined ? content : spoken(content, about.label)}
    </div>`;
  }

  private scrolled({ currentTarget }: Event): void {
    if (!(currentTarget instanceof HTMLElement)) return;
    const before = Math.floor(this.scrollTop / this.rowHeight);
    this.scrollTop = currentTarget.scrollTop;
    if (Math.floor(this.scrollTop / this.rowHeight) !== before) this.draw();
  }

  private clicked({ target }: Event, row: R): void {
    this.takesFocus = true;
    this.actions.choose(row, columnOf(target));
  }

  private focused({ target }: Event, at: number): void {
    this.row = at;
    this.column = columnOf(target);
  }

  private pressed(event: KeyboardEvent): void {
    const rows = this.content?.rows ?? [];
    const row = rows[this.row];
    if ((event.key === 'Enter' || event.key === ' ') && row !== undefined) {
      event.preventDefault();
      this.takesFocus = true;
      this.actions.choose(row, this.column);
      return;
    }
    const moved = this.destination(event, rows.length);
    if (moved === null) return;
    event.preventDefault();
    [this.row, this.column] = moved;
    this.scrollTo(this.row);
    this.takesFocus = true;
    this.draw();
  }

  /** The row and column that a key leads to; null: it is none of the grid's. */
  private destination(event: KeyboardEvent, rows: number): [number, number] | null {
    const lastRow = Math.max(0, rows - 1);
    const lastColumn = (this.content?.columns.length ?? 1) - 1;
    const page = Math.max(1, Math.floor(this.viewHeight / this.rowHeight) - 2);
    const { row, column } = this;
    const toRow = (at: number): [number, number] => [Math.max(0, Math.min(lastRow, at)), column];
    const toColumn = (at: number): [number, number] => [row, Math.max(0, Math.min(lastColumn, at))];
    switch (event.key) {
      case 'ArrowDown':
        return toRow(row + 1);
      case 'ArrowUp':
        return toRow(row - 1);
      case 'ArrowRight':
        return toColumn(column + 1);
      case 'ArrowLeft':
        return toColumn(column - 1);
      case 'PageDown':
        return toRow(row + page);
      case 'PageUp':
        return toRow(row - page);
      case 'Home':
        return event.ctrlKey ? [0, 0] : toColumn(0);
      case 'End':
        return event.ctrlKey ? [lastRow, lastColumn] : toColumn(lastColumn);
      default:
        return null;
    }
  }

  /** Scrolls as little as brings a row into view. */
  private scrollTo(row: number): void {
    const top = row * this.rowHeight;
    // The head covers one row.
    const height = Math.max(
      this.rowHeight,
      (this.element?.clientHeight ?? this.viewHeight) - this.rowHeight,
    );
    let to = this.scrollTop;
    if (top < to) to = top;
    else if (top + this.rowHeight > to + height) to = top + this.rowHeight - height;
    this.scrollTop = to;
    if (this.element !== null) this.element.scrollTop = to;
  }

  private askForMore(): void {
    const { content } = this;
    if (content?.hasMore !== true) return;
    const bottom = (this.scrollTop + this.viewHeight) / this.rowHeight + OVERSCAN;
    if (bottom >= content.rows.length) this.actions.more();
  }

  private draw(): void {
    if (this.isDrawing) return;
    this.isDrawing = true;
    requestAnimationFrame(() => {
      this.isDrawing = false;
      this.actions.render();
    });
  }
}

/** Signs for the eyes, and words for a screen reader. */
function spoken(content: TemplateResult | string, words: string): TemplateResult {
  return html`<span aria-hidden="true">${content}</span><span class="hidden-text">${words}</span>`;
}

/** The number of the column that something in the grid belongs to. */
function columnOf(target: EventTarget | null): number {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
  return Number(cell?.dataset['column'] ?? 0);
}
