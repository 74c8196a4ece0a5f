/** `pagewalk/origin` and `pagewalk/now`: who made a thing what it is, on cow.vms. */
import { describe, expect, it } from 'vitest';
import { Viewed } from './viewed';

const STORE = 'child: store(buf, "HELLO")';

describe('pagewalk/origin', () => {
  it('finds who set an entry: the copy, and before it the fork', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE).step();
    const process = viewed.process('pid 101');
    const origin = viewed.ask('pagewalk/origin', { of: 'entry', process, address: 'buf' });
    expect(origin.about).toMatch(/^PTE for 0x[0-9a-f]+ of pid 101: 0x[0-9a-f]{5}067$/);
    expect(origin.set).toMatchObject({
      kind: 'pte',
      reason: 'the process has a frame of its own now',
      statement: { text: STORE, source: 'cow.vms', line: 29 },
    });
    expect(origin.stack.map((frame) => frame.function)).toEqual(
      expect.arrayContaining(['ptWritemap', 'mapPf', 'handlePagefault', 'doPagefaults', 'vmMain']),
    );
    expect(origin.stack[0]).toMatchObject({
      function: 'ptWritemap',
      file: 'engine/vm/pagetable.ts',
    });
    expect(origin.before).toMatchObject([
      {
        reason: 'made read-only because parent and child share the frame',
        statement: { text: 'parent: child = fork()', line: 21 },
      },
    ]);
    expect(origin.note).toContain('accessed and dirty bits are set by the processor');
    // Who travels there stands just after the entry was written.
    const { set } = origin;
    viewed.go((timeline) => {
      timeline.seek({ step: set?.at.statement ?? 0, event: set?.at.event ?? 0, line: 0 });
    });
    const { steps } = viewed.ask('pagewalk/walk', { process, address: 'buf' });
    // The entry is written, and the retry has not used it yet.
    expect(steps[1]?.bits).toEqual(['P', 'R/W', 'U/S']);
  });

  it('finds who made a table, a region and a frame', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE).step();
    const process = viewed.process('pid 101');
    const entry = viewed.ask('pagewalk/origin', {
      of: 'entry',
      process,
      address: 'buf',
      level: 2,
    });
    expect(entry.set?.reason).toBe('a page table for the page');
    expect(entry.set?.statement?.text).toBe('parent: child = fork()');
    const region = viewed.ask('pagewalk/origin', { of: 'region', process, address: 'buf' });
    expect(region.set?.reason).toBe('created as the copy of a region of the parent');
    const { frame } = viewed.ask('pagewalk/walk', { process, address: 'buf' });
    const copied = viewed.ask('pagewalk/origin', { of: 'frame', address: frame ?? '' });
    expect(copied.set).toMatchObject({
      kind: 'cow',
      reason: 'copied because another mapping has the frame too',
    });
    expect(copied.before[0]?.kind).toBe('frame');
  });

  it('says that nothing happened to what is as it was', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    const process = viewed.process('parent');
    const origin = viewed.ask('pagewalk/origin', { of: 'entry', process, address: '0x10' });
    expect(origin).toMatchObject({ set: null, stack: [], before: [], note: '' });
  });

  it('does not take the life of an earlier process in the slot for its own', () => {
    const viewed = new Viewed(`machine { arch = i386, memory = 16M }
spawn p
for i in 0..300 {
  p: c = fork()
  c: exit(0)
  p: wait4(c, NULL, 0, NULL) = ?
}
p: c = fork()
say "done"
`).stopBefore('say');
    const { processes } = viewed.ask('pagewalk/processes', {});
    const last = processes.at(-1);
    const address = '0xf0000000 - PAGE';
    const process = last?.process ?? 0;
    expect(viewed.ask('pagewalk/origin', { of: 'entry', process, address }).set).toBeNull();
    const region = viewed.ask('pagewalk/origin', { of: 'region', process, address });
    expect(region.set?.at.statement).toBe(viewed.timeline.position.step - 1);
  });

  it('refuses frames that are not there', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    // 16 MiB are 4096 frames.
    expect(viewed.refusal('pagewalk/origin', { of: 'frame', address: '0x1000' })).toBe(
      'there is no frame 0x1000: memory has frames 0 to 0xfff',
    );
    expect(viewed.refusal('pagewalk/origin', { of: 'region', address: '0x1000' })).toContain(
      'the argument process is missing',
    );
  });
});

describe('pagewalk/now', () => {
  it('says between statements what comes next, and what the one before did', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE).step();
    const now = viewed.ask('pagewalk/now', {});
    expect(now).toMatchObject({
      finished: false,
      inside: null,
      statement: { text: 'expect child.faults.cow == 1', line: 30 },
      event: { kind: 'access' },
    });
    expect(now.did).toMatch(/^pid 101: store\(0x[0-9a-f]+, "HELLO"\) = 0$/);
    expect(now.text).toContain('Before statement 13, cow.vms line 30');
    expect(now.memory).toMatchObject({ frames: 4096, frameBytes: 4096, size: '0x1000000' });
  });

  it('says inside a statement in which function of the server it stands', () => {
    const viewed = Viewed.example('cow.vms').stopBefore(STORE);
    viewed.go((timeline) => timeline.stepInto());
    const { inside, statement, text } = viewed.ask('pagewalk/now', {});
    expect(inside?.file).toMatch(/^engine\//);
    expect(statement?.text).toBe(STORE);
    expect(text).toContain(` in ${inside?.function ?? '?'}, `);
  });

  it('knows the beginning and the end', () => {
    const viewed = Viewed.example('cow.vms');
    expect(viewed.ask('pagewalk/now', {})).toMatchObject({ did: '', event: null });
    viewed.go((timeline) => {
      timeline.seek({ step: 1000, event: 0, line: 0 });
    });
    const end = viewed.ask('pagewalk/now', {});
    expect(end).toMatchObject({ finished: true, statement: null, inside: null });
    expect(end.text).toContain('The program has ended.');
  });
});
