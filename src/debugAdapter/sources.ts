/**
 * Sources as a client knows them: the script and what it includes by the paths and URIs that the client gave, the
 * servers' source by numbers that are the same in every session. Between the client's lines and columns and ours, which
 * are from 1.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Program } from '../program/form';
import { sourceFiles, sourceText } from '../timeline/builds';
import type { Arguments } from './arguments';

/** A source of the session. */
export type NamedSource =
  /** A number among the program's sources. */
  | { readonly kind: 'script'; readonly source: number }
  /** A path below src. */
  | { readonly kind: 'server'; readonly file: string };

const FILES = sourceFiles();

/** Who the parts of the source belong to. */
const ORIGINS: readonly (readonly [string, string])[] = [
  ['engine/vm/', 'VM server'],
  ['engine/vfs/', 'VFS server'],
  ['engine/pm/', 'PM server'],
  ['engine/kernel/', 'kernel'],
  ['engine/drivers/', 'disk driver'],
  ['arch/', 'MMU'],
];

/** A source of the program. */
export function scriptSource(program: Program, number: number): DebugProtocol.Source {
  const path = program.sources[number]?.name ?? '';
  return { name: path.split(/[\\/]/).at(-1) ?? path, path };
}

/** A file of the servers. */
export function serverSource(file: string): DebugProtocol.Source {
  const origin = ORIGINS.find(([prefix]) => file.startsWith(prefix))?.[1] ?? 'operating system';
  return {
    name: file.split('/').at(-1) ?? file,
    path: file,
    sourceReference: FILES.indexOf(file) + 1,
    origin,
  };
}

/** The sources of a session: what the program consists of (not its settings), then the servers'. */
export function allSources(program: Program): DebugProtocol.Source[] {
  const scripts = scriptNumbers(program).map((number) => scriptSource(program, number));
  return [...scripts, ...FILES.map(serverSource)];
}

/** The numbers of the program's sources that are files: overrides are sources too. */
function scriptNumbers({ instructions }: Program): number[] {
  return [...new Set([0, ...instructions.map(({ place }) => place.source)])];
}

/** How a client names a source. */
export interface SourceName {
  readonly path: string;
  /** 0: none. */
  readonly reference: number;
}

export function readSourceName(source: Arguments): SourceName {
  return {
    path: source.optionalText('path') ?? source.optionalText('name') ?? '',
    reference: source.optionalInteger('sourceReference') ?? 0,
  };
}

/** Which source a client means; null: none of this session. */
export function findSource({ path, reference }: SourceName, program: Program): NamedSource | null {
  const file = FILES[reference - 1] ?? FILES.find((one) => one === path);
  if (file !== undefined) return { kind: 'server', file };
  const number = scriptNumbers(program).find((one) =>
    isSamePath(program.sources[one]?.name ?? '', path),
  );
  return number === undefined ? null : { kind: 'script', source: number };
}

/** The text of a source. */
export function textOfSource(named: NamedSource, program: Program): string | undefined {
  if (named.kind === 'server') return sourceText(named.file);
  return program.sources[named.source]?.text;
}

/** Clients write drive letters, separators and the escapes of URIs as they like. */
export function isSamePath(a: string, b: string): boolean {
  return a === b || plainPath(a) === plainPath(b);
}

function plainPath(path: string): string {
  if (/^[A-Za-z][\w+.-]+:/.test(path)) return unescaped(path);
  return path.replace(/\\/g, '/').replace(/^[A-Za-z]:/, (drive) => drive.toLowerCase());
}

function unescaped(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** How a client counts lines and columns. */
export class Counting {
  constructor(
    private readonly firstLine: 0 | 1,
    private readonly firstColumn: 0 | 1,
  ) {}

  /** A line of ours as the client counts. */
  line(line: number): number {
    return line - 1 + this.firstLine;
  }

  column(column: number): number {
    return column - 1 + this.firstColumn;
  }

  /** A line of the client's as we count. */
  ourLine(line: number): number {
    return line + 1 - this.firstLine;
  }

  ourColumn(column: number): number {
    return column + 1 - this.firstColumn;
  }
}

/** What a client is told of a source. */
export function describeSource(named: NamedSource, program: Program): DebugProtocol.Source {
  return named.kind === 'server' ? serverSource(named.file) : scriptSource(program, named.source);
}
