// Lines of /proc/PID/maps (proc(5)): what `expect maps` compares with, and the image that `execve`
// maps when a log tells it (`maps=[...]`).

import type { Image, ImageMapping } from '../engine/machine';
import { PROT_EXEC, PROT_READ, PROT_WRITE, REGION_NAME } from '../engine/vm/vm';
import type { ExpectedMapping, Expression } from '../program/form';
import type { CompileState } from './compileState';
import { decodeText, encodeText } from './scanText';
import { argumentValue, type Argument, type ArgumentValue, type Span, type Words } from './tree';

/** One line, in bytes. */
interface MapsLine {
  readonly start: number;
  readonly end: number;
  readonly permissions: string;
  /** Null when the line leaves it out. */
  readonly offset: number | null;
  /** The last column: a path, `[stack]`, or nothing. */
  readonly label: string;
  readonly text: string;
}

/** What may follow the permissions may be left out from the right; a trace adds `rss=4kB`. */
const LINE =
  /^(?:0x)?([0-9a-f]{1,16})-(?:0x)?([0-9a-f]{1,16})\s+([r-][w-][x-][ps])(?:\s+([0-9a-f]+)\s+\S+\s+\d+\s*(.*?))?\s*(?:\brss=\d+kB)?$/i;

/** Files keep their permissions when a log implies them: everybody may do everything. */
const ASSUMED_MODE = 0o755;

/**
 * The page of x86-64's gate into the kernel lies outside the user's addresses; it is no mapping.
 */
const GATE = '[vsyscall]';

const NAMES: Readonly<Record<string, number>> = {
  '[stack]': REGION_NAME.STACK,
  '[heap]': REGION_NAME.HEAP,
  '[vvar]': REGION_NAME.VVAR,
  '[vvar_vclock]': REGION_NAME.VVAR_VCLOCK,
  '[vdso]': REGION_NAME.VDSO,
};

/** The mappings that the lines of `expect maps` describe. */
export function compileMappings(state: CompileState, lines: readonly Words[]): ExpectedMapping[] {
  const read = readLines(
    state,
    lines.map(({ text, start, end }) => ({ text, span: { start, end } })),
  );
  return read.map(({ label, ...line }) => {
    return { ...line, object: objectOf(label), growsDown: label === '[stack]' };
  });
}

/** Reads lines, which must be in the order of their addresses; what is wrong is reported. */
function readLines(
  state: CompileState,
  lines: readonly { readonly text: string; readonly span: Span }[],
): MapsLine[] {
  const read: MapsLine[] = [];
  let previousEnd = 0;
  for (const { text, span } of lines) {
    const line = readLine(state, text, span);
    if (line === null || line.label === GATE) continue;
    if (line.start < previousEnd) state.error('mapsOrder', {}, span);
    previousEnd = line.end;
    read.push(line);
  }
  return read;
}

function readLine(state: CompileState, text: string, span: Span): MapsLine | null {
  const match = LINE.exec(text);
  const start = Number.parseInt(match?.[1] ?? '', 16);
  const end = Number.parseInt(match?.[2] ?? '', 16);
  if (match === null || start >= end) {
    state.error('mapsLine', {}, span);
    return null;
  }
  const { pageBytes } = state;
  if (start % pageBytes !== 0 || end % pageBytes !== 0) {
    const range = `\`${match[1] ?? ''}-${match[2] ?? ''}\``;
    state.error('mapsUnaligned', { page: String(pageBytes), range }, span);
    return null;
  }
  const offset = match[4] === undefined ? null : Number.parseInt(match[4], 16);
  return { start, end, permissions: match[3] ?? '', offset, label: match[5] ?? '', text };
}

/** `anon`, `shm`, or a path: as mappings are compared. */
function objectOf(label: string): string {
  const path = pathOf(label);
  if (path !== '') return path;
  return label.startsWith('/') ? 'shm' : 'anon';
}

/** The path of a mapped file; empty for anonymous and shared anonymous memory. */
function pathOf(label: string): string {
  if (!label.startsWith('/')) return '';
  const path = label.replace(/ \(deleted\)$/, '');
  const isShared =
    path.startsWith('/memfd:') || path.startsWith('/dev/zero') || path.startsWith('/SYSV');
  return isShared ? '' : path;
}

// -------------------------------------------------------------------------------------------------
// The image of `execve(path, maps=[...], brk=...)`

/** The number of the image that `maps=[...]` makes for `path`, as the argument's value. */
export function mapsImage(
  state: CompileState,
  value: ArgumentValue,
  breakAt: Argument | null,
  path: ArgumentValue | null,
): Expression {
  const place = state.place(value);
  const lines: { text: string; span: Span }[] = [];
  const elements = value.kind === 'list' ? value.elements.map(argumentValue) : [value];
  for (const element of elements) {
    if (element.kind !== 'string') {
      state.error('mapsNeedStrings', {}, element);
      return { kind: 'integer', value: 0, place };
    }
    lines.push({ text: decodeText(element.bytes).trim(), span: element });
  }
  const read = readLines(state, lines);
  // The path may be a link: the maps have another one, and this one exists too.
  if (path?.kind === 'string') assumeFile(state, decodeText(path.bytes), 0);
  state.images.push(imageOf(state, read, breakBytes(breakAt)));
  return { kind: 'integer', value: state.images.length - 1, place };
}

/** Where `brk=...` says that the break is, 0 if it does not. */
function breakBytes(argument: Argument | null): number {
  const value = argument === null ? null : argumentValue(argument);
  return value?.kind === 'integer' ? Number(value.value) : 0;
}

function imageOf(state: CompileState, lines: readonly MapsLine[], breakAt: number): Image {
  const { pageBytes } = state;
  const mappings = lines.map((line) => mappingOf(state, line));
  const end = breakAt !== 0 ? breakAt : programEnd(lines);
  return {
    mappings,
    breakPage: Math.floor(end / pageBytes),
    breakOffset: end % pageBytes,
  };
}

function mappingOf(state: CompileState, line: MapsLine): ImageMapping {
  const { pageBytes } = state;
  const { permissions, label } = line;
  const path = pathOf(label);
  const pages = (line.end - line.start) / pageBytes;
  const filePage = path === '' ? 0 : Math.floor((line.offset ?? 0) / pageBytes);
  return {
    startPage: line.start / pageBytes,
    pages,
    protection:
      (permissions.startsWith('r') ? PROT_READ : 0) |
      (permissions.charAt(1) === 'w' ? PROT_WRITE : 0) |
      (permissions.charAt(2) === 'x' ? PROT_EXEC : 0),
    shared: permissions.endsWith('s'),
    path: path === '' ? 0 : assumeFile(state, path, filePage + pages),
    filePage,
    clearEnd: 0,
    name: NAMES[label] ?? REGION_NAME.NONE,
  };
}

/**
 * The end of the program in memory, where its heap begins: of `[heap]` if there is one, else of the
 * lowest file and what lies directly behind it; 0 when there is no file.
 */
function programEnd(lines: readonly MapsLine[]): number {
  const heap = lines.find(({ label }) => label === '[heap]');
  if (heap !== undefined) return heap.end;
  const first = lines.find(({ label }) => pathOf(label) !== '');
  if (first === undefined) return 0;
  let { end } = first;
  for (const line of lines) {
    const isProgram = line.label === first.label || (line.label === '' && line.start === end);
    if (isProgram) end = line.end;
  }
  return end;
}

/** The file that a log implies exists, at least so long. @returns its path's string number. */
function assumeFile(state: CompileState, path: string, pages: number): number {
  const name = state.strings.number(encodeText(path));
  const known = state.files.get(path);
  if (known === undefined || (state.assumedFiles.has(path) && known.sizePages < pages)) {
    const size = { sizePages: pages, sizeOffset: 0 };
    state.files.set(path, { name, ...size, fill: 0, mode: ASSUMED_MODE, image: 0 });
    state.assumedFiles.add(path);
  }
  return name;
}
