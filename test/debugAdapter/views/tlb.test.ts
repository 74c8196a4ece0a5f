/** `pagewalk/tlb`: sets, order of use, what a step did, and entries that are stale half way through a call. */
import { describe, expect, it } from 'vitest';
import type { TlbBody, TlbEntry, TlbSet } from '../../../src/protocol/tlbs';
import { finish } from '../../../src/timeline/journey';
import { Viewed } from './viewed';

const HEAD = `machine { arch = i386, memory = 16M, tlb = 8/2 }
spawn p
p: a = mmap(0x10000000, 16*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)
`;

function sets({ rows }: TlbBody): readonly TlbSet[] {
  return rows.filter((row) => row.kind === 'set');
}

function entries(body: TlbBody): readonly TlbEntry[] {
  return sets(body).flatMap(({ entries: all }) => all);
}

describe('pagewalk/tlb', () => {
  it('fills sets in turn, and gives up what was used longest ago', () => {
    // 8 entries of 2 ways are 4 sets: pages 0x10000, 0x10004 and 0x10008 all belong to set 0.
    const viewed = new Viewed(`${HEAD}p: store(a, 1)
p: store(a + 4*PAGE, 1)
p: store(a + 8*PAGE, 1)
say "done"
`).stopBefore('store(a + 8*PAGE');
    const full = viewed.ask('pagewalk/tlb', {});
    expect(full.rule).toBe('page number modulo 4');
    expect(sets(full)).toMatchObject([
      {
        set: 0,
        empty: 0,
        entries: [
          { address: '0x10004000', rank: 0, dirty: true, writable: true, name: 'p (pid 100)' },
          { address: '0x10000000', rank: 1 },
        ],
      },
    ]);
    expect(full.rows.at(-1)).toEqual({ kind: 'fold', first: 1, last: 3 });
    expect(full.tlbs).toMatchObject([{ name: 'L1', entries: 8, ways: 2, sets: 4, evictions: 0 }]);
    viewed.step();
    const after = viewed.ask('pagewalk/tlb', {});
    // The new one, the one before, and the one that had to go.
    expect(entries(after)).toMatchObject([
      { address: '0x10008000', rank: 0, mark: 'new' },
      { address: '0x10004000', rank: 1 },
      { address: '0x10000000', mark: 'gone', stale: null },
    ]);
    expect(entries(after)[1]).not.toHaveProperty('mark');
    expect([after.filled, after.changed, after.dropped]).toEqual([1, 0, 1]);
    expect(after.tlbs[0]).toMatchObject({ evictions: 1, mark: 'changed', was: { evictions: 0 } });
  });

  it('shows a clean entry become dirty', () => {
    const viewed = new Viewed(`${HEAD}p: store(a, 1)
p: fork()
p: store(a, 2)
p: munmap(a + 4*PAGE, PAGE)
p: load(a) = ?
p: store(a, 3)
say "done"
`).stopBefore('store(a, 2)');
    viewed.process('p');
    viewed.step();
    expect(entries(viewed.ask('pagewalk/tlb', {}))).toMatchObject([{ dirty: true, mark: 'new' }]);
  });

  it('marks an entry as stale between the write of the page table and its invalidation', () => {
    const viewed = new Viewed(`${HEAD}p: store(a, 1)
p: mprotect(a, PAGE, PROT_READ)
p: load(a) = 1
`).stopBefore('mprotect');
    expect(viewed.ask('pagewalk/tlb', {}).stale).toBe(0);
    let inside: TlbBody;
    do {
      viewed.go((timeline) => timeline.nextEvent());
      inside = viewed.ask('pagewalk/tlb', {});
    } while (inside.stale === 0 && inside.at.event > 0);
    const last = viewed.ask('pagewalk/now', {}).event;
    expect(last?.reason).toBe('rewritten because the protection changed');
    expect(inside.stale).toBe(1);
    expect(entries(inside)).toMatchObject([
      { address: '0x10000000', stale: 'it still allows writing, the page table does not' },
    ]);
    const process = viewed.process('p');
    const { tlbs } = viewed.ask('pagewalk/walk', { process, address: 'a' });
    expect(tlbs[0]?.stale).toBe('it still allows writing, the page table does not');
    viewed.go((timeline) => finish(timeline.travel({ step: 5, event: 0, line: 0 })));
    const behind = viewed.ask('pagewalk/tlb', {});
    expect(behind.stale).toBe(0);
    expect(entries(behind)).toMatchObject([{ address: '0x10000000', mark: 'gone' }]);
  });

  it('has a view for each TLB of each CPU', () => {
    const viewed =
      new Viewed(`machine { arch = x86-64, memory = 16M, cpus = 2, itlb = 4/2, dtlb = 8/8, tlb = [16/4, 64/4] }
spawn p
say "done"
`).stopBefore('say');
    const { tlbs } = viewed.ask('pagewalk/tlb', {});
    expect(tlbs.map(({ cpu, name, entries: count }) => `${cpu} ${name} ${count}`)).toEqual([
      ...['0 L1 code 4', '0 L1 data 8', '0 L2 64'],
      ...['1 L1 code 4', '1 L1 data 8', '1 L2 64'],
    ]);
    expect(viewed.ask('pagewalk/tlb', { tlb: 2 }).rule).toBe('one set: fully associative');
    expect(viewed.refusal('pagewalk/tlb', { tlb: 7 })).toBe(
      'there is no TLB 7: this machine has 1 to 6',
    );
  });

  it('pages through a large TLB in whole sets', () => {
    const viewed = new Viewed(`machine { arch = x86-64, memory = 16M, tlb = 1024/4 }
spawn p
p: a = mmap(NULL, 512*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: memset(a, 1, 512*PAGE)
say "done"
`).stopBefore('say');
    const seen: number[] = [];
    let first: number | null = 0;
    let answers = 0;
    while (first !== null) {
      const body: TlbBody = viewed.ask('pagewalk/tlb', { first });
      for (const row of body.rows) {
        if (row.kind === 'set') seen.push(row.set);
        else for (let set = row.first; set <= row.last; set++) seen.push(set);
      }
      first = body.next;
      answers++;
    }
    expect(answers).toBeGreaterThan(1);
    expect(seen).toEqual(Array.from({ length: 256 }, (_, set) => set));
  });
});
