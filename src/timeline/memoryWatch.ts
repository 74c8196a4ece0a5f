/** Memory of a process as a watched value: by virtual address, through whatever page tables it has. Only looks. */
import { peekEntry, peekTranslate } from '../arch/peek';
import type { Column } from '../machine/store';
import { GRANULE_ELEMENTS } from '../machine/store';
import { rowOfEndpoint } from '../engine/processNumbers';
import type { Computer } from '../program/computer';
import { rowOf } from '../program/processes';
import type { Cell, Watched } from './armedStop';

/** What is watched: `length` bytes from `offset` of a page on. */
export interface MemoryRange {
  readonly endpoint: number;
  readonly page: number;
  readonly offset: number;
  readonly length: number;
}

/** The bytes of a range as hexadecimal digits; `--` for each byte of a page that is not present. */
export function watchedMemory(computer: Computer, range: MemoryRange): Watched {
  return {
    read: () => content(computer, range),
    cells: () => cellsOf(computer, range),
  };
}

function content(computer: Computer, range: MemoryRange): string {
  let text = '';
  forEachPart(computer, range, (frame, offset, length) => {
    if (frame < 0) text += '--'.repeat(length);
    else {
      for (const byte of computer.ram.readBytes(frame, offset, length)) {
        text += byte.toString(16).padStart(2, '0');
      }
    }
  });
  return text;
}

/** Process, root, the entries on the way, and the bytes. */
function cellsOf(computer: Computer, range: MemoryRange): Cell[] {
  const { processes, vmprocs, ram, format } = computer;
  const row = rowOfEndpoint(range.endpoint);
  const cells: Cell[] = [
    { column: processes.endpoint, row },
    { column: processes.vmproc, row },
    { column: vmprocs.root, row: processes.vmproc.get(row) },
  ];
  forEachPart(computer, range, (frame, offset, length, page) => {
    const root = rootOf(computer, range.endpoint);
    for (let level = format.levels; level >= 1 && root !== 0; level--) {
      const word = peekEntry(computer, root, page, level);
      if (word < 0) break;
      // An entry lies in one granule, whether it has one word or two.
      cells.push({ column: ram, row: word });
    }
    if (frame >= 0) {
      const first = frame * ram.frameWords + (offset >>> 2);
      const last = frame * ram.frameWords + ((offset + length - 1) >>> 2);
      pushRange(cells, ram, first, last);
    }
  });
  return cells;
}

/** One cell of each granule of a range. */
function pushRange(cells: Cell[], column: Column, first: number, last: number): void {
  for (let row = first; row < last; row += GRANULE_ELEMENTS) cells.push({ column, row });
  cells.push({ column, row: last });
}

function forEachPart(
  computer: Computer,
  { endpoint, page, offset, length }: MemoryRange,
  action: (frame: number, offset: number, length: number, page: number) => void,
): void {
  const { pageBytes } = computer.architecture;
  const root = rootOf(computer, endpoint);
  let at = offset;
  let current = page;
  for (let left = length; left > 0; current++) {
    const count = Math.min(left, pageBytes - at);
    const frame = root === 0 ? -1 : peekTranslate(computer, root, current);
    action(frame, at, count, current);
    left -= count;
    at = 0;
  }
}

/** The root of the process's page tables; 0 when it has ended or has none. */
function rootOf(computer: Computer, endpoint: number): number {
  const row = rowOf(computer, endpoint);
  return row === 0 ? 0 : computer.vmprocs.root.get(computer.processes.vmproc.get(row));
}
