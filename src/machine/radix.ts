/**
 * The primitive for things of variable length: sparse arrays from an index to a positive number, as radix trees of
 * nodes in one pool. The pages of a region, the blocks of a file and the elements of a script's array are such
 * arrays. What was never set costs nothing, however long the array is.
 *
 * An array is one number, its handle, kept in a column of its owner: 0 is the empty array, otherwise
 * `root node * 8 + height`. `set` and `clear` answer the new handle. The height is the least that holds the highest
 * index, so that undoing a `set` gives the same handle and the same bytes.
 */
import { Int32Column } from './columns';
import { Rows } from './table';
import type { Store } from './store';

/** Children of a node: 2 ** WIDTH_SHIFT. */
const WIDTH_SHIFT = 6;
const WIDTH = 1 << WIDTH_SHIFT;
/** Numbers of one node: its children, then how many of them are not 0. */
const STRIDE = WIDTH + 1;
/** Greatest height: indexes below 64 ** 7. */
const MAX_HEIGHT = 7;
/** SPANS[level] indexes lie below one child of a node of that level; SPANS[height] is the end of an array's indexes. */
const SPANS = Float64Array.from({ length: MAX_HEIGHT + 2 }, (_, level) => WIDTH ** level);
/** What `set` answers when no node is free; the array is unchanged. */
export const RADIX_FULL = -1;

export class RadixPool {
  private readonly rows: Rows<'radixNode'>;
  private readonly nodes: Int32Column;
  /** Nodes of the way down, while a `clear` works; no state. */
  private readonly path = new Int32Array(MAX_HEIGHT + 1);

  /** @param capacity nodes, node 0 (none) included. */
  constructor(store: Store, name: string, capacity: number) {
    this.rows = new Rows(store, `${name}.node`, capacity);
    this.nodes = new Int32Column(store, `${name}.nodes`, 'state', capacity * STRIDE, 'link');
  }

  /** The value at an index, 0 when none was set. */
  get(handle: number, index: number): number {
    const height = handle & 7;
    if (height === 1) {
      return index < WIDTH ? this.nodes.get((handle >>> 3) * STRIDE + index) : 0;
    }
    if (handle === 0 || index >= span(height)) return 0;
    let node = handle >>> 3;
    for (let level = height - 1; level >= 0; level--) {
      node = this.nodes.get(node * STRIDE + digit(index, level));
      if (node === 0) return 0;
    }
    return node;
  }

  /**
   * Sets the value (not 0) at an index.
   * @returns the new handle, or RADIX_FULL when the pool has no free node: then nothing changed.
   */
  set(handle: number, index: number, value: number): number {
    const before = handle;
    let grown = handle;
    while (grown === 0 || index >= span(grown & 7)) {
      const node = this.rows.add();
      if (node === 0) return this.abandon(before, grown);
      if (grown !== 0) {
        this.nodes.set(node * STRIDE, grown >>> 3);
        this.nodes.set(node * STRIDE + WIDTH, 1);
      } else if (index >= WIDTH) {
        // An empty array gets the height of its first index at once: no chain of left children.
        grown = (node << 3) | heightFor(index);
        break;
      }
      grown = (node << 3) | ((grown & 7) + 1);
    }
    let node = grown >>> 3;
    for (let level = (grown & 7) - 1; level > 0; level--) {
      const at = node * STRIDE + digit(index, level);
      let child = this.nodes.get(at);
      if (child === 0) {
        child = this.rows.add();
        if (child === 0) return this.abandon(before, this.clear(grown, index));
        this.nodes.set(at, child);
        this.count(node, 1);
      }
      node = child;
    }
    const at = node * STRIDE + digit(index, 0);
    if (this.nodes.get(at) === 0) this.count(node, 1);
    this.nodes.set(at, value);
    return grown;
  }

  /** Removes the value at an index (if any) and frees empty nodes. @returns the new handle. */
  clear(handle: number, index: number): number {
    const height = handle & 7;
    if (handle === 0 || index >= span(height)) return handle;
    let node = handle >>> 3;
    let depth = 0;
    for (let level = height - 1; level >= 0; level--) {
      this.path[depth++] = node;
      const child = this.nodes.get(node * STRIDE + digit(index, level));
      if (level === 0) {
        if (child === 0) break;
        this.nodes.set(node * STRIDE + digit(index, 0), 0);
        this.count(node, -1);
      } else if (child === 0) break;
      node = child;
    }
    for (let i = depth - 1; i >= 0; i--) {
      const empty = this.path[i] ?? 0;
      if (this.nodes.get(empty * STRIDE + WIDTH) !== 0) break;
      this.rows.remove(empty);
      if (i === 0) return 0;
      const parent = this.path[i - 1] ?? 0;
      this.nodes.set(parent * STRIDE + digit(index, height - i), 0);
      this.count(parent, -1);
    }
    return this.collapse(handle);
  }

  /** The lowest index that is at least `from` and has a value, or -1. */
  next(handle: number, from: number): number {
    const height = handle & 7;
    if (handle === 0 || from >= span(height)) return -1;
    return this.nextIn(handle >>> 3, height - 1, from);
  }

  /** How many indexes have a value. */
  size(handle: number): number {
    let n = 0;
    for (let i = this.next(handle, 0); i >= 0; i = this.next(handle, i + 1)) n++;
    return n;
  }

  /** Frees all nodes of an array; the values are the caller's. */
  free(handle: number): void {
    if (handle !== 0) this.freeNode(handle >>> 3, (handle & 7) - 1);
  }

  /** Nodes in use. */
  nodesUsed(): number {
    return this.rows.rowCount();
  }

  private nextIn(node: number, level: number, from: number): number {
    const below = span(level);
    const first = Math.floor(from / below);
    for (let i = first; i < WIDTH; i++) {
      const child = this.nodes.get(node * STRIDE + i);
      if (child === 0) continue;
      if (level === 0) return i;
      const found = this.nextIn(child, level - 1, i === first ? from - i * below : 0);
      if (found >= 0) return i * below + found;
    }
    return -1;
  }

  private freeNode(node: number, level: number): void {
    for (let i = 0; i < WIDTH; i++) {
      const child = this.nodes.get(node * STRIDE + i);
      if (child === 0) continue;
      if (level > 0) this.freeNode(child, level - 1);
      this.nodes.set(node * STRIDE + i, 0);
    }
    this.nodes.set(node * STRIDE + WIDTH, 0);
    this.rows.remove(node);
  }

  /** Lowers the root while only its first child is set. */
  private collapse(handle: number): number {
    let node = handle >>> 3;
    let height = handle & 7;
    while (height > 1) {
      const only = this.nodes.get(node * STRIDE);
      if (only === 0 || this.nodes.get(node * STRIDE + WIDTH) !== 1) break;
      this.nodes.set(node * STRIDE, 0);
      this.nodes.set(node * STRIDE + WIDTH, 0);
      this.rows.remove(node);
      node = only;
      height--;
    }
    return (node << 3) | height;
  }

  /** Gives back roots that were added for an index that could not be set. */
  private abandon(before: number, grown: number): number {
    let handle = grown;
    while (handle !== before && handle !== 0) {
      const node = handle >>> 3;
      const only = this.nodes.get(node * STRIDE);
      this.nodes.set(node * STRIDE, 0);
      this.nodes.set(node * STRIDE + WIDTH, 0);
      this.rows.remove(node);
      handle = only === 0 ? 0 : (only << 3) | ((handle & 7) - 1);
    }
    return RADIX_FULL;
  }

  private count(node: number, by: number): void {
    const at = node * STRIDE + WIDTH;
    this.nodes.set(at, this.nodes.get(at) + by);
  }
}

/** The `level`-th digit of an index in base 64, level 0 the lowest. */
function digit(index: number, level: number): number {
  if (index < 0x40000000 && level < 5) return (index >>> (level * WIDTH_SHIFT)) & (WIDTH - 1);
  return Math.floor(index / span(level)) % WIDTH;
}

function span(level: number): number {
  return SPANS[level] ?? Infinity;
}

function heightFor(index: number): number {
  let height = 1;
  while (index >= span(height)) height++;
  return height;
}
