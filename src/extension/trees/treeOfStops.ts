/**
 * A tree whose nodes are asked for anew at every stop. Nodes have ids that stay the same from stop to stop, so that nothing
 * collapses; while the run moves, what was there last stays. It knows nothing of what the nodes are.
 */
import * as vscode from 'vscode';
import type { Paged } from '../../protocol/answer';
import type { Sessions } from '../session/sessions';

/** A node of a tree. */
export interface Node {
  /** Stays the same from stop to stop. */
  readonly id: string;
  readonly parent: Node | undefined;
}

/** A list that may be longer than what is shown. */
export interface Children<N extends Node> {
  readonly nodes: readonly N[];
  /** Whether there are more. */
  readonly hasMore: boolean;
}

/** Stands at the end of a list that goes on. */
export interface MoreNode extends Node {
  readonly kind: 'more';
  readonly show: () => void;
}

/** So many children are shown at first, and so many more at a time. */
const STEP = 100;

/** The command behind "show more"; its argument is the node. */
export const SHOW_MORE = 'pagewalk.tree.showMore';

/** The tree of one kind of node. */
export abstract class TreeOfStops<N extends Node>
  implements vscode.TreeDataProvider<N | MoreNode>, vscode.Disposable
{
  private readonly changed = new vscode.EventEmitter<N | MoreNode | undefined>();
  private readonly limits = new Map<string, number>();
  private readonly last = new Map<string, (N | MoreNode)[]>();
  private readonly subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(protected readonly sessions: Sessions) {
    this.subscription = sessions.onDidChange(() => this.sessionChanged());
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  getTreeItem(node: N | MoreNode): vscode.TreeItem {
    const item = isMore(node) ? moreItem(node) : this.item(node);
    item.id = node.id;
    return item;
  }

  getParent(node: N | MoreNode): N | undefined {
    return node.parent as N | undefined;
  }

  async getChildren(parent?: N | MoreNode): Promise<(N | MoreNode)[]> {
    if (parent !== undefined && isMore(parent)) return [];
    const key = parent?.id ?? '';
    if (this.sessions.state === 'none') return [];
    if (this.sessions.state !== 'stopped') return this.last.get(key) ?? [];
    try {
      const { nodes, hasMore } = await this.children(parent, this.limits.get(key) ?? STEP);
      const shown = hasMore ? [...nodes, this.moreNode(parent)] : [...nodes];
      this.last.set(key, shown);
      return shown;
    } catch {
      // The run went on before the answer: the next stop asks again.
      return this.last.get(key) ?? [];
    }
  }

  /** How a node is shown; its id is set by the caller. */
  protected abstract item(node: N): vscode.TreeItem;

  /** At most `limit` children of a node, or of the root. */
  protected abstract children(parent: N | undefined, limit: number): Promise<Children<N>>;

  private sessionChanged(): void {
    const { state } = this.sessions;
    if (state === 'none') {
      this.last.clear();
      this.limits.clear();
    }
    if (state !== 'running') this.changed.fire(undefined);
  }

  private moreNode(parent: N | undefined): MoreNode {
    const key = parent?.id ?? '';
    const show = (): void => {
      this.limits.set(key, (this.limits.get(key) ?? STEP) + STEP);
      this.changed.fire(parent);
    };
    return { kind: 'more', id: `${key}/more`, parent, show };
  }
}

function isMore(node: Node): node is MoreNode {
  return 'kind' in node && node.kind === 'more';
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show more'));
  item.command = { command: SHOW_MORE, title: item.label as string, arguments: [node] };
  return item;
}

/** A window of a list. */
export interface Window<R> {
  readonly rows: readonly R[];
  /** Where the next one begins; null: this one reaches the end. */
  readonly next: number | null;
}

/** Fetches windows of a list until `limit` rows are there, or all. */
export async function fetchRows<R>(
  limit: number,
  fetch: (first: number, count: number) => Promise<Window<R>>,
): Promise<{ readonly rows: readonly R[]; readonly hasMore: boolean }> {
  const rows: R[] = [];
  let next: number | null = 0;
  while (next !== null && rows.length < limit) {
    const window: Window<R> = await fetch(next, limit - rows.length);
    rows.push(...window.rows);
    ({ next } = window);
  }
  return { rows, hasMore: next !== null };
}

/** A window of a list whose length is known. */
export function windowOf<R>({ first, total }: Paged, rows: readonly R[]): Window<R> {
  const end = first + rows.length;
  return { rows, next: rows.length > 0 && end < total ? end : null };
}
