/** `peek(p, a, n)`: the bytes that a load would give, without making it. Only looks. */
import { peekTranslate } from '../../arch/peek';
import type { VmprocRow } from '../../engine/machine';
import { mapLookup } from '../../engine/vm/region';
import { addressOf, offsetOf, pageOf } from '../address';
import type { Computer } from '../computer';
import type { Evaluation } from '../evaluation';
import { fail } from '../failure';
import { formatHexadecimal, type Integer } from '../integer';
import { pidOf, vmprocOf } from '../processes';
import { bytesValue, type Result } from '../value';
import { fileBytes } from './fileFields';

/** `length` bytes from an address of a process on; a failure where nothing is mapped. */
export function peekMemory(
  { machine }: Evaluation,
  endpoint: number,
  address: Integer,
  length: number,
): Result {
  const { architecture } = machine;
  const vmproc = vmprocOf(machine, endpoint);
  if (vmproc === 0) return fail('ended', { pid: pidOf(machine, endpoint), name: 'peek(...)' });
  const bytes = new Uint8Array(length);
  let page = pageOf(architecture, address);
  let offset = offsetOf(architecture, address);
  for (let done = 0; done < length; page++) {
    const count = Math.min(length - done, architecture.pageBytes - offset);
    const content = pageBytes(machine, vmproc, page);
    if (content === null) {
      const where = formatHexadecimal(addressOf(architecture, page, offset));
      return fail('noRegion', { pid: pidOf(machine, endpoint), address: where });
    }
    bytes.set(content.subarray(offset, Math.min(content.length, offset + count)), done);
    done += count;
    offset = 0;
  }
  return bytesValue(bytes);
}

/** The content of a page; what is missing at its end is zeros. Null: no region holds it. */
function pageBytes(machine: Computer, vmproc: VmprocRow, page: number): Uint8Array | null {
  const { pageBytes: size } = machine.architecture;
  const frame = peekTranslate(machine, machine.vmprocs.root.get(vmproc), page);
  if (frame >= 0) return machine.ram.readBytes(frame, 0, size);
  const region = mapLookup(machine, vmproc, page);
  if (region === 0) return null;
  const { regions, fdrefs, sharedObjects, physBlocks } = machine;
  const index = page - regions.start.get(region);
  const fdref = regions.fdref.get(region);
  if (fdref !== 0) {
    const filePage = regions.filePage.get(region) + index;
    const kept =
      index === regions.pages.get(region) - 1 ? size - regions.clearEnd.get(region) : size;
    return fileBytes(
      machine,
      fdrefs.file.get(fdref),
      addressOf(machine.architecture, filePage, 0),
      kept,
      false,
    );
  }
  const object = regions.object.get(region);
  const block =
    object === 0
      ? 0
      : machine.radix.get(sharedObjects.slots.get(object), regions.filePage.get(region) + index);
  if (block !== 0) return machine.ram.readBytes(physBlocks.frame.get(block), 0, size);
  return new Uint8Array(0);
}
