/**
 * The tree *Processes*: families of processes, the regions of each, and the pages of each region, with what changed since
 * the last stop. What is selected here is shown in the other views.
 */
import type * as vscode from 'vscode';
import type { PageFold, PageRow, ProcessRow, RegionRow } from '../../protocol/processes';
import type { Selection } from '../../protocol/webview';
import { goneItem, pageItem, processItem, regionItem, serversItem } from './processItems';
import { fetchRows, TreeOfStops, windowOf, type Children, type Node } from './treeOfStops';

/** So many processes are fetched; a machine has no more. */
const ALL = Number.MAX_SAFE_INTEGER;

export type ProcessNode = ServersNode | OneProcessNode | GoneNode | RegionNode | PageNode;

export interface ServersNode extends Node {
  readonly kind: 'servers';
  readonly rows: readonly ProcessRow[];
}

export interface OneProcessNode extends Node {
  readonly kind: 'process';
  readonly row: ProcessRow;
  readonly offspring: readonly ProcessRow[];
}

/** A process that was there at the stop before. */
export interface GoneNode extends Node {
  readonly kind: 'gone';
  readonly name: string;
}

export interface RegionNode extends Node {
  readonly kind: 'region';
  readonly process: number;
  readonly row: RegionRow;
}

export interface PageNode extends Node {
  readonly kind: 'page';
  readonly process: number;
  readonly row: PageRow | PageFold;
}

export class ProcessTree extends TreeOfStops<ProcessNode> {
  /** Told at each stop whether the accesses that a log does not show are assumed. */
  onAssumed: (assumed: boolean) => void = () => undefined;
  private rows: readonly ProcessRow[] = [];

  protected item(node: ProcessNode): vscode.TreeItem {
    switch (node.kind) {
      case 'servers':
        return serversItem(node);
      case 'process':
        return processItem(node);
      case 'gone':
        return goneItem(node);
      case 'region':
        return regionItem(node);
      case 'page':
        return pageItem(node);
    }
  }

  protected children(
    parent: ProcessNode | undefined,
    limit: number,
  ): Promise<Children<ProcessNode>> {
    if (parent === undefined) return this.families();
    if (parent.kind === 'process') return this.ofProcess(parent, limit);
    if (parent.kind === 'region') return this.pages(parent, limit);
    const rows = parent.kind === 'servers' ? parent.rows : [];
    return Promise.resolve({
      nodes: rows.map((row) => this.processNode(row, parent)),
      hasMore: false,
    });
  }

  /** The node of what is selected elsewhere: its page, else its region, else its process. */
  async find({ process, address }: Selection): Promise<ProcessNode | undefined> {
    if (this.sessions.state !== 'stopped') return undefined;
    const node = await this.findProcess(process);
    if (node === undefined || address === undefined) return node;
    try {
      const { region, pages } = await this.sessions.ask('pagewalk/pages', {
        process,
        address,
        count: 1,
      });
      const regionNode = this.regionNode(region, node);
      const page = pages.find((row) => row.address === address);
      return page === undefined ? regionNode : this.pageNode(page, regionNode);
    } catch {
      // No region lies there.
      return node;
    }
  }

  private async families(): Promise<Children<ProcessNode>> {
    let gone: readonly string[] = [];
    const { rows } = await fetchRows(ALL, async (first) => {
      const body = await this.sessions.ask('pagewalk/processes', { first });
      ({ gone } = body);
      this.onAssumed(body.assumed);
      return windowOf(body, body.processes);
    });
    this.rows = rows;
    const servers = rows.filter(({ kind }) => kind === 'server');
    const roots = rows.filter(({ kind, parent }) => kind === 'user' && parent === null);
    const nodes: ProcessNode[] = roots.map((row) => this.processNode(row, undefined));
    for (const name of gone)
      nodes.push({ kind: 'gone', id: `gone/${name}`, parent: undefined, name });
    if (servers.length > 0) {
      nodes.push({ kind: 'servers', id: 'servers', parent: undefined, rows: servers });
    }
    return { nodes, hasMore: false };
  }

  private async ofProcess(parent: OneProcessNode, limit: number): Promise<Children<ProcessNode>> {
    const { process, regions } = parent.row;
    const offspring = parent.offspring.map((row) => this.processNode(row, parent));
    if (parent.row.kind === 'server' || (regions === 0 && parent.row.mark === undefined)) {
      return { nodes: offspring, hasMore: false };
    }
    let gone: readonly RegionRow[] = [];
    const { rows, hasMore } = await fetchRows(limit, async (first, count) => {
      const body = await this.sessions.ask('pagewalk/regions', { process, first, count });
      ({ gone } = body);
      return windowOf(body, body.regions);
    });
    const present = [...rows, ...gone].sort(byStart).map((row) => this.regionNode(row, parent));
    return { nodes: [...offspring, ...present], hasMore };
  }

  private async pages(parent: RegionNode, limit: number): Promise<Children<ProcessNode>> {
    const { process, row } = parent;
    if (row.mark === 'gone') return { nodes: [], hasMore: false };
    const { rows, hasMore } = await fetchRows(limit, async (first, count) => {
      const asked = { process, address: row.start, first, count };
      const { pages, next } = await this.sessions.ask('pagewalk/pages', asked);
      return { rows: pages, next };
    });
    return { nodes: rows.map((page) => this.pageNode(page, parent)), hasMore };
  }

  private async findProcess(process: number): Promise<OneProcessNode | undefined> {
    if (this.rows.length === 0) await this.families();
    const row = this.rows.find((one) => one.process === process);
    if (row === undefined || row.kind === 'server') return undefined;
    const parent = row.parent === null ? undefined : await this.findProcess(row.parent);
    return this.processNode(row, parent);
  }

  private processNode(row: ProcessRow, parent: ProcessNode | undefined): OneProcessNode {
    const offspring = this.rows.filter((one) => one.parent === row.process);
    return { kind: 'process', id: `process/${row.process}`, parent, row, offspring };
  }

  private regionNode(row: RegionRow, parent: OneProcessNode): RegionNode {
    const { process } = parent.row;
    return { kind: 'region', id: `region/${process}/${row.region}`, parent, process, row };
  }

  private pageNode(row: PageRow | PageFold, parent: RegionNode): PageNode {
    const { process } = parent;
    return { kind: 'page', id: `page/${process}/${row.address}/${row.kind}`, parent, process, row };
  }
}

/** What a node stands for, for the other views; undefined: nothing that they could show. */
export function selectionOf(node: ProcessNode): Selection | undefined {
  switch (node.kind) {
    case 'process':
      return node.row.kind === 'user' ? { process: node.row.process } : undefined;
    case 'region':
      return { process: node.process, address: node.row.start };
    case 'page':
      return { process: node.process, address: node.row.address };
    default:
      return undefined;
  }
}

/** Addresses have the same number of digits or are longer when they are higher. */
function byStart(one: RegionRow, other: RegionRow): number {
  const difference = BigInt(one.start) - BigInt(other.start);
  return difference < 0n ? -1 : Number(difference > 0n);
}
