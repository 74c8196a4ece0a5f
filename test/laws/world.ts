/** The machines on which random statements run, and the model of each. */
import { i386, x86_64, type Architecture } from '../../src/arch/architecture';
import { custom, isFinding } from '../../src/arch/customArchitecture';
import type { Configuration } from '../../src/engine/configuration';
import { PROT, PROT_ALL, SharedObject, Space, type PageLike } from './reference';
import { System } from './system';

export interface World {
  readonly name: string;
  readonly configuration: Partial<Configuration> & { readonly architecture: Architecture };
  /** The same as a `machine` block. */
  readonly block: string;
  /** Pages of a stack at most. */
  readonly stackLimit: number;
  /** Pages in which fixed mappings go, just above where heaps begin. */
  readonly arenaPages: number;
  /** Pages of the largest mapping. */
  readonly mostPages: number;
  /** Statements ask for much memory, so that it runs out. */
  readonly isScarce: boolean;
  /** Frames that are taken from the beginning. */
  readonly occupied: number;
  /** mprotect changes the pages before a hole, then answers its error (Linux). */
  readonly protectsPartly: boolean;
}

function blackboard(): Architecture {
  const shape = custom({ address: 14, page: 64, levels: [4, 4], entry: 4 });
  if (isFinding(shape)) throw new Error(shape.id);
  return shape;
}

const BLACKBOARD = blackboard();
const BLACKBOARD_BLOCK = 'arch = custom { address = 14, page = 64, levels = [4, 4], entry = 4 }';
const MEBI = 1024 * 1024;
const SMALL = { arenaPages: 24, mostPages: 4, isScarce: false, occupied: 0, protectsPartly: false };

/** Memory for everything. */
export const I386: World = {
  ...SMALL,
  name: 'i386, 4 MiB',
  configuration: { architecture: i386, memory: 4 * MEBI },
  block: 'arch = i386, memory = 4M',
  stackLimit: 40,
};

/** Memory runs out. */
export const I386_SMALL: World = {
  ...SMALL,
  name: 'i386, 1 MiB, 2 CPUs',
  configuration: {
    ...{ architecture: i386, memory: MEBI, cpus: 2 },
    tlb: [{ entries: 8, ways: 2 }],
  },
  block: 'arch = i386, memory = 1M, cpus = 2, tlb = 8/2',
  stackLimit: 64,
  arenaPages: 96,
  mostPages: 40,
  isScarce: true,
  occupied: 160,
};

export const X86_64_LINUX: World = {
  ...SMALL,
  name: 'x86-64, 2 MiB, personality linux, 2 CPUs, address space tags',
  configuration: {
    ...{ architecture: x86_64, memory: 2 * MEBI, asid: true, cpus: 2 },
    ...{ personality: 'linux', zeroPage: true },
  },
  block: 'arch = x86-64, memory = 2M, asid = on, cpus = 2, personality = linux',
  stackLimit: 40,
  protectsPartly: true,
};

export const X86_64: World = {
  ...SMALL,
  name: 'x86-64, 4 MiB, TLBs of two levels',
  configuration: {
    ...{ architecture: x86_64, memory: 4 * MEBI },
    tlb: [
      { entries: 16, ways: 4 },
      { entries: 64, ways: 8 },
    ],
    itlb: { entries: 4, ways: 4 },
    dtlb: { entries: 8, ways: 2 },
  },
  block: 'arch = x86-64, memory = 4M, tlb = [16/4, 64/8], itlb = 4/4, dtlb = 8/2',
  stackLimit: 40,
};

/** 64 frames: memory runs out all the time. */
export const BLACKBOARD_SMALL: World = {
  ...SMALL,
  name: 'blackboard, 4 KiB',
  configuration: {
    ...{ architecture: BLACKBOARD, memory: 4096 },
    tlb: [{ entries: 4, ways: 4 }],
  },
  block: `${BLACKBOARD_BLOCK}, memory = 4K, tlb = 4/4`,
  stackLimit: 32,
  arenaPages: 48,
  mostPages: 16,
  isScarce: true,
};

export const BLACKBOARD_LARGE: World = {
  ...SMALL,
  name: 'blackboard, 32 KiB',
  configuration: { architecture: BLACKBOARD, memory: 32 * 1024 },
  block: `${BLACKBOARD_BLOCK}, memory = 32K`,
  stackLimit: 32,
};

export const WORLDS: readonly World[] = [
  ...[I386, I386_SMALL, X86_64, X86_64_LINUX],
  ...[BLACKBOARD_SMALL, BLACKBOARD_LARGE],
];

/** Files that exist from the beginning: path, pages (the last one begun), filling. */
export const FILES: readonly (readonly [string, number, string])[] = [
  ['/a', 3.5, 'abcdefg'],
  ['/b', 2, 'xyz'],
];

/** A file that does not exist at the beginning. */
export const NEW_FILE = '/new';

/** The model of a world in which nothing has run. */
export class Model {
  readonly system = new System();
  /** By path. */
  readonly files = new Map<string, SharedObject>();
  /** Addresses that the system chose: worth trying again. */
  readonly chosen: { readonly address: number; readonly pages: number }[] = [];
  /** Processes made so far; the next one's name. */
  made = 0;
  readonly pageBytes: number;
  readonly userPages: number;
  /** First page of the arena. */
  readonly arena: number;

  constructor(readonly world: World) {
    const { architecture } = world.configuration;
    this.pageBytes = architecture.pageBytes;
    this.userPages = architecture.userPages;
    // The heap of a process without a program begins at an eighth of the address space.
    this.arena = Math.floor(this.userPages / 8) + 6;
    for (const [path, pages, fill] of FILES) this.makeFile(path, pages * this.pageBytes, fill);
  }

  makeFile(path: string, size: number, fill: string): SharedObject {
    const file = new SharedObject(path, size, bytesOf(fill), this.pageBytes);
    this.files.set(path, file);
    return file;
  }

  newName(): string {
    return `p${String(this.made++)}`;
  }

  /** An address space with nothing but a stack, which the system placed. */
  newSpace(stackStart: number, stackPages: number): Space {
    const { architecture } = this.world.configuration;
    const guardPages = this.userPages > 1 << 16 ? 256 : 1;
    const space = new Space(
      this.pageBytes,
      this.userPages,
      this.world.stackLimit,
      guardPages,
      architecture.readImpliesExecute,
    );
    const like = privateMemory(PROT.R | PROT.W, 'stack');
    space.map(stackStart, stackPages, like, 0);
    return space;
  }

  /** Everything that was a private copy of a file's page behind its end is gone (truncate removes mapped pages). */
  dropBeyondEnd(file: SharedObject): void {
    for (const { space } of this.system.living()) {
      for (const page of space.pages.values()) {
        if (page.object === file && file.isBeyondEnd(page.index)) page.own = null;
      }
    }
  }
}

export function privateMemory(protection: number, kind: string): PageLike {
  return { protection, most: PROT_ALL, object: null, isShared: false, kind, origin: null };
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
