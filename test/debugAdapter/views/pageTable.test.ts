/**
 * `pagewalk/pageTable` and `pagewalk/pages` on cow.vms (i386: two levels of 1024 entries of 4 bytes; entry bits of SDM 3A
 * tables 4-5 and 4-6: P 1, R/W 2, U/S 4, A 0x20, D 0x40, PS 0x80, G 0x100; the frame from bit 12).
 */
import { describe, expect, it } from 'vitest';
import type { EntryRow, PageTableBody } from '../../../src/protocol/pageTables';
import { Viewed } from './viewed';

const FORK = 'child = fork()';
const STORE = 'child: store(buf, "HELLO")';

function entries({ rows }: PageTableBody): readonly EntryRow[] {
  return rows.filter((row) => row.kind === 'entry');
}

/** The entry for an expression's page in the last level. */
function entryOf(viewed: Viewed, process: number, expression: string): EntryRow | undefined {
  const { address } = viewed.ask('pagewalk/walk', { process, address: expression });
  const table = viewed.ask('pagewalk/pageTable', { process, address: expression });
  return entries(table).find((entry) => BigInt(entry.address) === BigInt(address));
}

/** The frame number in an i386 entry. */
function frameOf(entry: EntryRow | undefined): number {
  return Number(entry?.word) >>> 12;
}

function bitsOf(entry: EntryRow | undefined): number {
  return Number(entry?.word) & 0xfff;
}

describe('pagewalk/pageTable', () => {
  it('shows two processes that share a frame read-only after fork', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(FORK);
    const parent = viewed.process('parent');
    const alone = entryOf(viewed, parent, 'buf');
    // Written before: present, writable, user, accessed, dirty.
    expect(bitsOf(alone)).toBe(0x67);
    expect(alone).toMatchObject({ references: 1, note: '', region: 'rw-p anon', leads: 'page' });
    viewed.step();
    const child = viewed.process('pid 101');
    const of = [entryOf(viewed, parent, 'buf'), entryOf(viewed, child, 'buf')] as const;
    expect(frameOf(of[1])).toBe(frameOf(of[0]));
    expect(frameOf(of[0])).toBe(frameOf(alone));
    // The parent's keeps what the processor recorded; the child has used nothing yet.
    expect(of.map(bitsOf)).toEqual([0x65, 0x05]);
    expect(of.map((entry) => entry?.references)).toEqual([2, 2]);
    expect(of.map((entry) => entry?.note)).toEqual(['copy-on-write', 'copy-on-write']);
    expect(of[0]).toMatchObject({ mark: 'changed', was: { word: alone?.word } });
    expect(of[1]?.mark).toBe('new');
  });

  it('shows the child elsewhere and writable after its store, beside the parent', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    const [parent, child] = [viewed.process('parent'), viewed.process('pid 101')];
    const shared = entryOf(viewed, child, 'buf');
    viewed.step();
    const copied = entryOf(viewed, child, 'buf');
    expect(bitsOf(copied)).toBe(0x67);
    expect(frameOf(copied)).not.toBe(frameOf(shared));
    expect(copied).toMatchObject({
      mark: 'changed',
      was: { word: shared?.word, bits: 'P U/S', frame: shared?.frame },
      bits: ['P', 'R/W', 'U/S', 'A', 'D'],
    });
    // The parent's word stays, but nobody else has the frame now.
    const left = entryOf(viewed, parent, 'buf');
    expect(left).toMatchObject({ references: 1, mark: 'changed', was: { references: 2 } });
    expect(left?.note).toBe('the next write makes it writable');
    const beside = viewed.ask('pagewalk/pageTable', {
      process: child,
      address: 'buf',
      beside: parent,
    });
    // buf was written, buf + PAGE is still shared.
    const frames = entries(beside).map((entry) => [entry.frame, entry.beside]);
    expect(frames).toEqual([
      [copied?.frame, shared?.frame],
      [frames[1]?.[0], frames[1]?.[0]],
    ]);
  });

  it('folds what is not present, at the edges of regions', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    const process = viewed.process('parent');
    const { rows, next, form, table } = viewed.ask('pagewalk/pageTable', { process, level: 2 });
    expect(next).toBeNull();
    expect(form.levels.map(({ table: name }) => name)).toEqual(['page directory', 'page table']);
    // Every entry of the directory is in one row, in order.
    let index = 0;
    for (const row of rows) {
      const [first, last] = row.kind === 'fold' ? [row.first, row.last] : [row.index, row.index];
      expect(first).toBe(index);
      index = last + 1;
    }
    expect(index).toBe(1024);
    // The stack was never touched, and lies below the end of user space (0xf0000000, directory entry 0x3c0).
    expect(rows).toContainEqual({
      kind: 'fold',
      first: 0x3bf,
      last: 0x3bf,
      region: 'rw-p [stack]',
    });
    // The kernel is one 4 MiB page at 0xf0400000: P, R/W, PS and G, and not for users.
    const kernel = rows.find((row) => row.kind === 'entry' && row.note === 'kernel');
    expect(kernel).toMatchObject({
      index: 0x3c1,
      address: '0xf0400000',
      word: '0x00000183',
      bits: ['P', 'R/W', 'PS', 'G'],
      leads: 'large page',
      place: `0x${(Number(table) + 0x3c1 * 4).toString(16)}`,
    });
  });

  it('shows what an unmapping took away, and the table that went with it', () => {
    const viewed = new Viewed(`machine { arch = i386, memory = 16M }
spawn p
p: a = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(a, 1)
p: munmap(a, PAGE)
say "done"
`).stopBefore('munmap');
    const process = viewed.process('p');
    const before = entryOf(viewed, process, 'a');
    viewed.step();
    const body = viewed.ask('pagewalk/pageTable', { process, address: 'a' });
    expect(body.table).toBeNull();
    expect(entries(body)).toMatchObject([
      { mark: 'gone', word: '0x00000000', bits: [], frame: null, was: { word: before?.word } },
    ]);
  });

  it('decodes the bits of x86-64, with the upper half of the root at canonical addresses', () => {
    const viewed = new Viewed(`machine { arch = x86-64, memory = 16M }
spawn p
p: a = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(a, 1)
say "done"
`).stopBefore('say');
    const process = viewed.process('p');
    const { form, rows } = viewed.ask('pagewalk/pageTable', { process, level: 4 });
    expect(form.levels.map(({ entry }) => entry)).toEqual(['PML4E', 'PDPTE', 'PDE', 'PTE']);
    expect(form.levels.at(-1)?.bits.map(({ name, bit }) => `${name} ${bit}`)).toEqual([
      ...['P 0', 'R/W 1', 'U/S 2', 'PWT 3', 'PCD 4', 'A 5', 'D 6', 'PAT 7', 'G 8', 'AVL 9'],
      ...['frame 12', 'XD 63'],
    ]);
    // The kernel has 4 MiB from 0xffffffff80400000: the last entry of the root.
    expect(rows.at(-1)).toMatchObject({ index: 511, address: '0xffffff8000000000' });
    // A page that may not be executed has bit 63 set; all bits are in a string of 16 digits.
    const entry = entryOf(viewed, process, 'a');
    expect(entry?.bits).toEqual(['P', 'R/W', 'U/S', 'A', 'D', 'XD']);
    expect(entry?.word).toMatch(/^0x8[0-9a-f]{15}$/);
  });

  it('shows the blackboard machine in the words of its script', () => {
    const viewed = new Viewed(`machine {
  arch = custom { address = 14, page = 64, levels = [4, 4], entry = 4 }
  memory = 8K
}
spawn p
p: a = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(a, 1)
say "done"
`).stopBefore('say');
    const process = viewed.process('p');
    const { form } = viewed.ask('pagewalk/pageTable', { process, address: 'a' });
    expect(form.levels.map(({ table, entries: count }) => [table, count])).toEqual([
      ['level 2 table', 16],
      ['level 1 table', 16],
    ]);
    // Bits 0 to 4 are P, W, U, A and D; the frame stands above.
    const entry = entryOf(viewed, process, 'a');
    expect(Number(entry?.word) & 0x1f).toBe(0x1f);
    expect(Number(entry?.frame)).toBe(Number(entry?.word) >>> 5);
  });

  it('says which entries keep their frame though nobody may use them', () => {
    const viewed = new Viewed(`machine { arch = i386, memory = 16M }
spawn p
p: a = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(a, 1)
p: mprotect(a, PAGE, PROT_NONE)
say "done"
`).stopBefore('say');
    const entry = entryOf(viewed, viewed.process('p'), 'a');
    expect(entry).toMatchObject({ leads: 'nothing', note: 'kept, not present: nobody may use it' });
    expect(entry?.bits).not.toContain('P');
  });

  it('refuses what is not there, and says what is', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    const process = viewed.process('parent');
    expect(viewed.refusal('pagewalk/pageTable', { process, level: 3 })).toBe(
      'i386 has 2 levels of page tables',
    );
    expect(viewed.refusal('pagewalk/pageTable', { process: 999999 })).toContain(
      'this process is gone',
    );
    expect(viewed.refusal('pagewalk/pageTable', { process, address: 'nothing' })).toContain(
      'nothing',
    );
    expect(viewed.refusal('pagewalk/pageTable', { process, address: '0x100000000' })).toBe(
      '0x100000000 is 0x100000000, and addresses have 32 bits',
    );
  });
});

describe('pagewalk/pages', () => {
  it('shows the pages with frames, the others in runs, and what changed', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    const process = viewed.process('pid 101');
    viewed.step();
    const { region, pages, next } = viewed.ask('pagewalk/pages', { process, address: 'buf + 1' });
    expect(region).toMatchObject({ permissions: 'rw-p', size: 8192, resident: 8192 });
    expect(pages).toMatchObject([
      { kind: 'page', mark: 'changed', references: 1, bits: ['P', 'R/W', 'U/S', 'A', 'D'] },
      { kind: 'page', references: 2, note: 'copy-on-write' },
    ]);
    expect(pages[1]).not.toHaveProperty('mark');
    expect(next).toBeNull();
  });

  it('folds a large region that was touched in one place', () => {
    const viewed = new Viewed(`machine { arch = x86-64, memory = 16M }
spawn p
p: a = mmap(NULL, 1G, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0)
p: store(a + 512M, 1)
say "done"
`).stopBefore('say');
    const process = viewed.process('p');
    const { pages } = viewed.ask('pagewalk/pages', { process, address: 'a' });
    // 1 GiB are 262,144 pages: one in the middle, 131,072 before it and 131,071 behind.
    expect(pages).toMatchObject([
      { kind: 'fold', pages: 131072 },
      { kind: 'page' },
      { kind: 'fold', pages: 131071 },
    ]);
  });

  it('says where there is no region', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    const process = viewed.process('parent');
    expect(viewed.refusal('pagewalk/pages', { process, address: '0x10' })).toBe(
      'parent (pid 100) has no region at 0x10',
    );
  });
});
