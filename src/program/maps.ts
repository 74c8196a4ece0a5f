/**
 * The regions of a process as /proc/PID/maps tells them: what `expect maps` compares and `--maps` prints (proc(5)).
 * Only looks.
 */
import type { ProcessRow, RegionRow } from '../engine/machine';
import { MEM_TYPE, REGION_NAME } from '../engine/vm/vm';
import { addressOf } from './address';
import type { Computer } from './computer';
import { permissionsText, regionsOf } from './fields/regionList';
import { textOf } from './fields/text';
import type { ExpectedMapping } from './form';
import type { NumberColumn } from './interpreterTables';

/** One line of a map. */
export interface Mapping {
  /** Pages: the first, and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** `rw-p`. */
  readonly permissions: string;
  /** First page in the file, 0 for anonymous memory. */
  readonly filePage: number;
  /** `anon`, `shm`, or the path of a file. */
  readonly object: string;
  /** `[stack]`, `[heap]`, a path; empty for nothing. */
  readonly label: string;
  readonly growsDown: boolean;
}

const LABELS: Readonly<Record<number, string>> = {
  [REGION_NAME.STACK]: '[stack]',
  [REGION_NAME.HEAP]: '[heap]',
  [REGION_NAME.VVAR]: '[vvar]',
  [REGION_NAME.VVAR_VCLOCK]: '[vvar_vclock]',
  [REGION_NAME.VDSO]: '[vdso]',
  [REGION_NAME.VSYSCALL]: '[vsyscall]',
};

/** The map of a live process, in order of addresses. */
export function mappingsOf(machine: Computer, process: ProcessRow): Mapping[] {
  return regionsOf(machine, process).map((region) => mappingOf(machine, region));
}

/** Reads a cell: of the machine as it stands, or as it was. */
export type ReadCell = (column: NumberColumn, row: number) => number;

const readNow: ReadCell = (column, row) => column.get(row);

/** The mapping that a region is. */
export function mappingOf(machine: Computer, region: RegionRow, read = readNow): Mapping {
  const { regions } = machine;
  const path = pathOf(machine, region, read);
  const shared = read(regions.memtype, region) === MEM_TYPE.SHARED;
  const name = read(regions.name, region);
  const start = read(regions.start, region);
  return {
    start,
    end: start + read(regions.pages, region),
    permissions: permissionsText(read(regions.protection, region), read(regions.flags, region)),
    filePage: path === null ? 0 : read(regions.filePage, region),
    object: path === null ? (shared ? 'shm' : 'anon') : isSharedMemory(path) ? 'shm' : path,
    label: path ?? LABELS[name] ?? (shared ? '/dev/zero (deleted)' : ''),
    growsDown: name === REGION_NAME.STACK,
  };
}

/** Shared memory that has a name: memfd_create(2), /dev/zero, System V. One name may mean several of them. */
function isSharedMemory(path: string): boolean {
  return /^\/(?:memfd:|dev\/zero|SYSV)/.test(path);
}

function pathOf(machine: Computer, region: RegionRow, read: ReadCell): string | null {
  const fdref = read(machine.regions.fdref, region);
  if (fdref === 0) return null;
  const name = read(machine.files.name, read(machine.fdrefs.file, fdref));
  return textOf(machine.strings[name] ?? new Uint8Array(0));
}

/** A mapping as a line of /proc/PID/maps; device and inode are not modelled and are 0. */
export function mapsLine(machine: Computer, mapping: Mapping): string {
  const { architecture } = machine;
  const start = hexadecimal(addressOf(architecture, mapping.start, 0), 8);
  const end = hexadecimal(addressOf(architecture, mapping.end, 0), 8);
  const offset = hexadecimal(addressOf(architecture, mapping.filePage, 0), 8);
  const line = `${start}-${end} ${mapping.permissions} ${offset} 00:00 0`;
  return mapping.label === '' ? line : `${line.padEnd(LABEL_COLUMN)}${mapping.label}`;
}

/** Where proc(5) begins the path. */
const LABEL_COLUMN = 73;

function hexadecimal(value: number | bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** One difference between an expected map and the real one. */
export interface MapDifference {
  /** The expected line, null: there is a mapping that nobody expected. */
  readonly expected: ExpectedMapping | null;
  /** Mappings that lie where the expected one should be. */
  readonly found: readonly Mapping[];
}

/**
 * Compares address by address, so that it does not matter where equal neighbours are one mapping or two. Of a mapping
 * that grows down, the start is not compared.
 */
export function compareMaps(
  machine: Computer,
  found: readonly Mapping[],
  expected: readonly ExpectedMapping[],
): MapDifference[] {
  const { pageBytes } = machine.architecture;
  const differences: MapDifference[] = [];
  const claimed = new Set<Mapping>();
  for (const line of expected) {
    const first = line.start / pageBytes;
    const end = line.end / pageBytes;
    const there = found.filter((mapping) => mapping.start < end && mapping.end > first);
    for (const mapping of there) claimed.add(mapping);
    if (!covers(there, line, first, end, pageBytes)) {
      differences.push({ expected: line, found: there });
    }
  }
  for (const mapping of found) {
    const parts = expected.filter((line) => isPartOf(line, mapping, pageBytes));
    if (!claimed.has(mapping) || !isWholly(parts, mapping, pageBytes)) {
      differences.push({ expected: null, found: [mapping] });
    }
  }
  return differences;
}

function covers(
  there: readonly Mapping[],
  line: ExpectedMapping,
  first: number,
  end: number,
  pageBytes: number,
): boolean {
  let at = line.growsDown ? Math.max(first, there[0]?.start ?? end) : first;
  for (const mapping of there) {
    if (mapping.start > at || mapping.permissions !== line.permissions) return false;
    if (mapping.object !== line.object) return false;
    if (line.offset !== null && mapping.object.startsWith('/')) {
      const offset = (mapping.filePage + Math.max(0, first - mapping.start)) * pageBytes;
      const asked = line.offset + Math.max(0, mapping.start - first) * pageBytes;
      if (offset !== asked) return false;
    }
    at = mapping.end;
  }
  return at >= end && there.length > 0;
}

function isPartOf(line: ExpectedMapping, mapping: Mapping, pageBytes: number): boolean {
  return line.start / pageBytes < mapping.end && line.end / pageBytes > mapping.start;
}

/** Whether expected lines cover a mapping, but for what a growing one has below. */
function isWholly(parts: readonly ExpectedMapping[], mapping: Mapping, pageBytes: number): boolean {
  let at = parts[0]?.growsDown === true ? parts[0].start / pageBytes : mapping.start;
  for (const line of parts) {
    if (line.start / pageBytes > at) return false;
    at = line.end / pageBytes;
  }
  return at >= mapping.end;
}
