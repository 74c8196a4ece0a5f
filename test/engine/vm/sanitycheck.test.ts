/** The invariants hold on a machine in full use, and each finds what it is there for: one broken cell. */
import { describe, expect, it } from 'vitest';
import { peekTlb } from '../../../src/arch/peek';
import { custom, isFinding } from '../../../src/arch/customArchitecture';
import { x86_64, type Architecture } from '../../../src/arch/architecture';
import { vfsRequest } from '../../../src/engine/vm/vfs';
import { entryWord } from '../../../src/engine/vm/pagetable';
import { mapLookup } from '../../../src/engine/vm/region';
import { checkInvariants, INVARIANTS, type InvariantId } from '../../../src/engine/vm/sanitycheck';
import { physblockGet } from '../../../src/engine/vm/slots';
import { FRAME_USE } from '../../../src/engine/vm/vm';
import { crowdedMachine, type Crowd } from './crowdedMachine';

/** A cell of a table or of memory. */
interface Cell {
  readonly get: () => number;
  readonly set: (value: number) => void;
}

/** A column, or memory. */
interface Cells {
  readonly get: (row: number) => number;
  readonly set: (row: number, value: number) => void;
}

/** What is wrong, and how: the cell, and what it holds then. */
type Mutation = readonly [string, Cells, number, (old: number) => number];

function cell(column: Cells, row: number): Cell {
  return {
    get: () => column.get(row),
    set: (value) => {
      column.set(row, value);
    },
  };
}

function ids({ machine }: Crowd): string[] {
  return checkInvariants(machine).map(({ id }) => id);
}

/** What is found while the cell holds another value; nothing before and after. */
function found(crowd: Crowd, broken: Cell, value: (old: number) => number): string[] {
  const old = broken.get();
  expect(value(old)).not.toBe(old);
  broken.set(value(old));
  const violations = ids(crowd);
  broken.set(old);
  expect(ids(crowd)).toEqual([]);
  return violations;
}

const more = (old: number): number => old + 1;
const less = (old: number): number => old - 1;
const none = (): number => 0;

function blackboard(): Architecture {
  const made = custom({ address: 16, page: 256, levels: [4, 4], entry: 4 });
  if (isFinding(made)) throw new Error(made.id);
  return made;
}

describe('checkInvariants', () => {
  it.each([
    ['i386', {}],
    ['x86-64', { architecture: x86_64 }],
    ['address space tags', { asid: true, cpus: 2 }],
    ['no shared frame of zeros', { zeroPage: false }],
    ['personality linux', { personality: 'linux' }],
  ] as const)('finds nothing on a machine in full use: %s', (_name, changes) => {
    expect(checkInvariants(crowdedMachine(changes).machine)).toEqual([]);
  });

  it('has a sentence for each invariant', () => {
    for (const sentence of Object.values(INVARIANTS)) expect(sentence).toMatch(/^\S.*[^.]$/);
  });

  it('finds nothing on a blackboard machine', () => {
    const crowd = crowdedMachine({ architecture: blackboard(), memory: 64 * 256 });
    expect(checkInvariants(crowd.machine)).toEqual([]);
  });

  const crowd = crowdedMachine();
  const { machine, parent, child } = crowd;
  const blockOf = (page: number): number =>
    machine.physRegions.block.get(physblockGet(machine, parent, page));
  const regionAt = (page: number): number => mapLookup(machine, parent, page);
  const frameOf = (page: number): number => machine.physBlocks.frame.get(blockOf(page));
  const slab = (): number => machine.slabs.nextRow(1);
  const entryOf = (page: number): Cell => cell(machine.ram, entryWord(machine, parent, page));
  const cached = (): number => machine.cachedPages.nextRow(1);
  const fdref = (): number => machine.fdrefs.nextRow(1);
  const openFile = (): number => machine.fdrefs.openFile.get(fdref());
  const object = (): number => machine.sharedObjects.nextRow(1);
  const freeFrame = (): number => machine.frameUse.data.indexOf(FRAME_USE.FREE);
  const spaceWithChildren = (): number => {
    const { regions } = machine;
    let region = machine.vmprocs.regions.get(parent);
    while (regions.lower.get(region) !== 0) region = regions.lower.get(region);
    return region;
  };

  const broken: readonly (readonly [InvariantId, readonly Mutation[]])[] = [
    [
      'I1',
      [
        [
          'a block with the frame of another',
          machine.physBlocks.frame,
          blockOf(crowd.anonymous),
          more,
        ],
        ['a block without a frame', machine.physBlocks.frame, blockOf(crowd.anonymous), none],
        ['a free frame with a use', machine.frameUse, freeFrame(), more],
        [
          'a block in a frame of tables',
          machine.frameUse,
          frameOf(crowd.anonymous),
          () => FRAME_USE.TABLE,
        ],
        ['a slab with the frame of another', machine.slabs.frame, slab(), less],
        ['a spare frame twice', machine.spareFrames, 0, more],
        [
          'a frame that is in use and free',
          machine.freeBits,
          frameOf(crowd.anonymous) >>> 5,
          () => -1,
        ],
      ],
    ],
    ['I2', [['a free frame too many', machine.globals.freeFrames, 1, more]]],
    [
      'I3',
      [
        ['more spares than wanted', machine.globals.sparesWanted, 1, none],
        ['more spares than there is room for', machine.globals.sparesWanted, 1, () => 301],
      ],
    ],
    [
      'I4',
      [
        ['a wrong count', machine.slabs.objects, slab(), more],
        ['a use bit of nobody', machine.slabBits, slab() * 16 + 15, () => 1],
        ['a used slot that looks free', machine.slabBits, slab() * 16, (old) => old & ~1],
        ['a region without a slot', machine.regionSlots, regionAt(crowd.object), none],
        ['two owners of a slot', machine.physBlockSlots, blockOf(crowd.object), more],
        [
          'a slot of another size',
          machine.physRegionSlots,
          physblockGet(machine, parent, crowd.object),
          () => machine.regionSlots.get(regionAt(crowd.object)),
        ],
        ['a list with a wrong link back', machine.slabs.previous, slab(), more],
        ['a list that lost its slab', machine.slabHeads, 64 / 8, none],
      ],
    ],
    [
      'I5',
      [
        ['an address space without a root', machine.vmprocs.root, parent, none],
        ['a root of nobody', machine.vmprocs.root, 200, () => machine.vmprocs.root.get(parent)],
        [
          'a kernel entry that is missing',
          machine.ram,
          machine.vmprocs.root.get(parent) * 1024 + 0x3c1,
          none,
        ],
        [
          'a kernel entry for users',
          machine.ram,
          machine.vmprocs.root.get(parent) * 1024 + 0x3c1,
          (old) => old | 4,
        ],
        [
          'a kernel entry too many',
          machine.ram,
          machine.vmprocs.root.get(parent) * 1024 + 0x3c2,
          () => 0x83,
        ],
      ],
    ],
    [
      'I6',
      [
        ['a table too many', machine.vmprocs.tables, parent, more],
        [
          'a table that cannot be written through',
          machine.ram,
          machine.vmprocs.root.get(parent) * 1024 + (crowd.anonymous >>> 10),
          (old) => old & ~2,
        ],
        [
          'a wrong count of entries',
          machine.tableEntries,
          Math.floor(entryWord(machine, parent, crowd.anonymous) / 1024),
          more,
        ],
      ],
    ],
    [
      'I7',
      [
        [
          'an entry that is missing',
          machine.ram,
          entryWord(machine, parent, crowd.anonymous),
          none,
        ],
        [
          'an entry that leads to another frame',
          machine.ram,
          entryWord(machine, parent, crowd.anonymous),
          (old) => old + 0x1000,
        ],
        [
          'an entry that is writable before the copy',
          machine.ram,
          entryWord(machine, parent, crowd.anonymous + 1),
          (old) => old | 2,
        ],
        [
          'an entry that users cannot use',
          machine.ram,
          entryWord(machine, parent, crowd.anonymous),
          (old) => old & ~4,
        ],
        [
          'an entry of no page',
          machine.ram,
          entryWord(machine, parent, crowd.anonymous) + 3,
          () => 0x1007,
        ],
      ],
    ],
    [
      'I9',
      [
        ['regions that overlap', machine.regions.pages, regionAt(crowd.anonymous), () => 100],
        ['a region without pages', machine.regions.pages, regionAt(crowd.anonymous), none],
        ['a region out of order', machine.regions.start, regionAt(crowd.anonymous), () => 5],
        ['a region of another', machine.regions.parent, regionAt(crowd.anonymous), () => child],
        ['a wrong balance', machine.regions.factor, machine.vmprocs.regions.get(parent), more],
        [
          'a region that no tree has',
          machine.regions.lower,
          machine.vmprocs.regions.get(parent),
          none,
        ],
        [
          'links in a circle',
          machine.regions.lower,
          spaceWithChildren(),
          () => machine.vmprocs.regions.get(parent),
        ],
        ['a wrong number of regions', machine.vmprocs.regionCount, parent, more],
        ['a wrong sum of pages', machine.vmprocs.sizePages, parent, more],
        ['pages in a slot that nobody uses', machine.vmprocs.sizePages, 200, more],
      ],
    ],
    [
      'I10',
      [
        ['a page outside every region', machine.regions.start, regionAt(crowd.object), more],
        [
          'a page that belongs elsewhere',
          machine.physRegions.page,
          physblockGet(machine, parent, crowd.object),
          more,
        ],
        [
          'a page of another',
          machine.physRegions.vmproc,
          physblockGet(machine, parent, crowd.object),
          () => child,
        ],
        ['references that fill no page', machine.vmprocs.slots, parent, none],
      ],
    ],
    [
      'I11',
      [
        ['a holder too many', machine.physBlocks.refcount, blockOf(crowd.anonymous + 1), more],
        ['a count of 0', machine.physBlocks.refcount, blockOf(crowd.anonymous), none],
        ['a list that ends too early', machine.physBlocks.first, blockOf(crowd.anonymous), none],
        [
          'a member of another list',
          machine.physRegions.block,
          physblockGet(machine, parent, crowd.object),
          more,
        ],
      ],
    ],
    [
      'I12',
      [
        ['a page too many', machine.vmprocs.total, parent, more],
        ['a peak below the total', machine.vmprocs.totalMax, parent, none],
      ],
    ],
    ['I14', [['a region too many', machine.sharedObjects.references, object(), more]]],
    [
      'I15',
      [
        ['a page under another number', machine.cachedPages.page, cached(), () => 1000],
        ['a page of no file', machine.cachedPages.file, cached(), () => 1000],
        [
          'a block that knows nothing of it',
          machine.physBlocks.flags,
          machine.cachedPages.block.get(cached()),
          none,
        ],
        ['a chain in a circle', machine.cachedPages.nextInChain, cached(), () => cached()],
        ['a wrong link back', machine.cachedPages.older, machine.globals.lruNewest.get(1), none],
        ['a wrong newest page', machine.globals.lruNewest, 1, none],
        ['a wrong count', machine.globals.cachedCount, 1, less],
      ],
    ],
    [
      'I16',
      [
        ['a region too many', machine.fdrefs.refcount, fdref(), more],
        ['an open file that is closed', machine.fdrefs.openFile, fdref(), () => 9000],
        ['a list that lost it', machine.globals.firstFdref, 1, none],
      ],
    ],
    [
      'I19',
      [
        ['a holder too many', machine.openFiles.count, openFile(), more],
        ['a hold of VM that is forgotten', machine.openFiles.vmHolds, openFile(), none],
        ['a transfer that holds nothing', machine.fprocs.suspended, parent, more],
        ['descriptors that are lost', machine.fprocs.descriptors, parent, none],
      ],
    ],
  ];
  describe.each(broken)('%s', (id, mutations) => {
    it.each(mutations)('finds %s', (_what, column, row, value) => {
      expect(found(crowd, cell(column, row), value)).toContain(id);
    });
  });

  it('I1 finds a frame that nobody claims', () => {
    const { freeBits, globals } = machine;
    const frame = freeFrame();
    const word = cell(freeBits, frame >>> 5);
    const free = globals.freeFrames.get(1);
    globals.freeFrames.set(1, free - 1);
    const old = word.get();
    word.set(old & ~(1 << (frame & 31)));
    expect(ids(crowd)).toEqual(['I1']);
    word.set(old);
    globals.freeFrames.set(1, free);
    expect(ids(crowd)).toEqual([]);
  });

  it('I7 accepts an entry that is read-only although the page may be written', () => {
    const entry = entryOf(crowd.object);
    const old = entry.get();
    expect(old & 2).toBe(2);
    entry.set(old & ~2);
    expect(ids(crowd)).toEqual([]);
    entry.set(old);
  });

  it('I8 finds a TLB that allows more, leads elsewhere, or has a page that no table has', () => {
    const busy = crowdedMachine();
    const word = entryWord(busy.machine, busy.child, busy.anonymous);
    expect(peekTlb(busy.machine, 1, busy.anonymous)).toBeGreaterThanOrEqual(0);
    expect(found(busy, cell(busy.machine.ram, word), (old) => old & ~2)).toContain('I8');
    expect(found(busy, cell(busy.machine.ram, word), (old) => old & ~0x40)).toContain('I8');
    expect(found(busy, cell(busy.machine.ram, word), (old) => old + 0x1000)).toContain('I8');
    expect(found(busy, cell(busy.machine.ram, word), none)).toContain('I8');
  });

  it('I17 finds a request that is not queued', () => {
    const busy = crowdedMachine();
    vfsRequest(busy.machine, 0, 0, 0, 0, 0, 0, 0);
    vfsRequest(busy.machine, 0, 0, 0, 0, 0, 0, 0);
    expect(ids(busy)).toEqual([]);
    const { globals, vfsRequests } = busy.machine;
    expect(found(busy, cell(globals.firstRequest, 1), none)).toContain('I17');
    expect(found(busy, cell(globals.lastRequest, 1), none)).toContain('I17');
    const first = globals.firstRequest.get(1);
    expect(found(busy, cell(vfsRequests.next, first), () => first)).toContain('I17');
  });

  it('answers 20 findings at most', () => {
    const emptied = crowdedMachine();
    for (let word = 0; word < emptied.machine.freeBits.data.length; word++) {
      emptied.machine.freeBits.set(word, 0);
    }
    expect(checkInvariants(emptied.machine)).toHaveLength(20);
  });
});
