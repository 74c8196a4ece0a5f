/** Pages of mapped files in personality minix: the worked examples of a data segment with `clearend` and of counted faults. */
import { describe, expect, it } from 'vitest';
import { peekEntry } from '../../../src/arch/peek';
import { EVENT } from '../../../src/machine/events';
import { ERRNO, SIGNAL } from '../../../src/engine/errno';
import type { Image, ImageMapping, Machine, ProcessRow } from '../../../src/engine/machine';
import { VFS_OPEN, VFS_VMCALL, VM_MMAP, VMVFSREQ_FDIO } from '../../../src/engine/messages';
import { VM } from '../../../src/engine/processNumbers';
import { findFile } from '../../../src/engine/vfs/files';
import { findCachedPage } from '../../../src/engine/vm/cache';
import { mapLookup } from '../../../src/engine/vm/region';
import { physblockGet } from '../../../src/engine/vm/slots';
import { MAP_PRIVATE, MEM_TYPE, PROT_READ, PROT_WRITE } from '../../../src/engine/vm/vm';
import { setOnce } from '../cachePages';
import { loadByte, storeByte } from '../memoryCalls';
import { addressOf, broken, load, machineWith, MINIX, result, spawned } from '../testMachine';

const RW = PROT_READ | PROT_WRITE;

/** What fills the files: byte i of a file is byte i mod 3 of this. */
const FILL = 'abc';
const byteAt = (offset: number): number => FILL.charCodeAt(offset % FILL.length);

/** The page as the model describes it: writable entry or not, memory type, references. */
function page(machine: Machine, p: ProcessRow, address: number) {
  const at = address / 4096;
  const physRegion = physblockGet(machine, p, at);
  const word = peekEntry(machine, machine.vmprocs.root.get(p), at, 1);
  const entry = word < 0 ? 0 : machine.ram.get(word);
  return {
    entry: (entry & 1) === 0 ? '-' : (entry & 2) === 0 ? 'R' : 'W',
    type: machine.physRegions.memtype.get(physRegion),
    references: machine.physBlocks.refcount.get(machine.physRegions.block.get(physRegion)),
  };
}

/** How many hold the block of a cached page of the first file; 0 when it is not cached. */
function cachedReferences(machine: Machine, filePage: number): number {
  const entry = findCachedPage(machine, findFile(machine, 1), filePage, false);
  return entry === 0 ? 0 : machine.physBlocks.refcount.get(machine.cachedPages.block.get(entry));
}

/** The pages of files that VM asks VFS for meanwhile (FDIO). */
function asked(machine: Machine, action: () => void): number[] {
  const pages: number[] = [];
  machine.trace.arm(Number.MAX_SAFE_INTEGER, {
    onEvent(kind, subject, _a, b) {
      if (kind !== EVENT.message || subject !== VM || b !== VFS_VMCALL) return false;
      if (machine.messages.request.get(VM) === VMVFSREQ_FDIO) {
        pages.push(machine.messages.offsetPages.get(VM));
      }
      return false;
    },
  });
  action();
  machine.trace.disarm();
  return pages;
}

const MAPPING: ImageMapping = {
  ...{ startPage: 1, pages: 2, protection: RW, shared: false, path: 1, filePage: 0 },
  ...{ clearEnd: 0x800, name: 0 },
};

/** Segment of vaddr 0x1000, offset 0, filesz 0x1800, memsz 0x3000: the file, and one page of bss behind it. */
const IMAGE: Image = {
  mappings: [MAPPING, { ...MAPPING, startPage: 3, pages: 1, path: 0, clearEnd: 0 }],
  breakPage: 4,
  breakOffset: 0,
};

describe('a segment of 0x1800 bytes of a file and 0x3000 bytes of memory at 0x1000', () => {
  /** The file goes on behind the segment, with other bytes than zeros. */
  function program(): { machine: Machine; p: ProcessRow } {
    const machine = machineWith({
      configuration: MINIX,
      strings: ['/bin/p', FILL],
      images: [IMAGE],
      files: [{ path: 1, bytes: 0x2000, fill: 2, mode: 0o755, image: 1 }],
    });
    return { machine, p: spawned(machine, { image: 1 }) };
  }

  it('is a region of the file [0x1000, 0x3000) and an anonymous one [0x3000, 0x4000)', () => {
    const { machine, p } = program();
    const { regions } = machine;
    const [file, bss] = [mapLookup(machine, p, 1), mapLookup(machine, p, 3)];
    expect([regions.start.get(file), regions.pages.get(file)]).toEqual([1, 2]);
    expect(regions.memtype.get(file)).toBe(MEM_TYPE.FILE);
    expect(regions.clearEnd.get(file)).toBe(0x800);
    expect([regions.start.get(bss), regions.pages.get(bss)]).toEqual([3, 1]);
    expect(regions.memtype.get(bss)).toBe(MEM_TYPE.ANON);
    expect(mapLookup(machine, p, 4)).toBe(0);
  });

  it.each(['read', 'write'] as const)(
    'copies page 0x2000 at the first %s and clears its end',
    (by) => {
      const { machine, p } = program();
      if (by === 'read') expect(loadByte(machine, p, 0x2000)).toBe(byteAt(0x1000));
      else expect(storeByte(machine, p, 0x27ff, byteAt(0x17ff))).toBe(true);
      expect(machine.globals.copiedFrames.get(1)).toBe(1);
      expect(page(machine, p, 0x2000)).toEqual({ entry: 'W', type: MEM_TYPE.ANON, references: 1 });
      expect(cachedReferences(machine, 1)).toBe(1);
      const file = FILL.repeat(0x2000 / 2).slice(0x1000, 0x1800);
      expect(load(machine, p, 0x2000, 0x1000)).toBe(file + '\0'.repeat(0x800));
      expect(load(machine, p, 0x3000, 0x1000)).toBe('\0'.repeat(0x1000));
      // The page of the cache has the file's own bytes still.
      const entry = findCachedPage(machine, findFile(machine, 1), 1, false);
      const frame = machine.physBlocks.frame.get(machine.cachedPages.block.get(entry));
      expect(machine.ram.getByte(frame, 0xfff)).toBe(byteAt(0x1fff));
      expect(broken(machine)).toEqual([]);
    },
  );

  it('maps page 0x1000 of the cache read-only at a read, and copies it at a write', () => {
    const { machine, p } = program();
    expect(loadByte(machine, p, 0x1000)).toBe(byteAt(0));
    expect(page(machine, p, 0x1000)).toEqual({ entry: 'R', type: MEM_TYPE.FILE, references: 2 });
    expect(cachedReferences(machine, 0)).toBe(2);
    expect(machine.globals.copiedFrames.get(1)).toBe(0);
    storeByte(machine, p, 0x1000, 7);
    expect(page(machine, p, 0x1000)).toEqual({ entry: 'W', type: MEM_TYPE.ANON, references: 1 });
    expect(cachedReferences(machine, 0)).toBe(1);
    expect(machine.globals.copiedFrames.get(1)).toBe(1);
    expect(broken(machine)).toEqual([]);
  });
});

describe('the faults of a file mapping', () => {
  /** Two processes that map the first page of a file. */
  function mapped() {
    const machine = machineWith({
      configuration: MINIX,
      strings: ['/f', FILL],
      files: [{ path: 1, bytes: 4096, fill: 2 }],
    });
    const map = (): { p: ProcessRow; at: number } => {
      const p = spawned(machine);
      const descriptor = result(machine, p, VFS_OPEN, { text: 1, flags: 0 });
      const fields = { length: 4096, protection: PROT_READ, flags: MAP_PRIVATE, descriptor };
      return { p, at: addressOf(machine, p, VM_MMAP, fields) };
    };
    return { machine, map };
  }

  const faults = (machine: Machine, p: ProcessRow): readonly [number, number] => [
    machine.vmprocs.major.get(p),
    machine.vmprocs.minor.get(p),
  ];

  it('of a cold page are one major with a request and one minor; the next process has one minor', () => {
    const { machine, map } = mapped();
    const [one, two] = [map(), map()];
    expect(asked(machine, () => loadByte(machine, one.p, one.at))).toEqual([0]);
    expect(faults(machine, one.p)).toEqual([1, 1]);
    expect(asked(machine, () => loadByte(machine, two.p, two.at))).toEqual([]);
    expect(faults(machine, two.p)).toEqual([0, 1]);
    expect(cachedReferences(machine, 0)).toBe(3);
    expect(broken(machine)).toEqual([]);
  });

  it('end in SIGSEGV when VFS cannot read the page; the one that asked stays counted', () => {
    const { machine, map } = mapped();
    const { p, at } = map();
    machine.diskState.injectedError.set(1, ERRNO.EIO);
    expect(asked(machine, () => expect(loadByte(machine, p, at)).toBe(-1))).toEqual([0]);
    expect(machine.processes.signal.get(p)).toBe(SIGNAL.SIGSEGV);
    expect(faults(machine, p)).toEqual([1, 0]);
    expect(cachedReferences(machine, 0)).toBe(0);
    expect(broken(machine)).toEqual([]);
  });

  const once = (machine: Machine, text: string): void => {
    expect(setOnce(machine, findFile(machine, 1), text)).toBe(0);
  };

  it('ask for a page that may be used once each time, and leave it in no cache', () => {
    const { machine, map } = mapped();
    const texts = ['first', 'other'];
    for (const text of texts) {
      const { p, at } = map();
      once(machine, text);
      expect(asked(machine, () => expect(load(machine, p, at, 5)).toBe(text))).toEqual([0]);
      expect(faults(machine, p)).toEqual([1, 1]);
      expect(machine.globals.cachedCount.get(1)).toBe(0);
      expect(page(machine, p, at)).toEqual({ entry: 'R', type: MEM_TYPE.FILE, references: 1 });
      expect(broken(machine)).toEqual([]);
    }
    expect(machine.diskState.reads.get(1)).toBe(0);
  });

  it('use the page that was set last, if one that may be used once is set again', () => {
    const { machine, map } = mapped();
    const { p, at } = map();
    once(machine, 'first');
    const free = machine.globals.freeFrames.get(1);
    once(machine, 'other');
    expect(machine.globals.freeFrames.get(1)).toBe(free);
    expect(machine.globals.cachedCount.get(1)).toBe(1);
    expect(load(machine, p, at, 5)).toBe('other');
    expect(broken(machine)).toEqual([]);
  });
});
