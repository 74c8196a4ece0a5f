/** What a page says when it has nothing to show: why, and what to do. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { SessionState } from '../../src/protocol/webview';
import type { Host } from './host';
import { t } from './words';

/** Why there is nothing while the session stands so. */
export function sessionText(state: SessionState): string {
  switch (state) {
    case 'none':
      return t('Nothing is being debugged.');
    case 'starting':
      return t('The program has not started yet. This view follows its first stop.');
    case 'running':
      return t('The program runs. This view follows the next stop.');
    case 'stopped':
      return t('Asking the debugger...');
  }
}

export function emptyState(host: Host, state: SessionState, text: string): TemplateResult {
  const start = html`<button type="button" @click=${() => host.send({ type: 'start' })}>
    ${t('Debug a scenario')}
  </button>`;
  return html`<div class="empty">
    <p>${text}</p>
    ${state === 'none' ? start : nothing}
  </div>`;
}
