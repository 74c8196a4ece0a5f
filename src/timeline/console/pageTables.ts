/** Page tables and TLBs as lines of text. Only looks. */
import { entryBits, entryFrame } from '../../arch/entries';
import { entryPage, nextEntry, PAGE, TAG, VALUE, wayOfEntry } from '../../arch/tlb';
import { VALUE_SHIFT } from '../../arch/walkFormat';
import { entryWord } from '../../engine/vm/pagetable';
import { physblockGet, physblockNext } from '../../engine/vm/slots';
import type { Computer } from '../../program/computer';

/** Lines that are printed at most. */
const MOST_LINES = 200;

/** Where the last-level entry of an address is in RAM, as a word index; -1 when there is no table for it. */
export function wordOfEntry(computer: Computer, process: number, address: number): number {
  const page = Math.floor(address / computer.architecture.pageBytes);
  return entryWord(computer, computer.processes.vmproc.get(process), page);
}

/** The entries of a process's present pages: address, word, bits by their manual's names, frame, references. */
export function pageTableLines(computer: Computer, process: number): string[] {
  const { architecture, ram, physRegions, physBlocks } = computer;
  const vmproc = computer.processes.vmproc.get(process);
  const lines: string[] = [];
  let page = physblockNext(computer, vmproc, 0, Infinity);
  while (page >= 0 && lines.length < MOST_LINES) {
    const word = entryWord(computer, vmproc, page);
    const low = word < 0 ? 0 : ram.get(word);
    const high = word < 0 || architecture.entry.words === 1 ? 0 : ram.get(word + 1);
    const bits = entryBits(architecture, 1, low, high)
      .map(({ name }) => name)
      .join(' ');
    const frame = entryFrame(architecture, low, high);
    const references = physBlocks.refcount.get(
      physRegions.block.get(physblockGet(computer, vmproc, page)),
    );
    lines.push(
      `${hex(page * architecture.pageBytes)}  ${hexWord(low, high, architecture.entry.words)}  ${bits.padEnd(16)} frame ${String(frame)}, ${String(references)} references`,
    );
    page = physblockNext(computer, vmproc, page + 1, Infinity);
  }
  if (page >= 0) lines.push('...');
  return lines.length === 0 ? ['no page is present'] : lines;
}

/** The valid entries of all TLBs. */
export function tlbLines(computer: Computer): string[] {
  const { mmus, tlbWords, architecture } = computer;
  const lines: string[] = [];
  mmus.slice(1).forEach((mmu, cpu) => {
    for (const tlb of new Set([mmu.fetch, mmu.data, mmu.second])) {
      if (tlb === null) continue;
      let entry = nextEntry(tlb, 0);
      while (entry >= 0) {
        const way = wayOfEntry(tlb, entry);
        const tag = tlbWords.get(entry + TAG);
        const page = entryPage(tlbWords.get(entry + PAGE), tag);
        const frame = tlbWords.get(entry + VALUE) >>> VALUE_SHIFT;
        const address = hex(page * architecture.pageBytes);
        lines.push(
          `cpu ${String(cpu)} set ${String(Math.floor(way / tlb.ways))} way ${String(way % tlb.ways)}: ${address} -> frame ${String(frame)}`,
        );
        entry = nextEntry(tlb, way + 1);
      }
    }
  });
  return lines.length === 0 ? ['no TLB has a valid entry'] : lines;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function hexWord(low: number, high: number, words: number): string {
  const text = (low >>> 0).toString(16).padStart(8, '0');
  return words === 1 ? text : `${(high >>> 0).toString(16).padStart(8, '0')}${text}`;
}
