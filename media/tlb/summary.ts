/** What a TLB counted, and what the last step did to it. */
import { html, type TemplateResult } from 'lit/html.js';
import type { TlbBody, TlbSummary } from '../../src/protocol/tlbs';
import { counted, shareText } from '../shared/numbers';
import { wasOf } from '../shared/marks';
import { t } from '../shared/words';

/** The counters, each with how much it grew since the stop before. */
export function countersOf(tlb: TlbSummary): readonly (readonly [string, string, string])[] {
  const share = shareText(tlb.misses, tlb.hits + tlb.misses);
  const grown = (field: string, now: number): string => {
    const was = wasOf(tlb, field);
    if (was === undefined) return '';
    const by = now - Number(was);
    return by < 0 ? `−${counted(-by)}` : `+${counted(by)}`;
  };
  const line = (label: string, field: string, now: number, after = '') =>
    [label, `${counted(now)}${after}`, grown(field, now)] as const;
  return [
    line(t('hits'), 'hits', tlb.hits),
    line(t('misses'), 'misses', tlb.misses, share === '' ? '' : ` (${share})`),
    line(t('fills'), 'fills', tlb.fills),
    line(t('evictions'), 'evictions', tlb.evictions),
    line(t('flushes'), 'flushes', tlb.flushes),
    line(t('invalidations'), 'invalidations', tlb.invalidations),
    line(t('shootdowns'), 'shootdowns', tlb.shootdowns),
  ];
}

export function summary(tlb: TlbSummary, body: TlbBody): TemplateResult {
  return html`<dl class="counters">
      ${countersOf(tlb).map(
        ([label, value, grown]) =>
          html`<div class=${grown === '' ? '' : 'mark-changed'}>
            <dt>${label}</dt>
            <dd>${value} ${grown === '' ? '' : html`<span class="grown">${grown}</span>`}</dd>
          </div>`,
      )}
    </dl>
    <p class="muted">
      ${t('{0} of {1} entries are valid', tlb.valid, tlb.entries)} · ${t('set = {0}', body.rule)} ·
      ${
        body.tagged
          ? t('entries are tagged with their address space')
          : t('no tags: a switch of the address space drops the entries')
      }
    </p>`;
}

/** How many stale entries there are; empty for none. */
export function staleSentence({ stale }: TlbBody): string {
  if (stale === 0) return '';
  return stale === 1
    ? t('1 entry is stale: the TLB says what the page table does not say any more.')
    : t('{0} entries are stale: the TLB says what the page table does not say any more.', stale);
}

/** What the last step did, for a status line. */
export function stepSentence({ at, since, filled, changed, dropped }: TlbBody): string {
  if (since === null) return t('At {0}. Changes are marked from the next stop on.', at.text);
  if (filled + changed + dropped === 0) {
    return t('At {0}. Nothing here changed since {1}.', at.text, since.text);
  }
  return t(
    'At {0}. Since {1}: {2} filled, {3} changed, {4} dropped.',
    at.text,
    since.text,
    filled,
    changed,
    dropped,
  );
}
