/** `pagewalk/kernel`: numbers that the scripts determine, and what changed of them. */
import { describe, expect, it } from 'vitest';
import { KERNEL_PARTS, type KernelPart, type KernelRow } from '../../../src/protocol/kernel';
import { Viewed } from './viewed';

function row(viewed: Viewed, part: KernelPart, label: string): KernelRow | undefined {
  const { window } = viewed.ask('pagewalk/kernel', { part });
  return window?.rows.find((one) => one.label === label);
}

describe('pagewalk/kernel', () => {
  it('lists its parts without any of them open', () => {
    const viewed = Viewed.example('cow.vms').stopBefore('child = fork()');
    const { parts, window } = viewed.ask('pagewalk/kernel', {});
    expect(window).toBeNull();
    expect(parts.map(({ part }) => part)).toEqual(KERNEL_PARTS);
    expect(parts.every(({ changed }) => changed === 0)).toBe(true);
  });

  it('counts copied frames, and marks what a copy changed', () => {
    const viewed = Viewed.example('cow.vms').stopBefore('child: store(buf, "HELLO")');
    expect(row(viewed, 'counters', 'copied frames')?.value).toBe('0');
    const free = Number(row(viewed, 'globals', 'free frames')?.value.replace(',', ''));
    row(viewed, 'frames', 'memory of processes');
    viewed.step();
    expect(row(viewed, 'counters', 'copied frames')).toMatchObject({
      value: '1',
      mark: 'changed',
      was: { value: '0' },
    });
    // One frame was taken, for the copy.
    const now = row(viewed, 'globals', 'free frames');
    expect(Number(now?.value.replace(',', ''))).toBe(free - 1);
    expect(row(viewed, 'globals', 'physical memory')).toMatchObject({ value: '4,096' });
    expect(row(viewed, 'globals', 'physical memory')).not.toHaveProperty('mark');
    const { parts } = viewed.ask('pagewalk/kernel', {});
    expect(parts.find(({ part }) => part === 'counters')?.changed).toBeGreaterThan(0);
  });

  it('shows frames by use, all of them once', () => {
    const viewed = Viewed.example('cow.vms').stopBefore('child: store(buf, "HELLO")');
    const rows = viewed.ask('pagewalk/kernel', { part: 'frames' }).window?.rows ?? [];
    const counts = rows.map(({ value }) => Number(value.split(' ')[0]?.replace(',', '')));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4096);
    // A root and one table in each of the two processes.
    expect(row(viewed, 'frames', 'page tables')?.value).toBe('4 frames');
    // Two pages, shared.
    expect(row(viewed, 'frames', 'memory of processes')?.value).toBe('2 frames');
  });

  it('shows files, the page cache, and the disk at work', () => {
    const viewed = new Viewed(`machine { arch = i386, memory = 16M }
file "/data" { size = 10K, fill = "x" }
spawn p
p: fd = open("/data", O_RDONLY)
p: a = mmap(NULL, 2*PAGE, PROT_READ, MAP_PRIVATE, fd, 0)
p: load(a) = ?
say "done"
`).stopBefore('load');
    expect(row(viewed, 'files', '/data')?.value).toBe('10240 bytes');
    expect(viewed.ask('pagewalk/kernel', { part: 'cache' }).window?.total).toBe(0);
    viewed.step();
    expect(row(viewed, 'cache', '/data')).toMatchObject({ value: '1 page', mark: 'new' });
    expect(row(viewed, 'counters', 'disk reads')).toMatchObject({ value: '1' });
    expect(viewed.ask('pagewalk/kernel', { part: 'requests' }).window?.total).toBe(0);
  });

  it('shows a message in its sender’s row: sent, worked on, answered', () => {
    const viewed = Viewed.example('cow.vms').stopBefore('child = fork()');
    const seen = new Set<string>();
    const statement = viewed.timeline.position.step;
    while (viewed.timeline.position.step === statement) {
      viewed.go((timeline) => timeline.nextEvent());
      seen.add(row(viewed, 'messages', 'parent (pid 100)')?.value ?? '');
    }
    expect(seen).toContain('PM_FORK: in the queue of pm');
    expect(seen).toContain('PM_FORK: pm works on it');
    expect(seen).toContain('PM_FORK: answered 101');
    const pm = row(viewed, 'messages', 'pm');
    expect(pm?.value).toContain('VM_FORK');
    expect(pm?.details).toContainEqual({ label: 'slot', value: '13' });
  });
});
