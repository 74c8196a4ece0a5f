/** What a page says of a log: it holds no accesses, and what is shown follows from assumed ones. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { t } from './words';

/** @param assumed whether the accesses that the log implies are assumed */
export function assumedNote(assumed: boolean): TemplateResult | typeof nothing {
  if (!assumed) return nothing;
  const text = t(
    'A log holds no memory accesses. Those that its calls imply are assumed (touches = assumed); the program made more.',
  );
  return html`<p class="muted">${text}</p>`;
}
