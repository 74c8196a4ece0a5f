/** Compares all of the engine's memory and files with the model's: every page of every process. */
import type { ProcessRow, VmprocRow } from '../../src/engine/machine';
import { mapLookup } from '../../src/engine/vm/region';
import { physblockGet } from '../../src/engine/vm/slots';
import { findFile } from '../../src/engine/vfs/files';
import { peekFile } from '../../src/engine/vfs/peek';
import type { Computer } from '../../src/program/computer';
import { mappingsOf } from '../../src/program/maps';
import { PROT, type Page, type SharedObject } from './reference';
import { Disagreement } from './statements';
import type { Process } from './system';
import type { Model } from './world';

/**
 * Throws Disagreement where engine and model differ.
 * @param mayHaveGrown stacks may have grown to where a touch would make them grow.
 */
export function compareWithModel(
  computer: Computer,
  model: Model,
  rowOf: (name: string) => ProcessRow,
  mayHaveGrown = false,
): void {
  for (const process of model.system.living()) {
    comparePermissions(computer, process, rowOf(process.name), mayHaveGrown);
    compareContents(computer, process, rowOf(process.name));
  }
  for (const [path, file] of model.files) compareFile(computer, path, file, model.pageBytes);
}

/** The map of the process has the pages of the model with their permissions, and no others. */
function comparePermissions(
  computer: Computer,
  { name, space }: Process,
  row: ProcessRow,
  mayHaveGrown: boolean,
): void {
  let pages = 0;
  for (const { start, end, permissions, object, filePage } of mappingsOf(computer, row)) {
    for (let at = start; at < end; at++) {
      const page = space.pages.get(at);
      if (page === undefined && mayHaveGrown && space.pageFor(at) !== null) continue;
      pages++;
      const wanted = page === undefined ? 'no mapping' : permissionsOf(page);
      const backing = page?.object ?? null;
      const path = backing === null ? 'anon' : (backing.path ?? 'shm');
      const isAtPlace = !path.startsWith('/') || page?.index === filePage + at - start;
      if (wanted === permissions && path === object && isAtPlace) continue;
      throw new Disagreement(
        `${name}: page 0x${at.toString(16)} is ${permissions} ${object}, not ${wanted} ${path}`,
      );
    }
  }
  if (pages === space.pages.size) return;
  throw new Disagreement(`${name}: ${pages} pages are mapped, not ${space.pages.size}`);
}

function permissionsOf({ protection, isShared }: Page): string {
  const read = (protection & PROT.R) !== 0 ? 'r' : '-';
  const write = (protection & PROT.W) !== 0 ? 'w' : '-';
  const execute = (protection & PROT.X) !== 0 ? 'x' : '-';
  return `${read}${write}${execute}${isShared ? 's' : 'p'}`;
}

function compareContents(computer: Computer, { name, space }: Process, row: ProcessRow): void {
  const vmproc = computer.processes.vmproc.get(row);
  for (const [at, page] of space.pages) {
    const wanted = space.contentOf(page);
    if (wanted === null) continue;
    const found = contentOf(computer, vmproc, at);
    if (Buffer.compare(found, wanted) === 0) continue;
    const offset = found.findIndex((byte, i) => byte !== wanted[i]);
    throw new Disagreement(
      `${name}: byte ${offset} of page 0x${at.toString(16)} is ${found[offset]}, not ${wanted[offset]}`,
    );
  }
}

/** What a page would show, present or not. */
function contentOf(computer: Computer, vmproc: VmprocRow, page: number): Uint8Array {
  const { ram, regions, fdrefs, physRegions, physBlocks, sharedObjects, radix } = computer;
  const { pageBytes } = computer.architecture;
  const frameBytes = (frame: number): Uint8Array =>
    ram.bytes.subarray(frame * pageBytes, (frame + 1) * pageBytes);
  const physRegion = physblockGet(computer, vmproc, page);
  if (physRegion !== 0) {
    return frameBytes(physBlocks.frame.get(physRegions.block.get(physRegion)));
  }
  const region = mapLookup(computer, vmproc, page);
  const index = regions.filePage.get(region) + page - regions.start.get(region);
  const object = regions.object.get(region);
  const block = object === 0 ? 0 : radix.get(sharedObjects.slots.get(object), index);
  if (block !== 0) return frameBytes(physBlocks.frame.get(block));
  const bytes = new Uint8Array(pageBytes);
  const fdref = regions.fdref.get(region);
  if (fdref !== 0) peekFile(computer, fdrefs.file.get(fdref), index, 0, bytes);
  return bytes;
}

function compareFile(
  computer: Computer,
  path: string,
  file: SharedObject,
  pageBytes: number,
): void {
  const name = computer.strings.findIndex((text) => String.fromCharCode(...text) === path);
  const row = findFile(computer, name);
  const { files } = computer;
  const size = files.sizePages.get(row) * pageBytes + files.sizeOffset.get(row);
  if (row === 0 || size !== file.size) {
    throw new Disagreement(`${path} has ${size} bytes, not ${file.size}`);
  }
  for (let page = 0; !file.isBeyondEnd(page); page++) {
    const count = Math.min(pageBytes, size - page * pageBytes);
    const found = new Uint8Array(count);
    peekFile(computer, row, page, 0, found);
    if (Buffer.compare(found, file.content(page).subarray(0, count)) === 0) continue;
    throw new Disagreement(`page ${page} of ${path} has other bytes`);
  }
}

/**
 * I13: right after a fork parent and child have the same regions and the same present pages, by references of their own
 * to the same blocks.
 */
export function compareFork(computer: Computer, parent: ProcessRow, child: ProcessRow): void {
  const { processes, physRegions } = computer;
  const layout = (row: ProcessRow): string =>
    mappingsOf(computer, row)
      .map(({ start, end, permissions, object }) => `${start}-${end} ${permissions} ${object}`)
      .join();
  if (layout(parent) !== layout(child)) throw new Disagreement('I13: other regions after fork');
  const [one, other] = [processes.vmproc.get(parent), processes.vmproc.get(child)];
  for (const { start, end } of mappingsOf(computer, parent)) {
    for (let page = start; page < end; page++) {
      const mine = physblockGet(computer, one, page);
      const yours = physblockGet(computer, other, page);
      if (mine === 0 && yours === 0) continue;
      const isShared = physRegions.block.get(mine) === physRegions.block.get(yours);
      if (!isShared || mine === yours) throw new Disagreement(`I13: page ${page} after fork`);
    }
  }
}
