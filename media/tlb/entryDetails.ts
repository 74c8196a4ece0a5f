/** One entry of a TLB in words. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { TlbEntry } from '../../src/protocol/tlbs';
import { markWord, wasOf } from '../shared/marks';
import { groupedHex } from '../shared/numbers';
import { t } from '../shared/words';
import { ownerOf } from './setRows';

/** @param digits of an address */
export function entryDetails(entry: TlbEntry, digits: number): TemplateResult {
  const mark = entry.mark === undefined ? '' : `, ${markWord(entry.mark)}`;
  const line = (term: string, value: TemplateResult | string) =>
    html`<div>
      <dt>${term}</dt>
      <dd>${value}</dd>
    </div>`;
  const was = ['frame', 'writable', 'executable', 'user', 'dirty'].flatMap((field) => {
    const before = wasOf(entry, field);
    return before === undefined ? [] : [t('{0} was {1}', field, before)];
  });
  return html`<section class="details" aria-labelledby="details-title">
    <h2 id="details-title">
      <span class="mono plain">${groupedHex(entry.address, digits)}</span
      ><span class="muted">${mark}</span>
    </h2>
    ${
      entry.stale === null
        ? nothing
        : html`<p class="stale-text">
            <b>${t('Stale:')}</b> ${entry.stale}.
            ${t('The processor goes on using this entry until it is dropped.')}
          </p>`
    }
    <dl>
      ${line(t('leads to'), html`${t('frame {0}', entry.frame)}`)}
      ${line(t('pages'), entry.pages === 1 ? '1' : t('{0}, a large page', entry.pages))}
      ${line(t('allows'), allowed(entry))}
      ${line(
        t('dirty'),
        entry.dirty
          ? t('yes: writes need no look at the page table')
          : t('no: the first write sets the bit in the page table'),
      )}
      ${line(t('belongs to'), ownerOf(entry))}
      ${
        entry.mark === 'gone'
          ? nothing
          : line(
              t('order of use'),
              entry.rank === 0
                ? t('used last')
                : t('{0} others of the set were used since', entry.rank),
            )
      }
      ${line(t('way'), String(entry.way))}
      ${was.length === 0 ? nothing : line(t('before'), was.join(', '))}
    </dl>
  </section>`;
}

function allowed({ user, writable, executable }: TlbEntry): string {
  return [
    t('reading'),
    ...(writable ? [t('writing')] : []),
    ...(executable ? [t('execution')] : []),
    user ? t('in user mode') : t('in the kernel only'),
  ].join(', ');
}
