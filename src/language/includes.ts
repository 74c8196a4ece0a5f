// Puts the items of included files where the `include` stands. A file is included once; what cannot
// be read, and circles, are reported. How a file is read is told by whoever compiles.

import type { SourceItem } from './compileState';
import { quoted } from './parseState';
import { parse } from './parser';
import { decodeText } from './scanText';
import type { Sources } from './sources';
import type { IncludeItem, Item } from './tree';

/**
 * Reads an included file. @param path as it is written. @param from the name of the file that
 * includes it, relative to which it is meant. @returns its text, or null if it cannot be read.
 */
export type ReadInclude = (path: string, from: string) => string | null;

/** Expands the includes of one script. */
export class IncludeExpander {
  /** Names of the files that are being read, outermost first. */
  private readonly open: string[];
  private readonly done = new Set<string>();

  constructor(
    private readonly sources: Sources,
    name: string,
    private readonly readInclude: ReadInclude,
  ) {
    this.open = [name];
  }

  /** These items, with those of included files in their places. */
  expand(source: number, items: readonly Item[]): SourceItem[] {
    const expanded: SourceItem[] = [];
    for (const item of items) {
      if (item.kind === 'include') expanded.push(...this.include(source, item));
      else expanded.push({ source, item });
    }
    return expanded;
  }

  private include(source: number, item: IncludeItem): SourceItem[] {
    const path = decodeText(item.path.bytes);
    const from = this.open.at(-1) ?? '';
    const name = joinPath(from, path);
    if (path === '' || this.done.has(name)) return [];
    if (this.open.includes(name)) {
      this.sources.report(source, 'error', 'includeCycle', { path: quoted(path) }, item.path);
      return [];
    }
    const text = this.readInclude(path, from);
    if (text === null) {
      this.sources.report(source, 'error', 'includeMissing', { path: quoted(path) }, item.path);
      return [];
    }
    const number = this.sources.add(name, text);
    const { script, diagnostics } = parse(text);
    this.sources.reportParsed(number, diagnostics);
    this.open.push(name);
    const items = this.expand(number, script.items);
    this.open.pop();
    this.done.add(name);
    return items;
  }
}

/**
 * The name of a file that another names: relative to its folder, with `.` and `..` resolved. Names may be URIs
 * (`vscode-vfs://host/x.vms`), and paths of Windows.
 */
export function joinPath(from: string, path: string): string {
  const root = /^(?:[A-Za-z][\w+.-]+:\/\/[^/]*|[A-Za-z]:(?=[\\/]))/.exec(from)?.[0] ?? '';
  const separators = root.endsWith(':') ? /[\\/]/ : '/';
  return root + joinParts(from.slice(root.length).split(separators), path);
}

function joinParts(from: readonly string[], path: string): string {
  const isAbsolute = path.startsWith('/');
  const folder = isAbsolute ? [] : from.slice(0, -1);
  const parts: string[] = [];
  for (const part of [...folder, ...path.split('/')]) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    const mayGoUp = parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '';
    if (part === '..' && mayGoUp) parts.pop();
    else parts.push(part);
  }
  return (isAbsolute && parts[0] !== '' ? ['', ...parts] : parts).join('/');
}
