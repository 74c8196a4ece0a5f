/** `pagewalk/kernel`: what the kernel and its servers know besides processes, part by part. Only looks. */
import type { Computer } from '../../program/computer';
import {
  KERNEL_PARTS,
  type KernelBody,
  type KernelPart,
  type KernelRow,
  type KernelSummary,
} from '../../protocol/kernel';
import type { ViewArguments } from '../../protocol/requests';
import { cpuRows, counterRows, globalRows } from './kernelNumbers';
import { cacheRows, fileRows } from './kernelFiles';
import { frameRows } from './kernelFrames';
import { messageRows, requestRows } from './kernelMessages';
import { header, type Looking } from './looking';
import { windowOf } from './paging';

interface Part {
  readonly title: string;
  readonly rows: (computer: Computer) => KernelRow[];
}

const PARTS: Readonly<Record<KernelPart, Part>> = {
  globals: { title: 'Globals of VM and the kernel', rows: globalRows },
  counters: { title: 'Counters', rows: counterRows },
  cpus: { title: 'CPUs', rows: cpuRows },
  messages: { title: 'Messages', rows: messageRows },
  requests: { title: 'Requests to VFS and the disk', rows: requestRows },
  files: { title: 'Files', rows: fileRows },
  cache: { title: 'Page cache', rows: cacheRows },
  frames: { title: 'Frames by use', rows: frameRows },
};

export function kernelBody(look: Looking, asked: ViewArguments<'pagewalk/kernel'>): KernelBody {
  const parts: KernelSummary[] = [];
  let window: KernelBody['window'] = null;
  for (const part of KERNEL_PARTS) {
    const { title, rows } = PARTS[part];
    const marked = markRows(look, part, rows(look.computer));
    const changed = marked.filter(({ mark }) => mark !== undefined).length;
    parts.push({ part, title, rows: marked.length, changed });
    if (part !== asked.part) continue;
    const { first, end } = windowOf(asked, marked.length);
    window = { part, first, total: marked.length, rows: marked.slice(first, end) };
  }
  return { ...header(look), parts, window };
}

/** Rows with their marks, those that are gone last; notes them for the next stop. */
function markRows(look: Looking, part: KernelPart, rows: KernelRow[]): KernelRow[] {
  const now = new Map(rows.map((row) => [row.id, row]));
  look.here.kernel.set(part, now);
  const then = look.before?.kernel.get(part);
  if (then === undefined) return rows;
  const marked = rows.map((row): KernelRow => {
    const before = then.get(row.id);
    if (before === undefined) return { ...row, mark: 'new' };
    if (detailText(before) === detailText(row)) return row;
    return { ...row, mark: 'changed', was: { value: before.value } };
  });
  for (const [id, row] of then) if (!now.has(id)) marked.push({ ...row, mark: 'gone' });
  return marked;
}

function detailText({ value, details }: KernelRow): string {
  return JSON.stringify([value, details]);
}
