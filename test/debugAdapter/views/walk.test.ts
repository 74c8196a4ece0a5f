/** `pagewalk/walk`: one address on its way through TLBs and tables, computed by hand from the entries' words. */
import { describe, expect, it } from 'vitest';
import type { AccessOutcome, WalkBody } from '../../../src/protocol/pageTables';
import { Viewed } from './viewed';

const STORE = 'child: store(buf, "HELLO")';

function outcome(walk: WalkBody, access: AccessOutcome['access']): string {
  const found = walk.accesses.find((one) => one.access === access);
  return `${found?.code ?? ''} ${found?.text ?? ''}`.trim();
}

describe('pagewalk/walk', () => {
  it('goes down two levels of i386', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    const process = viewed.process('pid 101');
    const walk = viewed.ask('pagewalk/walk', { process, address: 'buf + 5' });
    const address = Number(walk.address);
    expect(address % 4096).toBe(5);
    // SDM 3A figure 4-2: 10 bits directory, 10 bits table, 12 bits offset.
    expect(walk.fields).toEqual([
      { name: 'directory', bits: '31–22', value: `0x${(address >>> 22).toString(16)}` },
      { name: 'table', bits: '21–12', value: `0x${((address >>> 12) & 1023).toString(16)}` },
      { name: 'offset', bits: '11–0', value: '0x5' },
    ]);
    const [pde, pte, ...more] = walk.steps;
    expect(more).toEqual([]);
    expect(Number(pde?.place)).toBe(Number(pde?.table) + (address >>> 22) * 4);
    expect(Number(pte?.table)).toBe(Number(pde?.word) & ~0xfff);
    expect(Number(pte?.place)).toBe(Number(pte?.table) + ((address >>> 12) & 1023) * 4);
    expect([pde?.outcome, pte?.outcome]).toEqual(['table', 'page']);
    expect(pte?.bits).toEqual(['P', 'U/S']);
    expect(Number(walk.physical)).toBe((Number(pte?.word) & ~0xfff) + 5);
    expect(walk.rights).toEqual({ user: true, writable: false, executable: true });
    // A write in user mode to a present page: SDM 3A 4.7, P 1 + W 2 + U 4.
    expect(outcome(walk, 'store')).toBe(
      '0x7 page fault: the entry does not allow it; VM copies the frame (copy-on-write)',
    );
    expect(outcome(walk, 'load')).toBe('allowed');
  });

  it('marks the entry that the last step changed', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    const process = viewed.process('pid 101');
    const before = viewed.ask('pagewalk/walk', { process, address: 'buf' });
    viewed.step();
    const after = viewed.ask('pagewalk/walk', { process, address: 'buf' });
    expect(after.steps[1]?.was).toBe(before.steps[1]?.word);
    expect(after.tlbs).toEqual([
      // 64 entries of 4 ways are 16 sets.
      {
        tlb: 'CPU 0, L1',
        set: Math.floor(Number(after.address) / 4096) % 16,
        hit: true,
        frame: after.frame,
        stale: null,
      },
    ]);
  });

  it('says what a touch of nothing would do', () => {
    const viewed = Viewed.example('cow.vms').stopBefore('store(buf, "hello")');
    const process = viewed.process('parent');
    const mapped = viewed.ask('pagewalk/walk', { process, address: 'buf' });
    expect(mapped).toMatchObject({ physical: null, frame: null, rights: null });
    expect(mapped.steps.map(({ outcome: how }) => how)).toEqual(['not present']);
    // A write in user mode to an absent page: W 2 + U 4.
    expect(outcome(mapped, 'store')).toBe(
      '0x6 page fault: no entry on the way is present for it; VM makes the page present',
    );
    expect(mapped.region).toContain('rw-p');
    const nowhere = viewed.ask('pagewalk/walk', { process, address: '0x10' });
    expect(outcome(nowhere, 'load')).toBe(
      '0x4 page fault: no entry on the way is present for it; no region is there: SIGSEGV',
    );
    const stack = viewed.ask('pagewalk/walk', { process, address: 'parent.stack.start' });
    expect(stack.region).toContain('[stack]');
  });

  it('ends at a large page, and at addresses that are not canonical', () => {
    const viewed = new Viewed(`machine { arch = x86-64, memory = 16M }
spawn p
p: a = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(a, 1)
say "done"
`).stopBefore('say');
    const process = viewed.process('p');
    const kernel = viewed.ask('pagewalk/walk', { process, address: '0xffffffff80400123' });
    expect(kernel.steps.map(({ entry, outcome: how }) => [entry, how])).toEqual([
      ['PML4E', 'table'],
      ['PDPTE', 'table'],
      ['PDE', 'large page'],
    ]);
    // The kernel's 4 MiB begin at physical address 0.
    expect(kernel.physical).toBe('0x123');
    expect(kernel.rights?.user).toBe(false);
    expect(outcome(kernel, 'load')).toContain('0x5 page fault: the entry does not allow it');
    const hole = viewed.ask('pagewalk/walk', { process, address: '0x800000000000' });
    expect([hole.translatable, hole.steps]).toEqual([false, []]);
    const user = viewed.ask('pagewalk/walk', { process, address: 'a' });
    // Bit 63 is set in its entry: a fetch would fault (P 1 + U 4 + I/D 16).
    expect(outcome(user, 'fetch')).toContain('0x15 page fault: the entry does not allow it');
    expect(user.steps).toHaveLength(4);
  });

  it('explains what is wrong with an expression', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    const process = viewed.process('parent');
    expect(viewed.refusal('pagewalk/walk', { process, address: 'buf +' })).toContain('column');
    expect(viewed.refusal('pagewalk/walk', { process, address: 'frames' })).toContain('frames: ');
    expect(viewed.refusal('pagewalk/walk', { process, address: 'buf', cpu: 1 })).toBe(
      'there is no CPU 1: this machine has 1',
    );
  });
});
