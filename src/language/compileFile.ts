// From `file "/x" { ... }` to the file that exists before the run: data with a size and a filling,
// or a program with the mappings that executing it makes. Where programs lie follows the usual
// linkers.

import type { Architecture } from '../arch/architecture';
import type { Image, ImageMapping } from '../engine/machine';
import { PROT_EXEC, PROT_READ, PROT_WRITE, REGION_NAME } from '../engine/vm/vm';
import type { CompileState } from './compileState';
import { quoted } from './parseState';
import { decodeText } from './scanText';
import {
  keySettings,
  readInteger,
  readSize,
  readString,
  sizeText,
  type KeyedSettings,
} from './settingValues';
import type { FileItem } from './tree';

/** All keys of a file. */
export const FILE_KEYS = ['size', 'fill', 'mode', 'text', 'data', 'bss'] as const;
type SizeKey = 'size' | 'text' | 'data' | 'bss';

const DATA_MODE = 0o644;
const PROGRAM_MODE = 0o755;
const MOST_MODE = 0o7777;
/** Pages of a file are counted exactly (Linux: MAX_LFS_FILESIZE on a 64-bit machine). */
const MOST_FILE_BYTES = 2 ** 52;

/** The System V ABI's and GNU ld's usual address of the text segment. */
const I386_TEXT = 0x0804_8000;
const X86_64_TEXT = 0x0040_0000;

/** Makes the file that an item describes. The path is not described yet. */
export function compileFile(state: CompileState, item: FileItem): void {
  const { bytes } = item.path;
  const path = decodeText(bytes);
  if (!path.startsWith('/')) {
    state.error('pathNotAbsolute', { path: quoted(path) }, item.path);
    return;
  }
  const settings = keySettings(state.sources, state.source, item.settings, FILE_KEYS, 'fileThing');
  const name = state.strings.number(bytes);
  const isProgram = ['text', 'data', 'bss'].some((key) => settings.has(key));
  const isData = settings.has('size') || settings.has('fill');
  if (isProgram && isData) state.error('programAndData', {}, item.settings);
  const mode = readMode(state, settings) ?? (isProgram ? PROGRAM_MODE : DATA_MODE);
  if (isProgram) {
    makeProgram(state, item, settings, name, mode);
    return;
  }
  const fill = readFill(state, settings);
  const size = readBytes(state, settings, 'size') ?? fill.length;
  const number = state.strings.number(fill);
  state.files.set(path, { name, ...inPages(state, size), fill: number, mode, image: 0 });
}

function inPages(
  { pageBytes }: CompileState,
  bytes: number,
): {
  sizePages: number;
  sizeOffset: number;
} {
  return { sizePages: Math.floor(bytes / pageBytes), sizeOffset: bytes % pageBytes };
}

function readMode(state: CompileState, settings: KeyedSettings): number | null {
  const keyed = settings.get('mode');
  if (keyed === undefined) return null;
  const reader = { sources: state.sources, source: state.source, key: 'mode' };
  return readInteger(reader, keyed.setting.value, 0, MOST_MODE);
}

function readFill(state: CompileState, settings: KeyedSettings): string {
  const keyed = settings.get('fill');
  if (keyed === undefined) return '';
  const reader = { sources: state.sources, source: state.source, key: 'fill' };
  const fill = readString(reader, keyed.setting.value);
  if (fill === '') state.error('emptyText', { what: '`fill`' }, keyed.setting.value);
  return fill ?? '';
}

function readBytes(state: CompileState, settings: KeyedSettings, key: SizeKey): number | null {
  const keyed = settings.get(key);
  if (keyed === undefined) return null;
  const reader = { sources: state.sources, source: state.source, key };
  const bytes = readSize(reader, keyed.setting.value);
  if (bytes === null || bytes <= MOST_FILE_BYTES) return bytes;
  const args = { most: String(MOST_FILE_BYTES), found: String(bytes) };
  state.error('fileTooLarge', args, keyed.setting.value);
  return null;
}

// -------------------------------------------------------------------------------------------------
// Programs

/** A program's file holds its text, then its data, each from a page on. */
function makeProgram(
  state: CompileState,
  item: FileItem,
  settings: KeyedSettings,
  name: number,
  mode: number,
): void {
  const text = readBytes(state, settings, 'text') ?? 0;
  const data = readBytes(state, settings, 'data') ?? 0;
  const bss = readBytes(state, settings, 'bss') ?? 0;
  const { architecture } = state.configuration;
  const image = programImage(architecture, name, text, data, bss);
  const limit = architecture.stackTopPage - architecture.stackPages;
  if (image.breakPage > limit) {
    const { pageBytes } = architecture;
    const start = firstPage(architecture) * pageBytes;
    state.error(
      'programTooLarge',
      {
        size: sizeText((image.breakPage - firstPage(architecture)) * pageBytes),
        start: `0x${start.toString(16)}`,
        limit: `0x${(limit * pageBytes).toString(16)}`,
      },
      item.settings,
    );
  }
  state.images.push(image);
  const { pageBytes } = architecture;
  const bytes = data === 0 ? text : roundUp(text, pageBytes) + data;
  const size = inPages(state, bytes);
  const number = state.images.length - 1;
  state.files.set(decodeText(item.path.bytes), { name, ...size, fill: 0, mode, image: number });
}

/**
 * The mappings of a program, one behind the other: text, data, and bss, which begins in the last
 * page of the data and is zeroes there (`clearEnd`). The heap begins behind.
 */
function programImage(
  architecture: Architecture,
  path: number,
  text: number,
  data: number,
  bss: number,
): Image {
  const { pageBytes } = architecture;
  const mappings: ImageMapping[] = [];
  let page = firstPage(architecture);
  const add = (pages: number, file: Partial<ImageMapping>): void => {
    if (pages === 0) return;
    const plain = { shared: false, filePage: 0, clearEnd: 0, path: 0, name: REGION_NAME.NONE };
    const protection = PROT_READ | PROT_WRITE;
    mappings.push({ ...plain, protection, ...file, startPage: page, pages });
    page += pages;
  };
  const textPages = roundUp(text, pageBytes) / pageBytes;
  const dataPages = roundUp(data, pageBytes) / pageBytes;
  const tail = dataPages * pageBytes - data;
  add(textPages, { path, protection: PROT_READ | PROT_EXEC });
  add(dataPages, { path, filePage: textPages, clearEnd: bss > 0 ? tail : 0 });
  add(roundUp(Math.max(0, bss - tail), pageBytes) / pageBytes, {});
  return { mappings, breakPage: page, breakOffset: 0 };
}

/** Where the text segment begins: as linkers put it, or on a custom machine at a sixteenth. */
function firstPage({ name, pageBytes, userPages }: Architecture): number {
  if (name === 'i386') return I386_TEXT / pageBytes;
  if (name === 'x86-64') return X86_64_TEXT / pageBytes;
  return Math.max(1, Math.floor(userPages / 16));
}

function roundUp(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit;
}
