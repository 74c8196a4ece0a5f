/** The processes that a page lets one choose from. */
import { html, type TemplateResult } from 'lit/html.js';
import type { ProcessRow } from '../../src/protocol/processes';
import type { Host } from './host';
import { t } from './words';

export interface UserProcesses {
  readonly processes: readonly ProcessRow[];
  /** Whether the accesses that a log does not show are assumed. */
  readonly assumed: boolean;
}

/** All user processes. @throws Refused */
export async function userProcesses(host: Host): Promise<UserProcesses> {
  const found: ProcessRow[] = [];
  let assumed = false;
  for (let first = 0, total = 1; first < total;) {
    const body = await host.ask('pagewalk/processes', { first });
    ({ total, assumed } = body);
    first += Math.max(1, body.processes.length);
    found.push(...body.processes.filter(({ kind }) => kind === 'user'));
  }
  return { processes: found, assumed };
}

/** The process to begin with: the one that runs, else the first that lives. */
export function firstChoice(processes: readonly ProcessRow[]): number | null {
  const found =
    processes.find(({ state }) => state === 'running') ??
    processes.find(({ root }) => root !== null) ??
    processes[0];
  return found?.process ?? null;
}

export interface ProcessChoice {
  /** Names the control within the page. */
  readonly id: string;
  readonly label: string;
  readonly processes: readonly ProcessRow[];
  readonly chosen: number | null;
  /** What choosing nothing is called; null: something must be chosen. */
  readonly none: string | null;
  readonly choose: (process: number | null) => void;
}

export function processSelect(choice: ProcessChoice): TemplateResult {
  const { id, label, processes, chosen, none, choose } = choice;
  const changed = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLSelectElement)) return;
    choose(currentTarget.value === '' ? null : Number(currentTarget.value));
  };
  const option = (value: string, text: string, isChosen: boolean) =>
    html`<option value=${value} .selected=${isChosen}>${text}</option>`;
  return html`<span class="choice">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${changed}>
      ${none === null ? '' : option('', none, chosen === null)}
      ${processes.map(({ process, name, state }) => {
        const text = state === 'zombie' || state === 'ended' ? t('{0}: {1}', name, state) : name;
        return option(String(process), text, process === chosen);
      })}
    </select>
  </span>`;
}
