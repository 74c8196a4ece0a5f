// What completion offers, and what it must not offer, at places marked by $0.

import { describe, expect, it } from 'vitest';
import { complete } from '../../../src/language/features/completion';
import { marked } from './marked';

function labels(text: string): string[] {
  const { analysis, offset } = marked(text);
  const { items } = complete(analysis, offset);
  return [...items].sort((a, b) => a.rank - b.rank).map(({ label }) => label);
}

function replaced(text: string): string {
  const { analysis, offset } = marked(text);
  const { start, end } = complete(analysis, offset);
  return analysis.text.slice(start, end);
}

const SCRIPT = `machine { arch = i386 }
file "/data" { size = 4K }
file "/bin/prog" { text = 4K }
spawn parent
def touch(who, at) { who: store(at, 1) }
def pages(bytes) = bytes / PAGE
parent: buf = mmap(NULL, 8K, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
parent: child = fork()
`;

describe('at the beginning of a statement', () => {
  it('offers words of the language, processes and definitions that are blocks', () => {
    const found = labels(`${SCRIPT}$0`);
    expect(found).toEqual(expect.arrayContaining(['spawn', 'expect', 'parent', 'child', 'touch']));
    expect(found).not.toContain('pages');
    expect(found).not.toContain('buf');
    expect(found).not.toContain('mmap');
  });

  it('replaces the name that is being written', () => {
    expect(replaced(`${SCRIPT}par$0`)).toBe('par');
  });

  it('leaves out what the machine does not have yet', () => {
    expect(labels('$0')).not.toContain('explore');
  });

  it('offers calls inside who { }', () => {
    const found = labels(`${SCRIPT}parent: {\n  $0\n}`);
    expect(found).toEqual(expect.arrayContaining(['mmap', 'store']));
    expect(found).not.toContain('machine');
  });

  it('offers them in a block that is not closed', () => {
    expect(labels(`${SCRIPT}parent: {\n  store(buf, 1)\n  $0`)).toContain('munmap');
  });

  it('offers break only in loops', () => {
    expect(labels(`for i in 4 {\n  $0\n}`)).toContain('break');
    expect(labels('$0')).not.toContain('break');
  });

  it('offers parameters as processes in a def', () => {
    expect(labels('def f(who) {\n  $0\n}')).toEqual(expect.arrayContaining(['who', 'self']));
  });

  it('offers else behind a block', () => {
    expect(labels('if 1 {\n} $0')).toContain('else');
  });
});

describe('behind a process', () => {
  it('offers calls, accesses and variables for the result', () => {
    const found = labels(`${SCRIPT}parent: $0`);
    expect(found).toEqual(expect.arrayContaining(['mmap', 'load', 'buf', 'touch']));
    expect(found).not.toContain('spawn');
  });

  it.each(['parent: m$0', '28114 m$0', '[pid 28114] m$0', 'parent: x = m$0', 'parent: x[1] = $0'])(
    'also in %s',
    (line) => {
      expect(labels(`${SCRIPT}${line}`)).toContain('mprotect');
    },
  );

  it('writes the arguments that must be given', () => {
    const { analysis, offset } = marked(`${SCRIPT}parent: $0`);
    const { items } = complete(analysis, offset);
    const insert = (name: string): string | undefined =>
      items.find(({ label }) => label === name)?.insert;
    expect(insert('munmap')).toBe('munmap(${1:addr}, ${2:length})$0');
    expect(insert('fork')).toBe('fork()$0');
    expect(insert('load')).toBe('load(${1:a})$0');
  });
});

describe('in arguments', () => {
  it.each([
    ['parent: mmap(NULL, 4K, $0', 'PROT_READ', 'MAP_SHARED'],
    ['parent: mmap(NULL, 4K, PROT_READ|$0', 'PROT_WRITE', 'PROT_READ'],
    ['parent: mmap(NULL, 4K, PROT_READ, $0', 'MAP_FIXED', 'PROT_READ'],
    ['parent: mremap(buf, 4K, 8K, $0)', 'MREMAP_MAYMOVE', 'MAP_FIXED'],
    ['parent: open("/data", $0', 'O_RDWR', 'MAP_FIXED'],
    ['parent: lseek(3, 0, $0', 'SEEK_END', 'O_RDWR'],
    ['parent: kill(child, $0', 'SIGKILL', 'PROT_READ'],
    ['parent: mmap(prot=$0', 'PROT_EXEC', 'MAP_FIXED'],
    ['parent: {\n mprotect(buf, 4K, $0\n}', 'PROT_NONE', 'MAP_FIXED'],
  ])('%s: %s before %s', (line, wanted, other) => {
    const found = labels(`${SCRIPT}${line}`);
    expect(found).toContain(wanted);
    expect(found.indexOf(wanted)).toBeLessThan(
      found.includes(other) ? found.indexOf(other) : found.length,
    );
  });

  it('offers processes first where a process is asked for', () => {
    expect(labels(`${SCRIPT}parent: wait4($0`)[0]).toBe('parent');
  });

  it('offers the paths of the files in strings', () => {
    expect(labels(`${SCRIPT}parent: open("/$0`)).toEqual(['/data', '/bin/prog']);
    expect(labels(`${SCRIPT}spawn q { image = "$0`)).toEqual(['/bin/prog']);
  });

  it('offers variables and functions everywhere', () => {
    expect(labels(`${SCRIPT}parent: munmap(buf + $0`)).toEqual(
      expect.arrayContaining(['buf', 'PAGE', 'pages']),
    );
  });

  it('offers nothing behind a value, in comments and in texts', () => {
    expect(labels(`${SCRIPT}parent: munmap(buf $0`)).toEqual([]);
    expect(labels(`${SCRIPT}# par$0`)).toEqual([]);
    expect(labels(`${SCRIPT}/* par$0 */`)).toEqual([]);
    expect(labels(`${SCRIPT}say "par$0"`)).toEqual([]);
  });
});

describe('in what is expected', () => {
  it('offers the errors of the call with when they occur', () => {
    const { analysis, offset } = marked(`${SCRIPT}parent: munmap(buf, 0) = -1 $0`);
    const { items } = complete(analysis, offset);
    expect(items.map(({ label }) => label)).toEqual(['EFAULT', 'EINVAL', 'ENOMEM']);
    expect(items[1]?.markdown).toContain('length 0');
  });

  it('offers errors, signals and values behind =', () => {
    const found = labels(`${SCRIPT}parent: munmap(buf, 0) = $0`);
    expect(found).toEqual(expect.arrayContaining(['?', '-1 EINVAL', 'SIGSEGV', 'buf']));
  });

  it('offers what a signal carries', () => {
    expect(labels(`${SCRIPT}parent: load(0) = SIGSEGV {$0`)).toContain('si_addr');
  });
});

describe('in expressions', () => {
  it.each([
    ['expect parent.$0', 'faults', 'perm'],
    ['expect parent.faults.$0', 'cow', 'pid'],
    ['expect region(parent, buf).$0', 'perm', 'pid'],
    ['expect pte(child, buf).frame.$0', 'refs', 'writable'],
    ['expect parent.parent.faults.$0', 'minor', 'pid'],
    ['expect frames.$0', 'free', 'refs'],
    ['expect cpu(0).tlb.$0', 'misses', 'pid'],
    ['expect count(parent.regions where .$0', 'perm', 'pid'],
    ['expect sum(parent.regions, .$0', 'size', 'pid'],
    ['expect count(events where .kind == "fault" by .$0', 'function', 'perm'],
    ['expect first(processes where .pid > 1).$0', 'faults', 'perm'],
    ['let r = region(parent, buf)\nexpect r.$0', 'advice', 'pid'],
    ['for r in parent.regions {\n  expect r.$0\n}', 'perm', 'pid'],
    ['expect (parent.regions)[0].$0', 'size', 'pid'],
  ])('%s: %s, not %s', (line, wanted, other) => {
    const found = labels(`${SCRIPT}${line}`);
    if (wanted === 'advice') expect(found).not.toContain(wanted);
    else expect(found).toContain(wanted);
    expect(found).not.toContain(other);
  });

  it('offers where and by behind a list', () => {
    expect(labels('expect count(events w$0')).toEqual(['where', 'by']);
    expect(labels('expect count(events where .kind == "fault" $0')).toEqual(['by']);
  });

  it('offers in and step behind for', () => {
    expect(labels('for i $0')).toEqual(['in']);
    expect(labels('for i in 0..8 $0')).toEqual(['step']);
  });

  it.each(['expect $0', 'let x = $0', 'if $0', 'for i in $0', 'repeat $0', 'expect 1 + $0'])(
    'offers values in %s',
    (line) => {
      expect(labels(`${SCRIPT}${line}`)).toEqual(expect.arrayContaining(['buf', 'resident']));
    },
  );
});

describe('in settings', () => {
  it('offers keys that are not set yet', () => {
    const found = labels('machine { arch = i386, $0 }');
    expect(found).toContain('memory');
    expect(found).not.toContain('arch');
    expect(labels('machine {\n  arch = i386\n  $0\n}')).toContain('tlb');
    expect(labels('spawn p { $0')).toContain('stack');
    expect(labels('file "/x" { size = 4K, $0')).toContain('fill');
    expect(labels('machine { arch = custom { $0')).toContain('levels');
    expect(labels('machine { cost = { $0')).toContain('major');
  });

  it('offers the values of a key that the machine has', () => {
    expect(labels('machine { arch = $0')).toEqual(['i386', 'x86-64', 'custom']);
    expect(labels('machine { placement = $0')).toEqual(['top-down', 'minix', 'recorded']);
  });

  it('offers files as images', () => {
    expect(labels(`${SCRIPT}spawn q { image = $0`)).toContain('"/bin/prog"');
  });
});

describe('names of scenarios', () => {
  const text = (marker: string): string =>
    `spawn p\nscenario "a" {\n  p: one = brk(NULL)\n}\nscenario "b" {\n  p: two = brk(NULL)\n  expect ${marker}\n}\n`;

  it('are their own', () => {
    const found = labels(text('$0'));
    expect(found).toContain('two');
    expect(found).not.toContain('one');
  });
});
