/** The tree *Kernel*: the servers' globals, counters, CPUs, messages, files, cache and frames, with what changed. */
import * as vscode from 'vscode';
import type { KernelDetail, KernelPart, KernelRow, KernelSummary } from '../../protocol/kernel';
import { markResource, wasText } from './marks';
import { fetchRows, TreeOfStops, windowOf, type Children, type Node } from './treeOfStops';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

const ICONS: Readonly<Record<KernelPart, string>> = {
  globals: 'symbol-namespace',
  counters: 'graph',
  cpus: 'chip',
  messages: 'mail',
  requests: 'inbox',
  files: 'files',
  cache: 'database',
  frames: 'layers',
};

const NOTHING = { rows: [], next: null };

type KernelNode = PartNode | RowNode | DetailNode;

interface PartNode extends Node {
  readonly kind: 'part';
  readonly summary: KernelSummary;
}

interface RowNode extends Node {
  readonly kind: 'row';
  readonly row: KernelRow;
}

interface DetailNode extends Node {
  readonly kind: 'detail';
  readonly detail: KernelDetail;
}

export class KernelTree extends TreeOfStops<KernelNode> {
  protected item(node: KernelNode): vscode.TreeItem {
    if (node.kind === 'part') return partItem(node);
    return node.kind === 'row' ? rowItem(node) : detailItem(node.detail);
  }

  protected async children(
    parent: KernelNode | undefined,
    limit: number,
  ): Promise<Children<KernelNode>> {
    if (parent === undefined) {
      const { parts } = await this.sessions.ask('pagewalk/kernel', {});
      return { nodes: parts.map(partNode), hasMore: false };
    }
    if (parent.kind === 'part') return this.rows(parent, limit);
    return { nodes: parent.kind === 'row' ? detailNodes(parent) : [], hasMore: false };
  }

  private async rows(parent: PartNode, limit: number): Promise<Children<KernelNode>> {
    const { part } = parent.summary;
    const { rows, hasMore } = await fetchRows(limit, async (first, count) => {
      const { window } = await this.sessions.ask('pagewalk/kernel', { part, first, count });
      return window === null ? NOTHING : windowOf(window, window.rows);
    });
    const nodes = rows.map((row): RowNode => ({
      kind: 'row',
      id: `${parent.id}/${row.id}`,
      parent,
      row,
    }));
    return { nodes, hasMore };
  }
}

function partNode(summary: KernelSummary): PartNode {
  return { kind: 'part', id: summary.part, parent: undefined, summary };
}

function detailNodes(parent: RowNode): DetailNode[] {
  return parent.row.details.map((detail) => ({
    kind: 'detail',
    id: `${parent.id}/${detail.label}`,
    parent,
    detail,
  }));
}

function partItem({ id, summary }: PartNode): vscode.TreeItem {
  const { part, title, rows, changed } = summary;
  const item = new vscode.TreeItem(title, rows === 0 ? None : Collapsed);
  item.description =
    changed === 0 ? String(rows) : vscode.l10n.t('{0}, {1} changed', rows, changed);
  item.iconPath = new vscode.ThemeIcon(ICONS[part]);
  const resource = changed === 0 ? undefined : markResource({ mark: 'changed' }, id);
  if (resource !== undefined) item.resourceUri = resource;
  return item;
}

function rowItem({ id, row }: RowNode): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, row.details.length === 0 ? None : Collapsed);
  item.description = row.value;
  item.tooltip = [row.about, wasText(row)].filter((text) => text !== '').join('\n');
  item.iconPath = new vscode.ThemeIcon('symbol-constant');
  const resource = markResource(row, id);
  if (resource !== undefined) item.resourceUri = resource;
  return item;
}

function detailItem({ label, value }: KernelDetail): vscode.TreeItem {
  const item = new vscode.TreeItem(label, None);
  item.description = value;
  return item;
}
