/** What the trees show, as text for the clipboard. */
import { KERNEL_PARTS } from '../../protocol/kernel';
import type { ProcessRow, RegionRow } from '../../protocol/processes';
import type { Sessions } from '../session/sessions';
import { sizeText } from './sizeText';
import { fetchRows, windowOf } from './treeOfStops';

const ALL = Number.MAX_SAFE_INTEGER;

/** All processes with their regions, as lines of /proc/PID/maps. */
export async function processesAsText(sessions: Sessions): Promise<string> {
  const { rows } = await fetchRows(ALL, async (first) => {
    const body = await sessions.ask('pagewalk/processes', { first });
    return windowOf(body, body.processes);
  });
  const users = rows.filter(({ kind }) => kind === 'user');
  const texts = await Promise.all(users.map((row) => processAsText(sessions, row)));
  return texts.join('\n');
}

async function processAsText(sessions: Sessions, row: ProcessRow): Promise<string> {
  const { process, name, state, faults, size, resident } = row;
  const { rows } = await fetchRows(ALL, async (first) => {
    const body = await sessions.ask('pagewalk/regions', { process, first });
    return windowOf(body, body.regions);
  });
  const head = `${name}: ${state}, ${sizeText(size)}, ${sizeText(resident)} resident, ${faults} faults`;
  return [head, ...rows.map(regionAsText), ''].join('\n');
}

function regionAsText({ start, end, permissions, type, label, size, resident }: RegionRow): string {
  const range = `${start.slice(2)}-${end.slice(2)}`;
  const what = label === '' ? type : `${type} ${label}`;
  return `  ${range} ${permissions} ${sizeText(size)} ${sizeText(resident)} resident ${what}`;
}

/** All parts of the kernel, a line for each row. */
export async function kernelAsText(sessions: Sessions): Promise<string> {
  const { parts } = await sessions.ask('pagewalk/kernel', {});
  const texts = await Promise.all(
    KERNEL_PARTS.map(async (part) => {
      const { rows } = await fetchRows(ALL, async (first) => {
        const { window } = await sessions.ask('pagewalk/kernel', { part, first });
        return window === null ? { rows: [], next: null } : windowOf(window, window.rows);
      });
      const title = parts.find((one) => one.part === part)?.title ?? part;
      return [title, ...rows.map(({ label, value }) => `  ${label}: ${value}`), ''].join('\n');
    }),
  );
  return texts.join('\n');
}
