/** A machine of hardware alone, and page tables that are written by hand. */
import type { Architecture } from '../../src/arch/architecture';
import {
  entryHigh,
  entryLow,
  ENTRY_EXECUTABLE,
  ENTRY_PRESENT,
  ENTRY_USER,
  ENTRY_WRITABLE,
} from '../../src/arch/entries';
import { hardwareTables, type Hardware, type HardwareConfiguration } from '../../src/arch/hardware';
import { loadRoot } from '../../src/arch/mmu';
import { peekEntry } from '../../src/arch/peek';
import { Store } from '../../src/machine/store';
import { Trace } from '../../src/machine/trace';

export const ROOT = 1;
export const READ_ONLY = ENTRY_PRESENT | ENTRY_USER | ENTRY_EXECUTABLE;
export const READ_WRITE = READ_ONLY | ENTRY_WRITABLE;

export class Paged {
  readonly machine: Hardware;
  private nextTable = 16;

  constructor(
    readonly architecture: Architecture,
    changed: Partial<HardwareConfiguration> = {},
  ) {
    const store = new Store();
    this.machine = hardwareTables(store, new Trace(), {
      architecture,
      frames: 256,
      cpus: 1,
      tlb: [{ entries: 64, ways: 4 }],
      itlb: null,
      dtlb: null,
      asid: false,
      ...changed,
    });
    store.seal();
    loadRoot(this.machine, 1, ROOT, 0);
  }

  /** Writes the entry of a page at a level, and the entries above it, which grant everything. */
  map(page: number, frame: number, flags: number, level = 1, root = ROOT): void {
    for (const { number } of this.architecture.levels) {
      if (number < level) return;
      const word = peekEntry(this.machine, root, page, number);
      if (number === level) this.write(word, frame, flags);
      else if (this.machine.ram.get(word) === 0) this.write(word, this.nextTable++, READ_WRITE);
    }
  }

  /** The low word of a page's entry. */
  entry(page: number, level = 1): number {
    return this.machine.ram.get(peekEntry(this.machine, ROOT, page, level));
  }

  private write(word: number, frame: number, flags: number): void {
    this.machine.ram.set(word, entryLow(this.architecture, frame, flags));
    if (this.architecture.entry.words === 2) {
      this.machine.ram.set(word + 1, entryHigh(this.architecture, frame, flags));
    }
  }
}
