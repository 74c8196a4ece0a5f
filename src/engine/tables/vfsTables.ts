/** Tables of VFS, the file system and the disk. Declares columns, and does nothing else. */
import { Ram } from '../../machine/ram';
import type { Store } from '../../machine/store';
import { f64, handle, i32, ref, table } from '../../machine/table';
import type { Capacities } from '../sizing';

/** Frames of a pipe's ring (Linux pipe(7): 16 pages). */
export const PIPE_FRAMES = 16;

/** VFS, the file system and the disk. */
export function vfsTables(store: Store, capacity: Capacities, frameBytes: number) {
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
      /** How many of those who hold it are VM, for its mappings. */
      vmHolds: i32(),
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
        descriptors: handle(),
        /** The process whose descriptors it uses (CLONE_FILES), itself otherwise. */
        shares: ref('process'),
        /** Number of processes that use this row's descriptors. */
        users: i32(),
        /** A read or write under way, which waits for memory, the disk or a pipe: its message type, 0 for none. It holds `openFile`. */
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
      /** The frame that VFS offers VM for its page cache (VM_SETCACHEPAGE), 0 for none. */
      frameInHand: i32(),
      /** Error that transfers end with while injected; 0: none. */
      injectedError: i32(),
      reads: f64('statistic'),
      writes: f64('statistic'),
    }),
  };
}
