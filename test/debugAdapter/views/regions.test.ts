/** `pagewalk/regions`: what a region is, and what became of it since the stop before. */
import { describe, expect, it } from 'vitest';
import { Viewed } from './viewed';

const SPLIT = `machine { arch = x86-64, memory = 16M }
spawn p
p: a = mmap(0x10000000, 4*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)
p: memset(a, 7, 4*PAGE)
p: mprotect(a + PAGE, PAGE, PROT_READ)
p: munmap(a, PAGE)
say "done"
`;

function plain(viewed: Viewed) {
  const { regions, gone } = viewed.ask('pagewalk/regions', { process: viewed.process('p') });
  const short = ({ start, end, permissions, resident, mark, was }: (typeof regions)[number]) => ({
    ...{ start, end, permissions, resident, mark, was },
  });
  return {
    // The stack lies above.
    regions: regions.filter(({ type }) => type === 'anon').map(short),
    gone: gone.map(short),
  };
}

describe('pagewalk/regions', () => {
  it('shows a region become three, and one of them go', () => {
    const viewed = new Viewed(SPLIT).stopBefore('mprotect');
    expect(plain(viewed).regions).toMatchObject([
      { start: '0x10000000', end: '0x10004000', permissions: 'rw-p', resident: 16384 },
    ]);
    viewed.step();
    const split = plain(viewed);
    expect(split.gone).toEqual([]);
    // One of the three is the old one, with a new size; the two others are new.
    expect(split.regions.map(({ start, end, permissions }) => [start, end, permissions])).toEqual([
      ['0x10000000', '0x10001000', 'rw-p'],
      ['0x10001000', '0x10002000', 'r--p'],
      ['0x10002000', '0x10004000', 'rw-p'],
    ]);
    expect(split.regions.map(({ mark }) => mark).sort()).toEqual(['changed', 'new', 'new']);
    const kept = split.regions.find(({ mark }) => mark === 'changed');
    expect(kept?.was).toMatchObject({ size: 16384, resident: 16384 });
    viewed.step();
    const rest = plain(viewed);
    expect(rest.gone).toMatchObject([
      { start: '0x10000000', end: '0x10001000', permissions: 'rw-p', resident: 4096, mark: 'gone' },
    ]);
    expect(rest.regions.map(({ mark }) => mark)).toEqual([undefined, undefined]);
  });

  it('names files, stacks and heaps as /proc/PID/maps does', () => {
    const viewed = Viewed.example('file-private-and-shared.vms').stopBefore('expect');
    const { processes } = viewed.ask('pagewalk/processes', {});
    const user = processes.find(({ kind }) => kind === 'user')?.process ?? 0;
    const { regions } = viewed.ask('pagewalk/regions', { process: user });
    const file = regions.find(({ type }) => type === 'file');
    expect(file?.label).toMatch(/^\//);
    expect(file?.offset).toBe('0x0');
    expect(regions.at(-1)).toMatchObject({ type: 'stack', label: '[stack]', offset: null });
  });

  it('pages through a long list', () => {
    const viewed = new Viewed(`machine { arch = x86-64, memory = 16M }
spawn p
for i in 0..150 { p: mmap(0x10000000 + 2*i*PAGE, PAGE, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0) = ? }
say "done"
`).stopBefore('say');
    const process = viewed.process('p');
    const first = viewed.ask('pagewalk/regions', { process, count: 1000 });
    // 150 and the stack.
    expect([first.total, first.regions.length]).toEqual([151, 100]);
    const second = viewed.ask('pagewalk/regions', { process, first: 100 });
    expect(second.regions).toHaveLength(51);
    const starts = [...first.regions, ...second.regions].map(({ start }) => Number(start));
    expect(starts.slice(0, 150)).toEqual(
      Array.from({ length: 150 }, (_, i) => 0x10000000 + 2 * i * 4096),
    );
    expect(viewed.ask('pagewalk/regions', { process, first: 500 }).regions).toEqual([]);
  });
});
