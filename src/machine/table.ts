/**
 * Tables: sets of typed columns whose row numbers are the objects' identities. Row 0 is "none". Free rows are a
 * bitmap and the lowest is taken first; a freed row is zeroed, so that equal machines have equal bytes.
 *
 * A table never grows: `add` answers 0 when it is full, and the caller answers ENOMEM.
 */
import { FloatColumn, Int32Column } from './columns';
import type { Meaning, Role, Store } from './store';

declare const rowOf: unique symbol;
/** A row number of table `T`. Rows of different tables cannot be mixed up; a plain number (0: none) fits everywhere. */
export type Row<T extends string> = number & { readonly [rowOf]?: T };

export interface Field<K extends 'i32' | 'f64', V extends number = number> {
  readonly kind: K;
  readonly role: Role;
  readonly meaning: Meaning;
  readonly value?: V;
}

/** A 32-bit integer field. */
export function i32(role: Role = 'state'): Field<'i32'> {
  return { kind: 'i32', role, meaning: 'value' };
}
/** An integer field exact below 2 ** 53. */
export function f64(role: Role = 'state'): Field<'f64'> {
  return { kind: 'f64', role, meaning: 'value' };
}
/** A row of table `T`, 0 for none. */
export function ref<T extends string>(_table: T, role: Role = 'state'): Field<'i32', Row<T>> {
  return { kind: 'i32', role, meaning: 'link' };
}
/** The handle of something that is no row: a sparse array, a slab slot. 0 for none. */
export function handle(role: Role = 'state'): Field<'i32'> {
  return { kind: 'i32', role, meaning: 'link' };
}

type AnyField = Field<'i32'> | Field<'f64'>;
type ColumnOf<N extends string, F> =
  F extends Field<'i32', infer V>
    ? Int32Column<Row<N>, V>
    : F extends Field<'f64', infer V>
      ? FloatColumn<Row<N>, V>
      : never;

export type Table<N extends string, S extends Record<string, AnyField>> = Rows<N> & {
  readonly [K in keyof S]: ColumnOf<N, S[K]>;
};

/** The life of rows: which are used, and their zeroing. */
export class Rows<N extends string> {
  readonly fields = new Map<string, Int32Column | FloatColumn>();
  private readonly ints: Int32Column[] = [];
  private readonly floats: FloatColumn[] = [];
  /** One bit for each row: 1 is used. */
  private readonly used: Int32Column;
  /** One bit for each word of `used`: 1 is full. */
  private readonly full: Int32Column;

  /** @param capacity rows, row 0 included; at least 2. */
  constructor(
    store: Store,
    readonly tableName: string,
    readonly capacity: number,
  ) {
    const words = (capacity + 31) >>> 5;
    this.used = new Int32Column(store, `${tableName}.used`, 'state', words, 'link');
    this.full = new Int32Column(store, `${tableName}.full`, 'state', (words + 31) >>> 5, 'link');
    this.used.set(0, 1);
    for (let row = capacity; row < words << 5; row++) this.setUsed(row);
    for (let word = words; word < this.full.data.length << 5; word++) {
      this.full.set(word >>> 5, this.full.get(word >>> 5) | (1 << (word & 31)));
    }
  }

  /** Only `table` calls this, while the table is put together. */
  addField(name: string, column: Int32Column | FloatColumn): void {
    this.fields.set(name, column);
    if (column instanceof Int32Column) this.ints.push(column);
    else this.floats.push(column);
  }

  /** @returns the lowest free row, zeroed, or 0 when the table is full. */
  add(): Row<N> {
    const full = this.full;
    const summary = full.data.length;
    for (let i = 0; i < summary; i++) {
      const notFull = ~full.get(i);
      if (notFull === 0) continue;
      const word = (i << 5) + lowestBit(notFull);
      const bits = this.used.get(word);
      const row = (word << 5) + lowestBit(~bits);
      this.used.set(word, bits | (1 << (row & 31)));
      if ((bits | (1 << (row & 31))) === -1) full.set(i, full.get(i) | (1 << (word & 31)));
      return row;
    }
    return 0;
  }

  /** Takes a given free row (a process slot that a caller chose). False if it is used or out of range. */
  take(row: Row<N>): boolean {
    if (row <= 0 || row >= this.capacity || this.has(row)) return false;
    this.setUsed(row);
    return true;
  }

  /** Zeroes a used row and makes it free. */
  remove(row: Row<N>): void {
    for (const column of this.ints) column.set(row, 0);
    for (const column of this.floats) column.set(row, 0);
    const word = row >>> 5;
    this.used.set(word, this.used.get(word) & ~(1 << (row & 31)));
    const bits = this.full.get(word >>> 5);
    if ((bits & (1 << (word & 31))) !== 0) this.full.set(word >>> 5, bits & ~(1 << (word & 31)));
  }

  /** Whether a row is used. */
  has(row: number): boolean {
    return row > 0 && row < this.capacity && (this.used.get(row >>> 5) & (1 << (row & 31))) !== 0;
  }

  /** The lowest used row that is at least `from`, or 0: `for (let r = t.nextRow(1); r !== 0; r = t.nextRow(r + 1))`. */
  nextRow(from: number): Row<N> {
    if (from >= this.capacity) return 0;
    let word = from >>> 5;
    let bits = this.used.get(word) & (-1 << (from & 31));
    if (word === 0) bits &= ~1;
    const words = this.used.data.length;
    while (bits === 0) {
      word++;
      if (word >= words) return 0;
      bits = this.used.get(word);
    }
    const row = (word << 5) + lowestBit(bits);
    return row < this.capacity ? row : 0;
  }

  /** The highest used row; 0: none is used. */
  lastRow(): Row<N> {
    for (let word = this.used.data.length - 1; word >= 0; word--) {
      // Row 0 and the bits beyond the last row are marked as used.
      const beyond = this.capacity - (word << 5);
      const bits =
        this.used.get(word) & (beyond < 32 ? 2 ** beyond - 1 : -1) & (word === 0 ? -2 : -1);
      if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits);
    }
    return 0;
  }

  /** How many rows are used (row 0 is not counted). */
  rowCount(): number {
    let n = 0;
    for (let row = this.nextRow(1); row !== 0; row = this.nextRow(row + 1)) n++;
    return n;
  }

  private setUsed(row: number): void {
    const word = row >>> 5;
    const bits = this.used.get(word) | (1 << (row & 31));
    this.used.set(word, bits);
    if (bits === -1) this.full.set(word >>> 5, this.full.get(word >>> 5) | (1 << (word & 31)));
  }
}

/** The number of the lowest 1 bit of a word that is not 0. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/**
 * Makes a table of `capacity` rows (row 0 included) with a column for each field.
 * The columns are properties of the table: `regions.flags.get(row)`.
 *
 * @param path the table's name in messages, when its rows are those of another table (a process's message buffer has
 *   the process's row): then `name` is the other's.
 */
export function table<N extends string, S extends Record<string, AnyField>>(
  store: Store,
  name: N,
  capacity: number,
  fields: S,
  path: string = name,
): Table<N, S> {
  const rows = new Rows<N>(store, path, capacity);
  for (const [key, field] of Object.entries(fields)) {
    if (key in rows) throw new RangeError(`a table cannot have a column called ${key}`);
    const full = `${path}.${key}`;
    const column =
      field.kind === 'i32'
        ? new Int32Column(store, full, field.role, capacity, field.meaning)
        : new FloatColumn(store, full, field.role, capacity);
    rows.addField(key, column);
    Object.assign(rows, { [key]: column });
  }
  return rows as Table<N, S>;
}
