/** How a change since the stop before is shown: by a sign and a word, never by colour alone. */
import { html, type TemplateResult } from 'lit/html.js';
import type { Mark, Marked } from '../../src/protocol/answer';
import { t } from './words';

const SIGNS: Readonly<Record<Mark, string>> = { new: '+', changed: '~', gone: '−' };

/** The sign of a mark, which reads as a word; its place stays free where there is none. */
export function markSign(mark: Mark | undefined): TemplateResult {
  if (mark === undefined) return html`<span class="sign"></span>`;
  return html`<span class="sign" role="img" aria-label=${markWord(mark)} title=${markWord(mark)}
    >${SIGNS[mark]}</span
  >`;
}

export function markWord(mark: Mark): string {
  switch (mark) {
    case 'new':
      return t('new');
    case 'changed':
      return t('changed');
    case 'gone':
      return t('gone');
  }
}

/** The sign for texts. */
export function markText(mark: Mark | undefined): string {
  return mark === undefined ? ' ' : SIGNS[mark];
}

/** What a field was at the stop before; undefined: it is as it was. */
export function wasOf({ was }: Marked, field: string): string | undefined {
  const value = was?.[field];
  return value === undefined ? undefined : String(value);
}

/** The classes of something that may have changed. */
export function markClass(mark: Mark | undefined): string {
  return mark === undefined ? '' : `mark-${mark}`;
}
