/**
 * The tables of the operating system: kernel, PM, VFS, file system and disk, VM server. Every field says what it is.
 *
 * Columns are declared here and nowhere else. A column's role (state, statistic, cursor: src/machine/store.ts) decides
 * whether a failed call must leave it as it was. Addresses and lengths are pairs: pages, and bytes below a page.
 */
import type { Hardware } from '../arch/hardware';
import { Int32Column } from '../machine/columns';
import { RadixPool } from '../machine/radix';
import { Ram } from '../machine/ram';
import type { Store } from '../machine/store';
import { f64, i32, ref, table, type Row } from '../machine/table';
import type { Configuration } from './configuration';
import type { Personality } from './personality';
import type { Capacities } from './sizing';

export type ProcessRow = Row<'process'>;
/** A VM slot is numbered as the process for which it was made. */
export type VmprocRow = ProcessRow;
export type RegionRow = Row<'region'>;
export type PhysRegionRow = Row<'physRegion'>;
export type PhysBlockRow = Row<'physBlock'>;
export type FileRow = Row<'file'>;
export type OpenFileRow = Row<'openFile'>;
export type CachedPageRow = Row<'cachedPage'>;
export type FdrefRow = Row<'fdref'>;
export type VfsRequestRow = Row<'vfsRequest'>;
export type DiskRequestRow = Row<'diskRequest'>;
export type SharedObjectRow = Row<'sharedObject'>;
export type SlabRow = Row<'slab'>;

/** Masks of calls: one for all users, and one for each service (minix/config.h). */
export const NR_SYS_PROCS = 64;
/** 32-bit words of a mask: room for the calls VM_RQ_BASE + 0 to 126. */
export const ACL_WORDS = 4;

/** Dead processes that are remembered after their slot was taken, row 0 included. */
const DEPARTED_ROWS = 2049;

/** Kernel: one row for each process, thread and server (minix/kernel/proc.h). Row = slot + 1. */
function kernelTables(store: Store, capacity: Capacities) {
  return {
    processes: table(store, 'process', capacity.processes, {
      /** generation * 32768 + slot (minix/include/minix/endpoint.h). */
      endpoint: i32(),
      /** RTS_* bits: what keeps it from running; 0 is runnable (kernel/proc.h p_rts_flags). */
      rts: i32(),
      /** Whose address space it runs in: its own VM row, or that of the process it was cloned from. */
      vmproc: ref('process'),
      /** CPU it runs on. */
      cpu: ref('cpu'),
      /** The process whose queue it waits in to send, or from which it awaits the reply. */
      peer: ref('process'),
      /** First process that waits to send to this one, and the next in the queue it waits in itself. */
      callers: ref('process'),
      nextCaller: ref('process'),
      /** Stack pointer: page and bytes. Program counter likewise. */
      stackPage: f64(),
      stackOffset: i32(),
      counterPage: f64(),
      counterOffset: i32(),
      /** The name it was spawned with: a string number of the program, 0 for none. */
      name: i32(),
      /** Last fault: page, offset and code (kernel arch_proc_context p_pagefault). */
      faultPage: f64('cursor'),
      faultOffset: i32('cursor'),
      faultCode: i32('cursor'),
      /** The action that runs or waits: 0 none, 1 running, 2 waits, 3 ended with a result, 4 ended by a signal. */
      action: i32('cursor'),
      /** Result of the ended action: 0 or more, or -errno; an address is (resultPage, resultOffset). */
      result: i32('cursor'),
      resultPage: f64('cursor'),
      resultOffset: i32('cursor'),
      /** Signal that ended the last action, its code and the address it is about. */
      signal: i32(),
      signalCode: i32(),
      signalPage: f64(),
      signalOffset: i32(),
      /** Signals it ever got: bit 1 << number. */
      signals: i32(),
    }),
    /**
     * Message buffers: row = the process whose buffer it is. A request is overwritten by its reply, as in MINIX.
     * The fields of all message types share these columns; the call table says which type uses which.
     */
    messages: table(
      store,
      'process',
      capacity.processes,
      {
        /** Endpoint of the sender, as the receiver sees it. */
        source: i32('cursor'),
        /** A number of engine/messages.ts. */
        type: i32('cursor'),
        /** Reply: OK or a positive value, or -errno. */
        result: i32('cursor'),
        /** The process that the request is about: an endpoint, or a pid. */
        endpoint: i32('cursor'),
        slot: i32('cursor'),
        request: i32('cursor'),
        requestId: i32('cursor'),
        flags: i32('cursor'),
        protection: i32('cursor'),
        descriptor: i32('cursor'),
        device: i32('cursor'),
        inode: i32('cursor'),
        clearEnd: i32('cursor'),
        /** A string of the program: a path, or data given in place of an address. 0: none. */
        text: i32('cursor'),
        sizePages: f64('cursor'),
        addressPage: f64('cursor'),
        addressOffset: i32('cursor'),
        lengthPages: f64('cursor'),
        lengthOffset: i32('cursor'),
        offsetPages: f64('cursor'),
        offsetOffset: i32('cursor'),
        newAddressPage: f64('cursor'),
        newAddressOffset: i32('cursor'),
        newLengthPages: f64('cursor'),
        newLengthOffset: i32('cursor'),
        /** Where a log says that the mapping was placed, or which pid it gave: taken where it is free. 0: no wish. */
        wishPage: f64('cursor'),
        wishOffset: i32('cursor'),
        wishPid: i32('cursor'),
      },
      'message',
    ),
    /**
     * Dead processes whose slot was given to another (kernel/departed.ts): what stays readable. Rows are written in
     * turn; the oldest is overwritten.
     */
    departed: table(store, 'departed', DEPARTED_ROWS, {
      endpoint: i32('statistic'),
      pid: i32('statistic'),
      /** Endpoint of the parent, 0 for none. */
      parent: i32('statistic'),
      uid: i32('statistic'),
      /** Exit status in wait4's form, and the signals it ever got. */
      status: i32('statistic'),
      signals: i32('statistic'),
      name: i32('statistic'),
      /** CPU (from 0) it ran on. */
      cpu: i32('statistic'),
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
    }),
    /** One row (1): the clock, and what the kernel knows globally. */
    kernel: table(store, 'kernel', 2, {
      /** Ticks since boot: what latencies and timeouts count. */
      ticks: f64('cursor'),
      /** First process waiting for `wait4` notices and the like is found by scanning; nothing else is global. */
      generation: i32(),
      /** The k-th allocation from now fails (inject alloc(k)); 0: none. */
      failAllocation: i32('cursor'),
      /** Allocations (frames, slab slots) since boot. */
      allocations: f64('statistic'),
      contextSwitches: f64('statistic'),
      /** Rows of `departed` written so far. */
      departed: f64('statistic'),
      /** Frames of the boot image: kernel and servers. */
      bootFrames: i32(),
      /** Root of the kernel's own page tables on machines that share one (x86-64), 0 for none. */
      kernelTable: i32(),
    }),
  };
}

/** PM (minix/servers/pm/mproc.h). Row = the process. */
function pmTables(store: Store, capacity: Capacities) {
  return {
    mprocs: table(
      store,
      'process',
      capacity.processes,
      {
        pid: i32(),
        /** Thread group: the pid that getpid answers. */
        threadGroup: i32(),
        parent: ref('process'),
        /** MP_* bits of pm/mproc.ts. */
        flags: i32(),
        /** What the parent gets: exit status in wait4's form. */
        status: i32(),
        /** Which child it waits for in wait4: pid, -1 for any. */
        waitsFor: i32(),
        /** The process that stays suspended until this one executes a file or ends (vfork), 0 for none. */
        vforker: ref('process'),
        uid: i32(),
      },
      'mproc',
    ),
    /** One row (1): the pid given last. */
    pm: table(store, 'pm', 2, { lastPid: i32() }),
  };
}

/** Frames of a pipe's ring (Linux pipe(7): 16 pages). */
export const PIPE_FRAMES = 16;

/** VFS, the file system and the disk. */
function vfsTables(store: Store, capacity: Capacities, frameBytes: number) {
  return {
    /** Inodes, pipes and devices. */
    files: table(store, 'file', capacity.files, {
      /** Path: a string number of the program; 0 for a pipe or an unlinked file. */
      name: i32(),
      /** FILE_TYPE of vfs/files.ts. */
      type: i32(),
      mode: i32(),
      /** Size: whole pages, and bytes beyond. */
      sizePages: f64(),
      sizeOffset: i32(),
      /** What pages hold that were never written: bytes of this string over and over; 0: zeros. */
      fill: i32(),
      /** How far the filling goes (the size it began with, or less); zeros beyond. */
      fillPages: f64(),
      fillOffset: i32(),
      /** Page index to disk block (row number in `disk`). */
      blocks: i32(),
      /** Descriptions open on it, plus VM's fdref. */
      opens: i32(),
      /** The pipe that it is, 0 for other types. */
      pipe: ref('pipe'),
      /** The program image: number of the program's image table, 0 for data. */
      image: i32(),
    }),
    /** Pipes: rings of PIPE_FRAMES frames in `pipeBuffers`, row by row. */
    pipes: table(store, 'pipe', capacity.pipes, {
      /** Bytes in it, and where in the ring the first one lies. */
      bytes: i32(),
      start: i32(),
      /** Frames of the ring that were ever written. */
      frames: i32(),
      /** Open descriptions of its two ends. */
      readers: i32(),
      writers: i32(),
    }),
    pipeBuffers: new Ram(store, 'pipe.buffers', 'state', capacity.pipes * PIPE_FRAMES, frameBytes),
    /** Open file descriptions (minix/servers/vfs/file.h filp). */
    openFiles: table(store, 'openFile', capacity.openFiles, {
      file: ref('file'),
      /** O_* of open. */
      flags: i32(),
      count: i32(),
      /** Position: pages and bytes. */
      positionPages: f64(),
      positionOffset: i32(),
    }),
    /** VFS's side of a process (fproc.h). Row = the process. */
    fprocs: table(
      store,
      'process',
      capacity.processes,
      {
        /** Descriptor to open file row: a radix handle. Shared by threads: see `shares`. */
        descriptors: i32(),
        /** The process whose descriptors it uses (CLONE_FILES), itself otherwise. */
        shares: ref('process'),
        /** Number of processes that use this row's descriptors. */
        users: i32(),
        /** A read or write under way, which waits for memory, the disk or a pipe: its message type, 0 for none. */
        suspended: i32(),
        /** What it waits for: WAITS_FOR of vfs/transfer.ts. */
        waitsFor: i32(),
        /** Of this transfer, or the last one: the open file, and the file itself. */
        openFile: ref('openFile', 'cursor'),
        file: ref('file', 'cursor'),
        /** The user's buffer; or the string that stands for it (write: its bytes; read: whatever comes). */
        bufferPage: f64('cursor'),
        bufferOffset: i32('cursor'),
        text: i32('cursor'),
        /** Bytes asked for and bytes moved; where in the file the next byte lies; where the first one lay. */
        wanted: f64('cursor'),
        moved: f64('cursor'),
        placePages: f64('cursor'),
        placeOffset: i32('cursor'),
        firstPages: f64('cursor'),
        firstOffset: i32('cursor'),
        /** Whether `placePages` and `placeOffset` were given (pread, pwrite) and the open file's position stays. */
        positioned: i32('cursor'),
      },
      'fproc',
    ),
    diskRequests: table(store, 'diskRequest', capacity.diskRequests, {
      file: ref('file'),
      page: f64(),
      frame: i32(),
      /** Tick at which the transfer ends. */
      due: f64(),
      /** Who asked for it first: VM for a page fault, or the process that reads or writes. */
      process: ref('process'),
      next: ref('diskRequest'),
    }),
    disk: new Ram(store, 'disk', 'state', capacity.diskBlocks, frameBytes),
    /** Used blocks of the disk: rows are block numbers. */
    diskBlocks: table(store, 'diskBlock', capacity.diskBlocks, { file: ref('file') }),
    diskState: table(store, 'diskState', 2, {
      firstRequest: ref('diskRequest'),
      lastRequest: ref('diskRequest'),
      /** Ticks that a transfer takes. */
      latency: i32(),
      /** Error that transfers end with while injected; 0: none. */
      injectedError: i32(),
      reads: f64('statistic'),
      writes: f64('statistic'),
    }),
  };
}

/** The VM server (minix/servers/vm/vmproc.h, region.h, phys_region.h, cache.h, fdref.h, glo.h). */
function vmTables(store: Store, capacity: Capacities, pages: number) {
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
        regions: ref('region'),
        regionCount: i32(),
        /**
         * Page to physRegion row: a radix handle. MINIX keeps an array in each region (physblocks); one sparse array for
         * the address space needs no copying when regions are split and merged.
         */
        slots: i32(),
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
      lower: ref('region'),
      higher: ref('region'),
      factor: i32(),
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
    regionSlots: new Int32Column<RegionRow>(store, 'region.slab', 'state', capacity.regions),
    physRegionSlots: new Int32Column<PhysRegionRow>(
      store,
      'physRegion.slab',
      'state',
      capacity.physRegions,
    ),
    physBlockSlots: new Int32Column<PhysBlockRow>(
      store,
      'physBlock.slab',
      'state',
      capacity.physBlocks,
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
    slabBits: new Int32Column(store, 'slab.bits', 'state', capacity.slabs * 16),
    /** First partial slab of each object size: index = size / 8. */
    slabHeads: new Int32Column<number, SlabRow>(store, 'slab.heads', 'cursor', 32),
    sharedObjects: table(store, 'sharedObject', capacity.sharedObjects, {
      pages: f64(),
      /** Page index to physBlock row: a radix handle. */
      slots: i32(),
      /** Regions that map it. */
      references: i32(),
      id: i32(),
    }),
    cachedPages: table(store, 'cachedPage', capacity.cachedPages, {
      /** Its slab slot. */
      slot: i32(),
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
    ),
    fdrefs: table(store, 'fdref', capacity.fdrefs, {
      /** Its slab slot. */
      slot: i32(),
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
      /** The callback's state: a page, a code. */
      statePage: f64(),
      state: i32(),
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

/** All tables of the operating system, in the order of the layers above. */
export function engineTables(
  store: Store,
  capacity: Capacities,
  frames: number,
  frameBytes: number,
) {
  return {
    ...kernelTables(store, capacity),
    ...pmTables(store, capacity),
    ...vfsTables(store, capacity, frameBytes),
    ...vmTables(store, capacity, frames),
  };
}

export type EngineTables = ReturnType<typeof engineTables>;

/** What a server does with one message of its queue: its main function. */
export type ServerMain = (machine: Machine) => void;

/** The servers' main functions: the kernel reaches them through the machine, so that no module needs the others. */
export interface Servers {
  readonly vm: ServerMain;
  readonly vfs: ServerMain;
  readonly pm: ServerMain;
  /** Frees at least so many frames from the page cache if it can; answers how many it freed (cache_freepages). */
  readonly reclaim: (machine: Machine, frames: number) => number;
}

/** The simulated computer as the operating system sees it: hardware, tables, and what never changes. */
export interface Machine extends Hardware, EngineTables {
  readonly configuration: Configuration;
  readonly personality: Personality;
  /** Of the build that runs (servers.ts); functions, no state. */
  servers: Servers;
  /** Strings of the program by number: paths, data, names. Immutable; number 0 is empty. */
  readonly strings: readonly Uint8Array[];
  /** Program images by number (program.ts Image); number 0 is none. Immutable. */
  readonly images: readonly Image[];
}

/** One mapping that execve makes for an image. */
export interface ImageMapping {
  readonly startPage: number;
  readonly pages: number;
  readonly protection: number;
  readonly shared: boolean;
  /** Path of the mapped file (string number) and its first page, or 0 for anonymous memory. */
  readonly path: number;
  readonly filePage: number;
  /** Bytes to clear at the end of the last page (bss in the data segment's last page). */
  readonly clearEnd: number;
  /** REGION_NAME: stack, heap, vdso, ... 0 for none. */
  readonly name: number;
}

/** What execve maps, in place of reading an ELF file. */
export interface Image {
  readonly mappings: readonly ImageMapping[];
  /** First page and offset of the heap (the break after execve). */
  readonly breakPage: number;
  readonly breakOffset: number;
}
