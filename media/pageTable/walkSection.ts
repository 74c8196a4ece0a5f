/** The walk of one address: its fields, each step, where it ends, and what accesses would meet. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { AccessOutcome, TlbLookup, WalkBody, WalkStep } from '../../src/protocol/pageTables';
import { addressDigits, groupedHex } from '../shared/numbers';
import { t } from '../shared/words';

/** @param chooseLevel what happens when a step is chosen */
export function walkSection(walk: WalkBody, chooseLevel: (level: number) => void): TemplateResult {
  const isNamed = walk.expression.trim().toLowerCase() !== walk.address;
  const last = walk.fields.length - 1;
  const digits = addressDigits(walk.form.addressBits);
  return html`<section class="walk" aria-labelledby="walk-title">
    <h2 id="walk-title">
      ${t('Walk of')} <span class="plain mono">${groupedHex(walk.address, digits)}</span>
      ${isNamed ? html`<span class="muted">= <span class="mono">${walk.expression}</span></span>` : nothing}
    </h2>
    <ul class="fields" aria-label=${t('Fields of the address')}>
      ${walk.fields.map(
        ({ name, bits, value }, at) =>
          html`<li class=${`field field-${at === last ? 'offset' : at % 4}`}>
            ${name} <b>${value}</b> <span class="muted">${t('bits {0}', bits)}</span>
          </li>`,
      )}
    </ul>
    <div class="course">
      <ol class="steps">
        ${walk.tlbs.map(lookup)} ${walk.steps.map((one) => step(one, digits, chooseLevel))}
        ${end(walk, digits)}
      </ol>
      <div class="meets">
        <dl class="accesses">${walk.accesses.map(access)}</dl>
        <p class="region">
          ${
            walk.region === ''
              ? html`<span class="muted">${t('no region holds this address')}</span>`
              : html`<code>${walk.region}</code>`
          }
        </p>
      </div>
    </div>
  </section>`;
}

function lookup({ tlb, set, hit, frame, stale }: TlbLookup): TemplateResult {
  const result = hit ? t('hit, frame {0}', frame ?? '') : t('miss');
  return html`<li>
    <span class="what">${t('TLB')}</span> ${tlb}, ${t('set {0}', set)}: <b>${result}</b>
    ${stale === null ? nothing : html`<span class="stale">${t('stale: {0}', stale)}</span>`}
  </li>`;
}

function step(
  { level, entry, index, place, word, bits, outcome, was }: WalkStep,
  digits: number,
  chooseLevel: (level: number) => void,
): TemplateResult {
  const before =
    was === undefined ? nothing : html`<s title=${t('at the stop before')}>${groupedHex(was)}</s> `;
  return html`<li>
    <button type="button" class="link what" @click=${() => chooseLevel(level)}>${entry}</button>
    <span class="mono"
      >[${index}] ${t('at')} ${groupedHex(place, digits)} = ${before}<b
        class=${was === undefined ? '' : 'changed'}
        >${groupedHex(word)}</b
      ></span
    >
    <span class="bits-set">${bits.join(' ')}</span> → ${outcomeText(outcome)}
  </li>`;
}

function outcomeText(outcome: WalkStep['outcome']): string {
  switch (outcome) {
    case 'table':
      return t('a table');
    case 'page':
      return t('a page');
    case 'large page':
      return t('a large page');
    case 'not present':
      return t('not present');
    case 'reserved bit':
      return t('a reserved bit is set');
  }
}

function end(
  { physical, frame, rights, translatable, steps }: WalkBody,
  digits: number,
): TemplateResult {
  if (!translatable) return html`<li>${t('The processor translates no such address.')}</li>`;
  if (physical === null || frame === null || rights === null) {
    const text = steps.length === 0 ? t('The process has no page table.') : t('No translation.');
    return html`<li>${text}</li>`;
  }
  const names = [
    rights.user ? t('user') : t('kernel only'),
    rights.writable ? t('writable') : t('read-only'),
    rights.executable ? t('executable') : t('not executable'),
  ];
  return html`<li>
    <span class="what">${t('physical')}</span>
    <b class="mono">${groupedHex(physical, digits)}</b>, ${t('frame {0}', frame)}:
    ${names.join(', ')}
  </li>`;
}

function access({ access: name, allowed, code, text }: AccessOutcome): TemplateResult {
  const sign = allowed ? '✓' : '✗';
  const outcome = code === null ? text : t('{0}, error code {1}', text, code);
  return html`<div>
    <dt>${name}</dt>
    <dd><span aria-hidden="true">${sign}</span> ${outcome}</dd>
  </div>`;
}
