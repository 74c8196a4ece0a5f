/**
 * Law 6's model of memory: what POSIX and the Linux manual pages promise, as plainly as it can be written. A map from
 * page to permission and content for each address space; no regions, frames, tables or faults. It must share no code
 * with the engine.
 *
 * Sources: POSIX.1-2017 mmap, munmap, mprotect, fork, ftruncate, read, write; mmap(2), mremap(2), brk(2), getrlimit(2).
 */

export const PROT = { R: 1, W: 2, X: 4 } as const;
export const PROT_ALL = PROT.R | PROT.W | PROT.X;

export type Access = 'read' | 'write' | 'fetch';

/** What must come of a statement. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: number }
  /** A number that the system may choose: whoever predicted it checks it when it is known. */
  | { readonly kind: 'chosen' }
  | { readonly kind: 'error'; readonly name: string }
  | Signal
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The call returns when another process has ended. */
  | { readonly kind: 'waits' };

export interface Signal {
  readonly kind: 'signal';
  readonly name: 'SIGSEGV' | 'SIGBUS';
  readonly code: number;
  readonly address: number;
}

/** si_code of signal.h: Linux's numbers. */
const SEGV_MAPERR = 1;
const SEGV_ACCERR = 2;
const BUS_ADRERR = 2;

/** What several mappings look at: a file, or shared anonymous memory. */
export class SharedObject {
  /** Contents of pages that were written; the others are as the object began. */
  private readonly pages = new Map<number, Uint8Array>();
  /** How far the filling that a file began with still goes. */
  private filled: number;

  /**
   * @param path of a file; null: shared anonymous memory.
   * @param size bytes.
   */
  constructor(
    readonly path: string | null,
    public size: number,
    private readonly fill: Uint8Array,
    private readonly pageBytes: number,
  ) {
    this.filled = size;
  }

  /** Whether a page lies wholly behind the end. */
  isBeyondEnd(page: number): boolean {
    return page * this.pageBytes >= this.size;
  }

  byteAt(at: number): number {
    const bytes = this.pages.get(Math.floor(at / this.pageBytes));
    return bytes === undefined ? this.initialByte(at) : (bytes[at % this.pageBytes] ?? 0);
  }

  setByte(at: number, value: number): void {
    this.content(Math.floor(at / this.pageBytes))[at % this.pageBytes] = value;
  }

  /** The bytes of a page, to look at or to change. */
  content(page: number): Uint8Array {
    let bytes = this.pages.get(page);
    if (bytes === undefined) {
      bytes = new Uint8Array(this.pageBytes);
      for (let i = 0; i < bytes.length; i++) bytes[i] = this.initialByte(page * bytes.length + i);
      this.pages.set(page, bytes);
    }
    return bytes;
  }

  /** POSIX ftruncate: what is cut off is gone; what a longer file gains is zeros. */
  resize(size: number): void {
    if (size < this.size) {
      this.filled = Math.min(this.filled, size);
      const last = Math.floor(size / this.pageBytes);
      for (const [page, bytes] of this.pages) {
        if (page === last) bytes.fill(0, size % this.pageBytes);
        else if (page > last) this.pages.delete(page);
      }
    }
    this.size = size;
  }

  private initialByte(at: number): number {
    return at < this.filled && this.fill.length > 0 ? (this.fill[at % this.fill.length] ?? 0) : 0;
  }
}

/** One page of an address space. */
export interface Page {
  protection: number;
  /** The most that mprotect may give. */
  readonly most: number;
  readonly object: SharedObject | null;
  /** Page of the object. */
  readonly index: number;
  readonly isShared: boolean;
  /** Own content: of private memory that was written. */
  own: Uint8Array | null;
  /** What else tells mappings apart: `heap`, `stack`, flags of mmap. */
  readonly kind: string;
  /** The open file description that was mapped; mappings of one file by two may be one mapping or not. */
  readonly origin: unknown;
}

export type PageLike = Omit<Page, 'own' | 'index'>;

export class Space {
  readonly pages = new Map<number, Page>();
  /** Where the heap begins and ends, bytes; -1 while nobody asked. */
  heapStart = -1;
  heapEnd = -1;

  /**
   * @param stackLimit most pages of the stack (RLIMIT_STACK).
   * @param guardPages pages that must stay free below the stack when it grows (Linux stack_guard_gap).
   * @param readExecutes whether the hardware cannot tell a fetch from a read.
   */
  constructor(
    readonly pageBytes: number,
    readonly userPages: number,
    private readonly stackLimit: number,
    private readonly guardPages: number,
    private readonly readExecutes: boolean,
  ) {}

  /** The address space of a forked child: a copy of what is private, the same of what is shared. */
  fork(): Space {
    const { pageBytes, userPages, stackLimit, guardPages, readExecutes } = this;
    const copy = new Space(pageBytes, userPages, stackLimit, guardPages, readExecutes);
    for (const [at, page] of this.pages) {
      copy.pages.set(at, { ...page, own: page.own === null ? null : page.own.slice() });
    }
    copy.heapStart = this.heapStart;
    copy.heapEnd = this.heapEnd;
    return copy;
  }

  isFree(page: number, count: number): boolean {
    for (let at = page; at < page + count; at++) if (this.pages.has(at)) return false;
    return page >= 0 && page + count <= this.userPages;
  }

  unmap(page: number, count: number): void {
    for (let at = page; at < page + count; at++) this.pages.delete(at);
  }

  map(page: number, count: number, like: PageLike, index: number): void {
    for (let i = 0; i < count; i++) {
      this.pages.set(page + i, { ...like, index: index + i, own: null });
    }
  }

  /** Moves pages with their contents to a place that is free. */
  move(page: number, count: number, target: number): void {
    for (let i = 0; i < count; i++) {
      const found = this.pages.get(page + i);
      if (found === undefined) continue;
      this.pages.delete(page + i);
      this.pages.set(target + i, found);
    }
  }

  /** Whether `page` belongs to the same mapping as the page before it. */
  continues(page: number): boolean {
    return this.isAlike(page) && this.pages.get(page - 1)?.origin === this.pages.get(page)?.origin;
  }

  /** The same, whichever open file description was mapped. */
  isAlike(page: number): boolean {
    const one = this.pages.get(page - 1);
    const next = this.pages.get(page);
    if (one === undefined || next === undefined) return false;
    const isAlike =
      one.protection === next.protection &&
      one.most === next.most &&
      one.object === next.object &&
      one.isShared === next.isShared &&
      one.kind === next.kind;
    return isAlike && (one.object === null || one.index + 1 === next.index);
  }

  /** The page that an access meets: one that is mapped, or one that the stack grows to. */
  pageFor(page: number): Page | null {
    return this.pages.get(page) ?? this.stackAbove(page)?.lowest ?? null;
  }

  /** Lets the stack grow to an unmapped page that was touched (mmap(2) MAP_GROWSDOWN). */
  grow(page: number): void {
    if (this.pages.has(page)) return;
    const stack = this.stackAbove(page);
    if (stack === null) return;
    for (let at = page; at < stack.start; at++) {
      this.pages.set(at, { ...stack.lowest, own: null });
    }
  }

  /** The stack that a touch of an unmapped page makes grow: the next mapping above, if its limit allows it. */
  private stackAbove(page: number): { readonly start: number; readonly lowest: Page } | null {
    const most = Math.min(this.userPages, page + this.stackLimit);
    for (let start = page + 1; start < most; start++) {
      const lowest = this.pages.get(start);
      if (lowest === undefined) continue;
      if (lowest.kind !== 'stack' || !this.isGuarded(page)) return null;
      let end = start + 1;
      while (this.continues(end)) end++;
      return end - page <= this.stackLimit ? { start, lowest } : null;
    }
    return null;
  }

  /** Whether the pages below a page to which the stack grows are free of mappings that may be accessed. */
  private isGuarded(page: number): boolean {
    for (let at = page - 1; at >= Math.max(0, page - this.guardPages); at--) {
      const below = this.pages.get(at);
      if (below !== undefined) return below.kind === 'stack' || below.protection === 0;
    }
    return true;
  }

  /** Why an access of the byte at `address` is refused: a signal, or null. */
  refuses(address: number, access: Access): Signal | null {
    const page = this.pageFor(Math.floor(address / this.pageBytes));
    const segv = (code: number): Signal => ({ kind: 'signal', name: 'SIGSEGV', code, address });
    if (page === null) return segv(SEGV_MAPERR);
    if (!this.allows(page.protection, access)) return segv(SEGV_ACCERR);
    if (page.object === null || page.own !== null || !page.object.isBeyondEnd(page.index)) {
      return null;
    }
    return { kind: 'signal', name: 'SIGBUS', code: BUS_ADRERR, address };
  }

  private allows(protection: number, access: Access): boolean {
    if (access === 'write') return (protection & PROT.W) !== 0;
    if (access === 'fetch' && !this.readExecutes) return (protection & PROT.X) !== 0;
    return protection !== 0;
  }

  /** The first refusal of an access to [address, address + count), byte by byte. */
  firstRefusal(address: number, count: number, access: Access): Signal | null {
    for (let at = address; at < address + count;) {
      const refused = this.refuses(at, access);
      if (refused !== null) return refused;
      at += this.pageBytes - (at % this.pageBytes);
    }
    return null;
  }

  /** The byte at an address that may be read; where the stack would grow to, it is 0. */
  byteAt(address: number): number {
    const page = this.pages.get(Math.floor(address / this.pageBytes));
    if (page === undefined) return 0;
    const offset = address % this.pageBytes;
    if (page.own !== null) return page.own[offset] ?? 0;
    return page.object === null ? 0 : page.object.byteAt(page.index * this.pageBytes + offset);
  }

  /** What a mapped page holds; null: nobody can see it, because it lies behind the end of its file. */
  contentOf(page: Page): Uint8Array | null {
    if (page.own !== null) return page.own;
    if (page.object === null) return new Uint8Array(this.pageBytes);
    return page.object.isBeyondEnd(page.index) ? null : page.object.content(page.index);
  }

  bytesAt(address: number, count: number): Uint8Array {
    return Uint8Array.from({ length: count }, (_, i) => this.byteAt(address + i));
  }

  /** Writes a byte that may be written. */
  setByte(address: number, value: number): void {
    const at = Math.floor(address / this.pageBytes);
    this.grow(at);
    const page = this.pages.get(at);
    if (page === undefined) throw new Error('a byte that may be written is mapped');
    const offset = address % this.pageBytes;
    if (page.object !== null && page.isShared) {
      page.object.setByte(page.index * this.pageBytes + offset, value);
      return;
    }
    if (page.own === null) {
      page.own = this.bytesAt(at * this.pageBytes, this.pageBytes);
    }
    page.own[offset] = value;
  }
}
