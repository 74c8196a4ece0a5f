/**
 * What is remembered of a stop, so that the next one can say what changed: copies of the columns and page tables that
 * the views show. Taken at each stop once somebody looks; about a millisecond with 10,000 regions.
 *
 * It must never hold what an answer does not show: whoever wants to know more goes back in time.
 */
import type { FloatColumn, Int32Column } from '../../machine/columns';
import { FRAME_USE } from '../../engine/vm/vm';
import type { Computer } from '../../program/computer';
import type { Moment } from '../../protocol/answer';
import type { KernelPart, KernelRow } from '../../protocol/kernel';
import type { ProcessRow } from '../../protocol/processes';

type NumberColumn = Int32Column | FloatColumn;

/** Page tables that are remembered at most; of others nothing is marked. */
const MOST_TABLES = 4096;

export class Snapshot {
  private readonly columns = new Map<NumberColumn, Int32Array | Float64Array>();
  private readonly tables = new Map<number, Int32Array>();
  private readonly frameWords: number;
  /** By endpoint. */
  readonly processes: ReadonlyMap<number, ProcessRow>;
  /** Resident pages by region id, as far as they were asked for at that stop. */
  readonly resident = new Map<number, number>();

  /** Lines of the view of the kernel by their ids, as far as they were asked for at that stop. */
  readonly kernel = new Map<KernelPart, ReadonlyMap<string, KernelRow>>();

  /** @param processes the processes as they are shown. */
  constructor(
    computer: Computer,
    readonly at: Moment,
    processes: readonly ProcessRow[],
  ) {
    this.frameWords = computer.ram.frameWords;
    this.processes = new Map(processes.map((row) => [row.process, row]));
    this.copyColumns(computer);
    this.copyTables(computer);
  }

  /** A cell as it was; 0 where the row was free. */
  get(column: NumberColumn, row: number): number {
    return this.columns.get(column)?.[row] ?? 0;
  }

  /** The rows of a column that were remembered: all that were used, row 0 included. */
  rows(column: NumberColumn): number {
    return this.columns.get(column)?.length ?? 0;
  }

  /** A word of a page table as it was; undefined where its frame held none, or is not remembered. */
  tableWord(word: number): number | undefined {
    const frame = Math.floor(word / this.frameWords);
    return this.tables.get(frame)?.[word % this.frameWords];
  }

  private copyColumns(computer: Computer): void {
    const { regions, physBlocks, vmprocs, processes, cpus, tlbs, fdrefs, files, tlbWords } =
      computer;
    for (const table of [regions, physBlocks, vmprocs, processes, cpus, tlbs, fdrefs]) {
      // Rows of VM's process table are the kernel's, which says which are used.
      const rows = (table === vmprocs ? processes : table).lastRow() + 1;
      for (const column of table.fields.values()) {
        this.columns.set(column, column.data.slice(0, rows));
      }
    }
    this.columns.set(tlbWords, tlbWords.data.slice());
    this.columns.set(files.name, files.name.data.slice(0, files.lastRow() + 1));
  }

  private copyTables({ frameUse, ram, kernel, architecture }: Computer): void {
    const uses = frameUse.data;
    for (let frame = 0; frame < uses.length && this.tables.size < MOST_TABLES; frame++) {
      if (uses[frame] === FRAME_USE.TABLE) this.copyTable(ram.data, frame);
    }
    // The kernel's own tables are boot frames, and never change.
    const shared = kernel.kernelTable.get(1);
    for (let i = 0; shared !== 0 && i < architecture.levels.length - 2; i++) {
      this.copyTable(ram.data, shared + i);
    }
  }

  private copyTable(words: Int32Array, frame: number): void {
    const first = frame * this.frameWords;
    this.tables.set(frame, words.slice(first, first + this.frameWords));
  }
}
