/** One entry bit by bit, and who set it. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { OriginBody, OriginFrame, PastEvent } from '../../src/protocol/origin';
import type { BitName, EntryRow, LevelForm } from '../../src/protocol/pageTables';
import type { Host } from '../shared/host';
import { markWord, wasOf } from '../shared/marks';
import { groupedHex, groupedText, shortHex } from '../shared/numbers';
import { t } from '../shared/words';

/** Functions of a call stack that are shown. */
const MOST_FRAMES = 5;

export interface Details {
  readonly form: LevelForm;
  readonly entry: EntryRow;
  /** Of an address. */
  readonly digits: number;
  /** Who set it; null: not asked yet. A text: why there is no answer. */
  readonly origin: OriginBody | string | null;
  readonly askOrigin: () => void;
}

export function entryDetails(host: Host, details: Details): TemplateResult {
  const { form, entry, digits } = details;
  const mark = entry.mark === undefined ? '' : `, ${markWord(entry.mark)}`;
  const was = wasOf(entry, 'word');
  const wasReferences = wasOf(entry, 'references');
  const line = (term: string, value: TemplateResult | string) =>
    html`<div>
      <dt>${term}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<section class="details" aria-labelledby="details-title">
    <h2 id="details-title">
      ${form.entry} <span class="plain">${shortHex(entry.index)}</span
      ><span class="muted">${mark}</span>
    </h2>
    <ul class="bits" aria-label=${t('Bits of {0}', entry.word)}>
      ${[...form.bits].reverse().map((bit) => bitBox(bit, entry))}
    </ul>
    <dl>
      ${line(
        t('word'),
        html`<span class="mono">${groupedHex(entry.word)}</span>
          ${was === undefined ? nothing : html`<span class="muted">${t('was {0}', groupedText(was))}</span>`}`,
      )}
      ${line(t('means'), meaningOf(form, entry))}
      ${line(t('at'), html`<span class="mono">${groupedHex(entry.place, digits)}</span>`)}
      ${line(t('covers'), html`<span class="mono">${groupedHex(entry.address, digits)}</span>`)}
      ${line(t('leads to'), leadsText(entry))}
      ${
        entry.references === null
          ? nothing
          : line(
              t('references'),
              html`${entry.references}
              ${
                wasReferences === undefined
                  ? nothing
                  : html`<span class="muted">${t('was {0}', wasReferences)}</span>`
              }`,
            )
      }
      ${entry.region === '' ? nothing : line(t('region'), entry.region)}
      ${entry.note === '' ? nothing : line(t('note'), html`<b>${entry.note}</b>`)}
    </dl>
    ${originPart(host, details)}
  </section>`;
}

function leadsText({ leads, frame }: EntryRow): string {
  switch (leads) {
    case 'table':
      return t('the table in frame {0}', frame ?? '');
    case 'page':
      return t('frame {0}', frame ?? '');
    case 'large page':
      return t('a large page from frame {0}', frame ?? '');
    case 'nothing':
      return frame === null ? t('nothing') : t('nothing; it keeps frame {0}', frame);
  }
}

function bitBox({ name, bit, bits, meaning }: BitName, entry: EntryRow): TemplateResult {
  const value = fieldOf(BigInt(entry.word), bit, bits);
  const was = wasOf(entry, 'word');
  const isChanged = was !== undefined && fieldOf(BigInt(was), bit, bits) !== value;
  const isOn = value !== 0n;
  const place = bits === 1 ? t('bit {0}', bit) : t('bits {0}–{1}', bit + bits - 1, bit);
  return html`<li
    class=${`box ${isOn ? 'on' : 'off'} ${isChanged ? 'changed' : ''} ${bits > 8 ? 'wide' : ''}`}
    title=${`${place}: ${meaning}`}
  >
    ${name} <b>${bits === 1 ? String(value) : `0x${value.toString(16)}`}</b>
    ${isChanged ? html`<span class="hidden-text">${t('changed')}</span>` : nothing}
  </li>`;
}

function fieldOf(word: bigint, bit: number, bits: number): bigint {
  return (word >> BigInt(bit)) & ((1n << BigInt(bits)) - 1n);
}

/** `present, writable, user`. */
function meaningOf({ bits }: LevelForm, entry: EntryRow): string {
  const set = bits.filter(({ name }) => entry.bits.includes(name));
  const words = set.map(({ meaning }) => meaning.split(':', 1)[0] ?? '');
  return words.length === 0 ? t('no bit is set') : words.join(', ');
}

function originPart(host: Host, { origin, askOrigin }: Details): TemplateResult {
  if (origin === null) {
    return html`<p>
      <button type="button" @click=${askOrigin}>${t('Who set it, and why?')}</button>
    </p>`;
  }
  if (typeof origin === 'string') return html`<p>${origin}</p>`;
  if (origin.set === null) {
    return html`<p class="muted">${t('No event of this run set it.')}</p>`;
  }
  const shown = origin.stack.slice(0, MOST_FRAMES).map((frame) => frameLink(host, frame));
  return html`<section class="origin" aria-label=${t('Who set it')}>
    <h3>${t('Set by')}</h3>
    <p class="mono wrap">
      ${shown.map((link, at) => html`${at === 0 ? '' : ' ← '}${link}`)}${
        origin.stack.length > MOST_FRAMES ? ' ← …' : ''
      }
    </p>
    ${pastEvent(host, origin.set)}
    ${
      origin.before.length === 0
        ? nothing
        : html`<h3>${t('Before')}</h3>
            ${origin.before.map((event) => pastEvent(host, event))}`
    }
    ${origin.note === '' ? nothing : html`<p class="muted">${t('Note: {0}.', origin.note)}</p>`}
  </section>`;
}

function frameLink(host: Host, { function: name, file, line }: OriginFrame): TemplateResult {
  return html`<button
    type="button"
    class="link"
    title=${t('Open {0}, line {1}', file, line)}
    @click=${() => host.send({ type: 'open', source: file, line })}
  >
    ${name}
  </button>`;
}

function pastEvent(host: Host, { at, text, reason, statement }: PastEvent): TemplateResult {
  return html`<div class="event">
    <p>
      ${text}${reason === null ? '' : `: ${reason}`}.
      <button
        type="button"
        class="link"
        title=${t('Travel to this moment')}
        @click=${() => host.send({ type: 'travel', moment: at.text })}
      >
        ${t('Go to {0}', at.text)}
      </button>
    </p>
    ${
      statement === null
        ? nothing
        : html`<p>
            <button
              type="button"
              class="link mono wrap"
              title=${t('Open {0}, line {1}', statement.source, statement.line)}
              @click=${() =>
                host.send({ type: 'open', source: statement.source, line: statement.line })}
            >
              ${statement.text}
            </button>
          </p>`
    }
  </div>`;
}
