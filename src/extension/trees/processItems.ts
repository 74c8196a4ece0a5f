/** How the nodes of the tree *Processes* look. */
import * as vscode from 'vscode';
import type { PageFold, PageRow, ProcessRow, RegionRow } from '../../protocol/processes';
import { markResource, wasText } from './marks';
import type { GoneNode, OneProcessNode, PageNode, RegionNode, ServersNode } from './processTree';
import { sizeText } from './sizeText';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export function serversItem({ rows }: ServersNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Servers'), Collapsed);
  item.description = rows.map(({ name }) => name).join(', ');
  item.iconPath = new vscode.ThemeIcon('server-process');
  return item;
}

export function processItem({ id, row, offspring }: OneProcessNode): vscode.TreeItem {
  const isUser = row.kind === 'user';
  const hasChildren = isUser && (row.regions > 0 || offspring.length > 0);
  const item = new vscode.TreeItem(row.name, hasChildren ? Expanded : None);
  item.description = isUser ? userText(row) : serverText(row);
  item.tooltip = processTooltip(row);
  item.iconPath = new vscode.ThemeIcon(isUser ? 'symbol-class' : 'server-process');
  item.contextValue = row.kind;
  setMark(item, row, id);
  return item;
}

export function goneItem({ id, name }: GoneNode): vscode.TreeItem {
  const item = new vscode.TreeItem(name, None);
  item.description = vscode.l10n.t('is gone');
  item.iconPath = new vscode.ThemeIcon('circle-slash');
  setMark(item, { mark: 'gone' }, id);
  return item;
}

export function regionItem({ id, row }: RegionNode): vscode.TreeItem {
  const isGone = row.mark === 'gone';
  const item = new vscode.TreeItem(regionRange(row), isGone ? None : Collapsed);
  item.description = [row.permissions, row.label === '' ? row.type : row.label, residentText(row)]
    .filter((text) => text !== '')
    .join(' · ');
  item.tooltip = regionTooltip(row);
  item.iconPath = new vscode.ThemeIcon('symbol-array');
  item.contextValue = isGone ? 'gone' : 'region';
  setMark(item, row, id);
  return item;
}

export function pageItem({ id, row }: PageNode): vscode.TreeItem {
  return row.kind === 'fold' ? foldItem(row) : onePageItem(row, id);
}

function foldItem({ address, pages }: PageFold): vscode.TreeItem {
  const item = new vscode.TreeItem(address, None);
  item.description =
    pages === 1 ? vscode.l10n.t('not resident') : vscode.l10n.t('{0} pages, not resident', pages);
  item.iconPath = new vscode.ThemeIcon('blank');
  return item;
}

function onePageItem(row: PageRow, id: string): vscode.TreeItem {
  const item = new vscode.TreeItem(row.address, None);
  const references = row.references > 1 ? ` ×${row.references}` : '';
  item.description = [
    row.frame === null ? '' : vscode.l10n.t('frame {0}', row.frame) + references,
    row.bits.join(' '),
    row.note,
  ]
    .filter((text) => text !== '')
    .join(' · ');
  item.tooltip = lines(
    row.word === null
      ? vscode.l10n.t('no page table for it')
      : vscode.l10n.t('entry {0}: {1}', row.word, row.bits.join(', ')),
    row.note,
    wasText(row),
  );
  item.iconPath = new vscode.ThemeIcon('symbol-field');
  item.contextValue = 'page';
  setMark(item, row, id);
  return item;
}

/** `08049000-0804d000`, as in /proc/PID/maps. */
export function regionRange({ start, end }: RegionRow): string {
  return `${start.slice(2)}-${end.slice(2)}`;
}

function residentText({ size, resident }: RegionRow): string {
  return resident === size
    ? vscode.l10n.t('{0}, all resident', sizeText(size))
    : vscode.l10n.t('{0}, {1} resident', sizeText(size), sizeText(resident));
}

function regionTooltip(row: RegionRow): string {
  return lines(
    vscode.l10n.t('{0} to {1}, {2}', row.start, row.end, row.type),
    row.label,
    row.offset === null ? '' : vscode.l10n.t('offset {0} in the file', row.offset),
    vscode.l10n.t('permissions {0}, at most {1}', row.permissions, row.most),
    wasText(row),
  );
}

function userText(row: ProcessRow): string {
  if (row.signal !== null) return vscode.l10n.t('ended by {0}', row.signal);
  if (row.exit !== null) return vscode.l10n.t('ended with {0}', row.exit);
  const shared = row.sharesWith === null ? '' : vscode.l10n.t('shares memory');
  const counts = vscode.l10n.t(
    '{0}, {1} resident, {2} faults',
    sizeText(row.size),
    sizeText(row.resident),
    row.faults,
  );
  return [row.state, shared, counts].filter((text) => text !== '').join(' · ');
}

function serverText({ state, waits }: ProcessRow): string {
  return waits === '' ? state : `${state} · ${waits}`;
}

function processTooltip(row: ProcessRow): string {
  const faults = Object.entries(row.faultsBy)
    .filter(([, count]) => count > 0)
    .map(([cause, count]) => `${cause} ${count}`);
  return lines(
    row.waits,
    vscode.l10n.t('CPU {0}', row.cpu),
    row.root === null
      ? ''
      : vscode.l10n.t('page tables in {0} frames, the root at {1}', row.tables, row.root),
    faults.length === 0 ? '' : vscode.l10n.t('faults: {0}', faults.join(', ')),
    wasText(row),
  );
}

function setMark(
  item: vscode.TreeItem,
  marked: Parameters<typeof markResource>[0],
  id: string,
): void {
  const resource = markResource(marked, id);
  if (resource !== undefined) item.resourceUri = resource;
}

function lines(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}
