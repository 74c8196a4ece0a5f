/** What can be asked of the machine (docs/language.md, "What can be asked"), on states that are worked out by hand. */
import { describe, expect, it } from 'vitest';
import { x86_64 } from '../../src/arch/architecture';
import { custom, isFinding } from '../../src/arch/customArchitecture';
import { ask, count, family, PRIVATE, READ_WRITE, SHARED } from './ask';
import { expression, field, fn, not, op, part, ProgramBuilder, value, type Short } from './builder';

describe('a process', () => {
  const [run, b] = family();
  const p = (...names: [string, ...string[]]) => ask(run, field(b.v('p'), ...names));
  const c = (...names: [string, ...string[]]) => ask(run, field(b.v('c'), ...names));

  it('has its identity', () => {
    expect([p('pid'), c('pid'), p('uid'), c('uid'), p('cpu')]).toEqual([
      '100',
      '101',
      '7',
      '7',
      '0',
    ]);
    expect(c('parent')).toBe('p (pid 100)');
    expect([p('state'), c('state'), c('alive')]).toEqual(['"ready"', '"running"', '1']);
    expect(p('killed')).toBe('0');
    expect(p('exit')).toBe('process 100 has not exited');
    expect(p('name')).toBe('"p"');
  });

  it('has sizes in bytes', () => {
    // Resident: two pages each, of which the second is still shared.
    expect([p('rss'), c('rss')]).toEqual(['8192', '8192']);
    expect([p('uss'), p('pss'), c('uss'), c('pss')]).toEqual(['4096', '6144', '4096', '6144']);
    // i386: the directory, and one table for the first 4 MiB.
    expect([p('tables'), c('tables')]).toEqual(['2', '2']);
  });

  it('counts its faults by cause', () => {
    expect([p('faults', 'zero'), p('faults', 'cow'), p('faults', 'number')]).toEqual([
      '2',
      '0',
      '2',
    ]);
    expect([c('faults', 'zero'), c('faults', 'cow'), c('faults', 'number')]).toEqual([
      '0',
      '1',
      '1',
    ]);
    expect([c('faults', 'minor'), c('faults', 'major'), c('faults', 'denied')]).toEqual([
      '1',
      '0',
      '0',
    ]);
  });

  it('counts all that were served as a number', () => {
    const faults = field(b.v('c'), 'faults');
    expect(ask(run, faults)).toBe('1');
    expect(ask(run, op('+', faults, 1))).toBe('2');
    expect([ask(run, op('==', faults, 1)), ask(run, op('==', 1, faults))]).toEqual(['1', '1']);
    expect(ask(run, op('==', faults, field(b.v('p'), 'faults')))).toBe('0');
    expect(ask(run, op('==', faults, field(b.v('c'), 'faults', 'cow')))).toBe('1');
    expect(ask(run, fn('max', faults, field(b.v('p'), 'faults')))).toBe('2');
  });

  it('has regions, a stack, and no heap before brk', () => {
    expect(ask(run, count(field(b.v('p'), 'regions')))).toBe('2');
    expect(p('stack', 'type')).toBe('"stack"');
    expect(p('stack', 'end')).toBe(p('sp'));
    expect(p('unknown')).toBe('a process has no field unknown');
  });
});

describe('regions, entries, frames', () => {
  const [run, b] = family();
  const region = (address: Short, name: string) =>
    ask(run, field(fn('region', b.v('p'), address), name));
  const pte = (who: string, address: number, name: string, ...level: number[]) =>
    ask(run, field(fn('pte', b.v(who), address, ...level), name));
  const frame = (who: string, address: number, name: string) =>
    ask(run, field(fn('frame', b.v(who), address), name));

  it('a region tells its range, rights and residency', () => {
    expect([region(0x11234, 'start'), region(0x11234, 'end')]).toEqual(['65536', '77824']);
    expect([region(0x11234, 'size'), region(0x11234, 'rss')]).toEqual(['12288', '8192']);
    expect([region(0x10000, 'perm'), region(0x10000, 'type')]).toEqual(['"rw-p"', '"anon"']);
    expect(region(0x10000, 'file')).toBe('the region at 0x10000 maps no file');
    expect(region(0x5000, 'start')).toBe('no region of process 100 holds 0x5000');
    expect([
      ask(run, fn('mapped', b.v('p'), 0x12fff)),
      ask(run, fn('mapped', b.v('p'), 0x13000)),
    ]).toEqual(['1', '0']);
    expect([
      ask(run, fn('resident', b.v('p'), 0x11000)),
      ask(run, fn('resident', b.v('p'), 0x12000)),
    ]).toEqual(['1', '0']);
  });

  it('an entry is decoded as the manual says (SDM 3A, table 4-6)', () => {
    // The child wrote the first page: it has a frame of its own. The second is read-only in both.
    expect([pte('c', 0x10000, 'writable'), pte('c', 0x11000, 'writable')]).toEqual(['1', '0']);
    expect([pte('p', 0x11000, 'writable'), pte('p', 0x11000, 'user')]).toEqual(['0', '1']);
    expect([pte('c', 0x10000, 'dirty'), pte('c', 0x10000, 'accessed')]).toEqual(['1', '1']);
    expect([pte('c', 0x12000, 'present'), pte('c', 0x10000, 'index')]).toEqual(['0', '16']);
    expect(pte('c', 0x12000, 'writable')).toBe(
      'the entry of level 1 for 0x12000 of process 101 is not present',
    );
    expect([pte('c', 0x10000, 'present', 2), pte('c', 0x400000, 'present', 2)]).toEqual(['1', '0']);
    expect(pte('c', 0x400000, 'word')).toBe('process 101 has no table of level 1 for 0x400000');
    expect(pte('c', 0x10000, 'present', 3)).toBe(
      'there is no level 3: the page tables have 2, of which 1 is the last',
    );
    const word = Number(pte('c', 0x10000, 'word'));
    // P, R/W, U/S, A, D, and the frame from bit 12 on.
    expect(word & 0xfff).toBe(0x67);
    expect(pte('c', 0x10000, 'frame')).toBe(`frame ${String(word >>> 12)}`);
  });

  it('frames are the same or not, and know who maps them', () => {
    const same = (address: number) =>
      ask(run, op('==', fn('frame', b.v('p'), address), fn('frame', b.v('c'), address)));
    expect([same(0x10000), same(0x11000)]).toEqual(['0', '1']);
    expect([frame('p', 0x10000, 'refs'), frame('p', 0x11000, 'refs')]).toEqual(['1', '2']);
    expect(frame('p', 0x10000, 'kind')).toBe('"anon"');
    expect(same(0x12000)).toBe('no frame is mapped at 0x12000 of process 100');
    expect(ask(run, fn('frame', 100_000))).toBe('there is no frame 100000: the memory has 1024');
    expect(ask(run, field(fn('frame', 0), 'kind'))).toBe('"kernel"');
  });

  it('frames as a list', () => {
    const anon = count(part('frames'), op('==', field(null, 'kind'), b.text('anon')));
    // Three pages: two of the parent, one copy.
    expect(ask(run, anon)).toBe('3');
    expect(ask(run, count(part('frames')))).toBe('1024');
    expect(ask(run, field(part('frames'), 'total'))).toBe('1024');
    const free = count(part('frames'), op('==', field(null, 'kind'), b.text('free')));
    expect(ask(run, op('==', free, field(part('frames'), 'free')))).toBe('1');
    const largest = field(part('frames'), 'largest');
    expect(ask(run, op('<=', largest, field(part('frames'), 'free')))).toBe('1');
    expect(ask(run, field(part('frames'), 'copied'))).toBe('1');
  });
});

describe('the TLB', () => {
  const [run, b] = family();

  it('holds what the CPU’s current address space used last', () => {
    const tlb = (who: string, address: number, name: string) =>
      ask(run, field(fn('tlb', b.v(who), address), name));
    expect([tlb('c', 0x10000, 'valid'), tlb('c', 0x11000, 'valid')]).toEqual(['1', '0']);
    expect(tlb('p', 0x10000, 'valid')).toBe('0');
    expect([tlb('c', 0x10000, 'writable'), tlb('c', 0x10000, 'dirty')]).toEqual(['1', '1']);
    expect([tlb('c', 0x10000, 'stale'), tlb('c', 0x10000, 'frame')]).toEqual([
      '0',
      ask(run, fn('frame', b.v('c'), 0x10000)),
    ]);
    expect(tlb('c', 0x11000, 'dirty')).toBe(
      'the TLB of CPU 0 has no entry for 0x11000 of process 101',
    );
  });

  it('counts', () => {
    // Three stores, each missed, faulted, missed again and was filled.
    expect(ask(run, field(part('tlb'), 'fills'))).toBe('3');
    expect(
      ask(run, op('==', field(part('tlb'), 'fills'), field(fn('cpu', 0), 'tlb', 'fills'))),
    ).toBe('1');
    expect(ask(run, field(part('itlb'), 'hits'))).toBe(
      'this machine has no itlb: see tlb, itlb and dtlb in `machine`',
    );
    expect(ask(run, field(fn('cpu', 0), 'process'))).toBe('pid 101');
    expect(ask(run, fn('cpu', 1))).toBe('there is no CPU 1: this machine has 1, from 0 on');
  });
});

describe('files', () => {
  it('are read without effect, from the cache and from the disk', () => {
    const b = new ProgramBuilder().file('/f', 10_000, 'abc').spawn('p');
    const path = b.path('/f');
    b.call('p', 'openat', [-100, path, 2], { target: 'fd' })
      .call('p', 'write', [b.v('fd'), b.text('XYZ'), 3], { outcome: value(3) })
      .call('p', 'mmap', [0x10000, 4096, 1, 2, b.v('fd'), 4096])
      .call('p', 'load', [0x10000], { outcome: value(b.text('b')) });
    const run = b.run();
    expect(run.failures).toEqual([]);
    const of = (name: string) => ask(run, field(fn('file', path), name));
    expect([of('size'), of('cached'), of('dirty')]).toEqual(['10000', '2', '1']);
    expect([ask(run, fn('peek', path, 0, 5)), ask(run, fn('ondisk', path, 0, 5))]).toEqual([
      '"XYZab"',
      '"abcab"',
    ]);
    // 9999 = 3 * 3333: the last byte is again the first of the pattern.
    expect(ask(run, fn('peek', path, 9999, 10))).toBe('"a"');
    expect(ask(run, field(fn('region', b.v('p'), 0x10000), 'file'))).toBe('"/f"');
    expect(ask(run, field(fn('region', b.v('p'), 0x10000), 'offset'))).toBe('4096');
    expect(ask(run, fn('file', b.text('/g')))).toBe('there is no file /g');
  });

  it('peek at memory sees pages that were never touched', () => {
    const b = new ProgramBuilder().file('/f', 5000, 'abc').spawn('p');
    b.call('p', 'openat', [-100, b.path('/f'), 0], { target: 'fd' })
      .call('p', 'mmap', [0x10000, 8192, READ_WRITE, 2, b.v('fd'), 0])
      .call('p', 'mmap', [0x20000, 4096, READ_WRITE, PRIVATE, -1, 0])
      .call('p', 'mmap', [0x30000, 4096, READ_WRITE, SHARED, -1, 0])
      .call('p', 'fork', [], { target: 'c' })
      .call('c', 'store', [0x30000, 0x77]);
    const run = b.run();
    expect(run.failures).toEqual([]);
    // Byte 4096 is the 1366th pattern's second: 4096 = 3 * 1365 + 1.
    expect(ask(run, fn('peek', b.v('p'), 0x11000, 2))).toBe('"bc"');
    expect(ask(run, fn('peek', b.v('p'), 0x10000 + 4999, 3))).toBe('"b\\0\\0"');
    expect(ask(run, op('==', fn('peek', b.v('p'), 0x20000, 8), 0))).toBe('1');
    expect(ask(run, fn('peek', b.v('p'), 0x30000))).toBe('"w"');
    expect(ask(run, fn('peek', b.v('p'), 0x40000))).toBe('no region of process 100 holds 0x40000');
  });
});

describe('expressions', () => {
  const [run, b] = family();

  it('a name that is not bound yet is unavailable', () => {
    expect(ask(run, b.v('later'))).toBe('later has no value yet');
  });

  it('and, or and not look only as far as they must', () => {
    const wrong = b.v('later');
    expect(ask(run, op('&&', 0, wrong))).toBe('0');
    expect(ask(run, op('||', 2, wrong))).toBe('1');
    expect(ask(run, op('&&', 1, wrong))).toBe('later has no value yet');
    expect(ask(run, not(expression(5)))).toBe('0');
  });

  it('are sound, and know the machine', () => {
    expect([ask(run, part('sound')), ask(run, part('seed'))]).toEqual(['1', '1']);
    expect(ask(run, part('hash'))).toBe(`"${run.machine.hash.all()}"`);
    expect(ask(run, part('now'))).toBe(String(run.machine.trace.now));
  });

  it('the blackboard machine has the same fields', () => {
    const architecture = custom({ address: 14, page: 64, levels: [4, 4], entry: 4 });
    if (isFinding(architecture)) throw new Error('the shape of docs/language.md is possible');
    const builder = new ProgramBuilder({ architecture, memory: 4096 }).spawn('p');
    builder
      .call('p', 'mmap', [0x400, 64, READ_WRITE, PRIVATE | 0x10, -1, 0])
      .call('p', 'store', [0x410, 9]);
    const board = builder.run();
    expect(board.failures).toEqual([]);
    expect(ask(board, field(builder.v('p'), 'rss'))).toBe('64');
    expect(ask(board, field(fn('pte', builder.v('p'), 0x410), 'index'))).toBe('0');
    expect(ask(board, field(fn('pte', builder.v('p'), 0x410, 2), 'index'))).toBe('1');
    // P, W, U, A, D are bits 0 to 4 (docs/language.md, "The machine").
    const word = Number(ask(board, field(fn('pte', builder.v('p'), 0x410), 'word')));
    expect(word & 31).toBe(31);
  });

  it('addresses of x86-64 are exact', () => {
    const builder = new ProgramBuilder({ architecture: x86_64, memory: 16 * 1024 * 1024 }).spawn(
      'p',
    );
    builder.call('p', 'mmap', [0x7ffff7dd3000, 4096, READ_WRITE, PRIVATE, -1, 0], {
      outcome: value(0x7ffff7dd3000),
    });
    builder.call('p', 'load', [0xffffffffff600000n], { outcome: { kind: 'any' } });
    expect(builder.run().failures).toEqual([]);
  });
});
