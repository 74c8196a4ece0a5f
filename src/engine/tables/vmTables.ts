/** The VM server's tables. Declares columns, and does nothing else. */
import { Int32Column } from '../../machine/columns';
import { RadixPool } from '../../machine/radix';
import type { Store } from '../../machine/store';
import { f64, handle, i32, ref, table } from '../../machine/table';
import type { Capacities } from '../sizing';
import type { CachedPageRow, PhysBlockRow, PhysRegionRow, RegionRow, SlabRow } from '../rows';

/** Masks of calls: one for all users, and one for each service (minix/config.h). */
export const NR_SYS_PROCS = 64;
/** 32-bit words of a mask: room for the calls VM_RQ_BASE + 0 to 126. */
export const ACL_WORDS = 4;

/** The VM server (minix/servers/vm/vmproc.h, region.h, phys_region.h, cache.h, fdref.h, glo.h). */
export function vmTables(store: Store, capacity: Capacities, pages: number) {
  return {
    vmprocs: table(
      store,
      'process',
      capacity.processes,
      {
        /** VMF_* bits. */
        flags: i32(),
        endpoint: i32(),
        /** Processes that run in this address space (threads, vfork children). */
        users: i32(),
        /** Frame of the root of its page tables; kept with the slot once allocated, as in MINIX. 0: none. */
        root: i32(),
        /** Frames of page tables below the root. */
        tables: i32(),
        /** Root of its regions' AVL tree. */
        regions: ref('region', 'cursor'),
        regionCount: i32(),
        /**
         * Page to physRegion row: a radix handle. MINIX keeps an array in each region (physblocks); one sparse array for
         * the address space needs no copying when regions are split and merged.
         */
        slots: handle(),
        /** End of the last placed region, a page: where `minix` placement goes on. */
        regionTop: f64('cursor'),
        /** Pages of all regions. */
        sizePages: f64(),
        /** Present page slots, and their peak (vm_total, vm_total_max), in pages. */
        total: f64(),
        totalMax: f64('statistic'),
        /** The break, and where it began: the heap's start. Pages and bytes. */
        heapPage: f64(),
        heapOffset: i32(),
        breakPage: f64(),
        breakOffset: i32(),
        /** End of what the heap got where a lower break frees nothing, a page. */
        heapEnd: f64(),
        /** The stack: its end (exclusive) and the most it may take, in pages. */
        stackEnd: f64(),
        stackLimit: f64(),
        /** Number of its call mask (acl.c), 0 for users. */
        acl: i32(),
        /** Faults served, and by cause; `denied` ended in a signal. */
        minor: f64('statistic'),
        major: f64('statistic'),
        zero: f64('statistic'),
        cow: f64('statistic'),
        reuse: f64('statistic'),
        file: f64('statistic'),
        swap: f64('statistic'),
        upgrade: f64('statistic'),
        spurious: f64('statistic'),
        denied: f64('statistic'),
      },
      'vmproc',
    ),
    regions: table(store, 'region', capacity.regions, {
      start: f64(),
      pages: f64(),
      /** VR_* bits. */
      flags: i32(),
      /** PROT_* now, and the most that mprotect may give. */
      protection: i32(),
      maxProtection: i32(),
      parent: ref('process'),
      /** MEM_TYPE number of its pages by default. */
      memtype: i32(),
      /** How many shared regions point at this one. */
      remaps: i32(),
      id: i32(),
      /** File: descriptor reference, first page in the file, bytes to clear at the end of the last page. */
      fdref: ref('fdref'),
      filePage: f64(),
      clearEnd: i32(),
      /** Shared anonymous memory: its object, and the first page in it. */
      object: ref('sharedObject'),
      /** directphys: first frame. */
      physical: i32(),
      /** What the region is for, as maps shows it: REGION_NAME. 0: nothing. */
      name: i32(),
      /** The tree's shape is no promise, only its order: a split that is undone may leave another shape. */
      lower: ref('region', 'cursor'),
      higher: ref('region', 'cursor'),
      factor: i32('cursor'),
    }),
    physRegions: table(store, 'physRegion', capacity.physRegions, {
      block: ref('physBlock'),
      /** The address space and the page that it fills. */
      vmproc: ref('process'),
      page: f64(),
      /** MEM_TYPE of this page: may differ from its region's after copy-on-write. */
      memtype: i32(),
      /** Next reference to the same block. */
      next: ref('physRegion'),
    }),
    physBlocks: table(store, 'physBlock', capacity.physBlocks, {
      /** Its frame; 0: not allocated yet (MAP_NONE). */
      frame: i32(),
      first: ref('physRegion'),
      /** physRegions linked, plus one if PBF_INCACHE, plus one if a shared object holds it. */
      refcount: i32(),
      flags: i32(),
    }),
    /** Which slab slot each object has; rows as in the object's own table. */
    regionSlots: new Int32Column<RegionRow>(
      store,
      'region.slab',
      'state',
      capacity.regions,
      'link',
    ),
    physRegionSlots: new Int32Column<PhysRegionRow>(
      store,
      'physRegion.slab',
      'state',
      capacity.physRegions,
      'link',
    ),
    physBlockSlots: new Int32Column<PhysBlockRow>(
      store,
      'physBlock.slab',
      'state',
      capacity.physBlocks,
      'link',
    ),
    slabs: table(store, 'slab', capacity.slabs, {
      frame: i32(),
      /** Bytes of its objects. */
      objectBytes: i32(),
      /** Slots in use. */
      objects: i32(),
      freeGuess: i32('cursor'),
      next: ref('slab', 'cursor'),
      previous: ref('slab', 'cursor'),
    }),
    /** Use bits of slab objects: 16 words a slab. */
    slabBits: new Int32Column(store, 'slab.bits', 'state', capacity.slabs * 16, 'link'),
    /** First partial slab of each object size: index = size / 8. */
    slabHeads: new Int32Column<number, SlabRow>(store, 'slab.heads', 'cursor', 32, 'link'),
    sharedObjects: table(store, 'sharedObject', capacity.sharedObjects, {
      pages: f64(),
      /** Page index to physBlock row: a radix handle. */
      slots: handle(),
      /** Regions that map it. */
      references: i32(),
      id: i32(),
    }),
    cachedPages: table(store, 'cachedPage', capacity.cachedPages, {
      /** Its slab slot. */
      slot: handle(),
      file: ref('file'),
      page: f64(),
      /** VMSF_* bits, and whether memory holds what the disk does not. */
      flags: i32(),
      dirty: i32(),
      block: ref('physBlock'),
      older: ref('cachedPage', 'cursor'),
      newer: ref('cachedPage', 'cursor'),
      nextInChain: ref('cachedPage'),
    }),
    /** Hash chains of the page cache: first entry of each. A power of two. */
    cacheChains: new Int32Column<number, CachedPageRow>(
      store,
      'cache.chains',
      'state',
      capacity.cacheChains,
      'link',
    ),
    fdrefs: table(store, 'fdref', capacity.fdrefs, {
      /** Its slab slot. */
      slot: handle(),
      /** The open file description that VM holds for it. */
      openFile: ref('openFile'),
      file: ref('file'),
      /** File regions that point at it. */
      refcount: i32(),
      next: ref('fdref'),
    }),
    /** Requests from VM to VFS: one is active, the others wait in order. */
    vfsRequests: table(store, 'vfsRequest', capacity.vfsRequests, {
      /** VMVFSREQ_*. */
      request: i32(),
      descriptor: i32(),
      process: ref('process'),
      fdref: ref('fdref'),
      page: f64(),
      /** Who goes on when the reply comes: VFS_CALLBACK number. */
      callback: i32(),
      /** The callback's state: the page that is waited for. */
      statePage: f64(),
      next: ref('vfsRequest'),
    }),
    /** glo.h: one row (1). */
    globals: table(store, 'vmGlobal', 2, {
      /** Next region id. */
      nextRegionId: i32(),
      nextObjectId: i32(),
      /** Frames that the allocator may give, and how many are free. */
      totalFrames: i32(),
      freeFrames: i32(),
      firstFrame: i32(),
      /** Next-fit: where the last search ended. */
      lastScan: i32('cursor'),
      /** Recently freed frames: how many are in `recentFrames`. */
      recentCount: i32('cursor'),
      /** Spare frames for VM's own needs: kept, and wanted. */
      spares: i32(),
      sparesWanted: i32(),
      /** 1 on custom machines: the servers' memory is not simulated, and slab slots have no frames. */
      serversOutside: i32(),
      /** The frame of zeros, and the page slot that every mapping of it shares. */
      zeroFrame: i32(),
      zeroSlot: ref('physRegion'),
      cachedCount: i32(),
      lruOldest: ref('cachedPage', 'cursor'),
      lruNewest: ref('cachedPage', 'cursor'),
      firstRequest: ref('vfsRequest'),
      lastRequest: ref('vfsRequest'),
      firstFdref: ref('fdref'),
      copiedFrames: f64('statistic'),
    }),
    /** Free frames: 1 bit each, 1 is free (alloc.c). */
    freeBits: new Int32Column(store, 'alloc.free', 'state', (pages + 31) >>> 5),
    /** LIFO of frames freed last; may hold stale numbers. */
    recentFrames: new Int32Column(store, 'alloc.recent', 'cursor', capacity.recentFrames),
    /** The spare frames: a stack. Which frames they are is in `frameUse`; this is their order. */
    spareFrames: new Int32Column(store, 'alloc.spares', 'cursor', capacity.spareFrames),
    /** Entries of each frame that is a page table (not the root) that are not 0. */
    tableEntries: new Int32Column(store, 'table.entries', 'state', pages),
    /** Call masks (acl.c): ACL_WORDS words each, a bit for each call of VM; the highest bit: the mask is taken. */
    callMasks: new Int32Column(store, 'acl.masks', 'state', NR_SYS_PROCS * ACL_WORDS),
    /** FRAME_USE number of each frame. */
    frameUse: new Int32Column(store, 'frame.use', 'state', pages),
    /** Sparse arrays of everyone. */
    radix: new RadixPool(store, 'radix', capacity.radixNodes),
  };
}
