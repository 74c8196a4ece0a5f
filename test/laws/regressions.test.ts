/** What random programs found, each as a small script. All its expectations hold, and the machine is sound. */
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { createComputer } from '../../src/program/computer';
import { step } from '../../src/program/interpreter';
import { sentence } from '../../src/program/messages';
import { compiled } from './scripts';

const HEAD = `machine { arch = i386, memory = 4M }
file "/f" { size = 12K, fill = "abc" }
spawn p { stack = 160K }
`;

/** What each failed expectation of a script says. */
function failuresOf(script: string): string[] {
  const failures: string[] = [];
  for (const program of compiled(`${HEAD}${script}`, 'script')) {
    const computer = createComputer(program);
    let failed = 0;
    while (step(computer, program)) {
      const now = computer.interpreter.failed.get(1);
      const { failure } = computer.judgement;
      if (now > failed && failure !== null) failures.push(sentence(failure));
      failed = now;
      expect(checkInvariants(computer)).toEqual([]);
    }
    expect(computer.interpreter.expectations.get(1)).toBeGreaterThan(0);
  }
  return failures;
}

describe('regressions', () => {
  it('brk refuses an end below the start of the heap, also by less than a page', () => {
    const script = `
      p: start = brk(0)
      p: brk(start + 5) = start + 5
      p: brk(start - 1) = start + 5
      p: brk(start) = start
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('a negative length is as long as the size_t that C makes of it: nothing can have it', () => {
    const script = `
      p: a = mmap(NULL, 4*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
      for length in [-1, -PAGE, -0x7fffffffffffffff - 1] {
        p: mmap(NULL, length, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM
        p: mmap(a, length, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0) = -1 ENOMEM
        p: mprotect(a, length, PROT_READ) = -1 ENOMEM
        p: mremap(a, length, PAGE, MREMAP_MAYMOVE) = -1 EFAULT
        p: mremap(a, PAGE, length, MREMAP_MAYMOVE) = -1 EINVAL
        p: munmap(a, length) = -1 EINVAL
        p: munmap(0x10000, length) = -1 EINVAL
      }
      expect region(p, a).size == 4*PAGE && region(p, a).perm == "rw-p"
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('shared memory ends where it was made to end, however long its mapping is', () => {
    const script = `
      p: a = mmap(NULL, 2*PAGE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0)
      p: b = mremap(a, 2*PAGE, 4*PAGE, MREMAP_MAYMOVE)
      p: store(b + PAGE, 1)
      p: store(b + 2*PAGE, 1) = SIGBUS {si_code=BUS_ADRERR, si_addr=b + 2*PAGE}
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('a file may be mapped over its only mapping', () => {
    const script = `
      p: d = open("/f", O_RDWR)
      p: a = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, d, 0)
      p: mmap(a, PAGE, PROT_READ, MAP_SHARED|MAP_FIXED, d, 0) = a
      expect region(p, a).file == "/f"
      p: load(a, 3) = "abc"
      p: munmap(a, PAGE) = 0
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('memory that nobody may access does not keep the stack from growing', () => {
    const script = `
      let low = p.stack.start - 4*PAGE
      p: mmap(low, PAGE, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0) = low
      p: store(low + PAGE, 1)
      expect p.stack.start == low + PAGE
      p: store(low, 1) = SIGSEGV {si_code=SEGV_ACCERR, si_addr=low}
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('memory that may be accessed does', () => {
    const script = `
      let low = p.stack.start - 4*PAGE
      p: mmap(low, PAGE, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0) = low
      p: store(low + 3*PAGE, 1) = SIGSEGV {si_code=SEGV_MAPERR, si_addr=low + 3*PAGE}
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('what a process wrote to a file is not lost when it ends', () => {
    const script = `
      p: d = open("/f", O_RDWR)
      p: a = mmap(NULL, 2*PAGE, PROT_READ|PROT_WRITE, MAP_SHARED, d, 0)
      p: store(a, "one")
      p: c = fork()
      c: store(a + PAGE, "two")
      c: exit_group(0)
      expect file("/f").dirty == 1
      p: store(0x10, 1) = SIGSEGV
      expect file("/f").dirty == 2
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('nor when it executes another program', () => {
    const script = `
      file "/prog" { text = 4K, data = 4K, bss = 4K }
      p: d = open("/f", O_RDWR)
      p: a = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_SHARED, d, 0)
      p: store(a, "one")
      p: execve("/prog", [], [])
      expect file("/f").dirty == 1
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('nor when a mapping is protected and goes', () => {
    const script = `
      p: d = open("/f", O_RDWR)
      p: a = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_SHARED, d, 0)
      p: store(a, "one")
      p: mprotect(a, PAGE, PROT_NONE)
      p: munmap(a, PAGE)
      expect file("/f").dirty == 1
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('MAP_POPULATE maps what is cached, and reads what is not', () => {
    const script = `
      p: d = open("/f", O_RDONLY)
      p: w = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, d, PAGE)
      p: load(w) = 'b'
      p: a = mmap(NULL, 3*PAGE, PROT_READ, MAP_PRIVATE|MAP_POPULATE, d, 0)
      expect resident(p, a) && resident(p, a + PAGE) && resident(p, a + 2*PAGE)
      p: load(a, 3) = "abc"
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('a page that cannot be read is one denied fault', () => {
    const script = `
      p: d = open("/f", O_RDWR)
      p: a = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, d, 0)
      inject disk(EIO) { p: load(a) = SIGBUS {si_addr=a} }
      expect p.faults.denied == 1
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('a page whose disk is broken in another way is SIGBUS, too', () => {
    const script = `
      p: d = open("/f", O_RDWR)
      p: a = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, d, 0)
      inject disk(ENXIO) { p: load(a) = SIGBUS {si_code=BUS_ADRERR, si_addr=a} }
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('a buffer that lacks memory for a page of its file is ENOMEM, not EFAULT', () => {
    const script = `
      p: d = open("/f", O_RDWR)
      for k in 1..12 {
        p: a = mmap(NULL, 3*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE, d, 0)
        inject alloc(k) { p: r = pread(d, a + k%2*PAGE, 1, 2*PAGE) = ? }
        expect r == 1 || r == -ENOMEM
        p: ftruncate(d, 0)
        p: ftruncate(d, 3*PAGE)
        p: munmap(a, 3*PAGE)
      }
    `;
    expect(failuresOf(script)).toEqual([]);
  });

  it('a stack that cannot get a page does not stay grown', () => {
    const script = `
      p: d = open("/f", O_RDONLY)
      let old = p.stack.start
      inject alloc(1) { p: read(d, old - PAGE, 1) = -1 ENOMEM }
      expect p.stack.start == old
      p: read(d, old - PAGE, 1) = 1
      expect p.stack.start == old - PAGE
    `;
    expect(failuresOf(script)).toEqual([]);
  });
});
