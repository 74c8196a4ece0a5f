/** Files, and the page cache by file, of the view of the kernel. Only looks. */
import { FILE_TYPE } from '../../engine/vfs/files';
import type { FileRow } from '../../engine/machine';
import { addressOf } from '../../program/address';
import type { Computer } from '../../program/computer';
import { textOf } from '../../program/fields/text';
import { format } from '../../program/integer';
import type { KernelRow } from '../../protocol/kernel';
import { grouped, kernelRow } from './kernelRow';

const TYPES: Readonly<Record<number, string>> = {
  [FILE_TYPE.REGULAR]: 'file',
  [FILE_TYPE.PIPE]: 'pipe',
  [FILE_TYPE.TERMINAL]: 'terminal',
};

/** Files that were named or opened, pipes among them. */
export function fileRows(computer: Computer): KernelRow[] {
  const { files, pipes, architecture } = computer;
  const rows: KernelRow[] = [];
  for (let file = files.nextRow(1); file !== 0; file = files.nextRow(file + 1)) {
    const type = files.type.get(file);
    const size = addressOf(architecture, files.sizePages.get(file), files.sizeOffset.get(file));
    const pipe = files.pipe.get(file);
    const held = pipe === 0 ? `${format(size)} bytes` : `${pipes.bytes.get(pipe)} bytes in it`;
    rows.push(
      kernelRow(String(file), nameOf(computer, file), held, TYPES[type] ?? 'file', [
        { label: 'opened', value: times(files.opens.get(file)) },
        { label: 'mode', value: `0${files.mode.get(file).toString(8)}` },
      ]),
    );
  }
  return rows;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function nameOf({ files, strings }: Computer, file: FileRow): string {
  const name = strings[files.name.get(file)];
  if (name !== undefined && name.length > 0) return textOf(name);
  return `${TYPES[files.type.get(file)] ?? 'file'} ${file} without a name`;
}

/** How many pages of each file the cache holds, and how many of them the disk does not have yet. */
export function cacheRows(computer: Computer): KernelRow[] {
  const { cachedPages } = computer;
  const pages = new Map<FileRow, { held: number; dirty: number }>();
  for (let row = cachedPages.nextRow(1); row !== 0; row = cachedPages.nextRow(row + 1)) {
    const file = cachedPages.file.get(row);
    const counts = pages.get(file) ?? { held: 0, dirty: 0 };
    pages.set(file, counts);
    counts.held++;
    if (cachedPages.dirty.get(row) !== 0) counts.dirty++;
  }
  return [...pages].map(([file, { held, dirty }]) =>
    kernelRow(
      String(file),
      nameOf(computer, file),
      `${grouped(held)} ${held === 1 ? 'page' : 'pages'}${dirty === 0 ? '' : `, ${grouped(dirty)} not on the disk yet`}`,
      'pages of this file in the page cache',
    ),
  );
}
