/** Worked examples of MINIX's VM server that are best told as scenarios, in personality minix. */
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { compileScript } from '../../../src/language/analyze';
import { createComputer } from '../../../src/program/computer';
import { step } from '../../../src/program/interpreter';
import { sentence } from '../../../src/program/messages';

/** Runs a script whose expectations must all hold. */
function holds(script: string): void {
  const { programs, diagnostics } = compileScript(script, 'script');
  expect(diagnostics).toEqual([]);
  const [program] = programs;
  if (program === undefined) throw new Error('the script has no program');
  const computer = createComputer(program);
  const failures: string[] = [];
  for (;;) {
    const failed = computer.interpreter.failed.get(1);
    if (!step(computer, program)) break;
    if (computer.interpreter.failed.get(1) === failed) continue;
    const { failure, instruction } = computer.judgement;
    const line = program.instructions[instruction]?.place.line ?? 0;
    failures.push(`${String(line)}: ${failure === null ? '' : sentence(failure)}`);
  }
  expect(failures).toEqual([]);
  expect(checkInvariants(computer)).toEqual([]);
}

const MINIX = 'machine { arch = i386, memory = 16M, personality = minix }';

describe('worked examples in personality minix', () => {
  it('brk after exec grows an anonymous region behind the data segment', () => {
    holds(`${MINIX}
file "/data" { size = 8K, fill = "d" }
spawn p
p: fd = open("/data", O_RDONLY)
p: mmap(0x08048000, 8K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_FIXED, fd, 0) = 0x08048000
p: brk(0x0804A123)
expect region(p, 0x0804A000).start == 0x0804A000 && region(p, 0x0804A000).end == 0x0804B000
expect region(p, 0x0804A000).type == "anon" && region(p, 0x08049000).type == "file"
p: brk(0x0804A800)
expect region(p, 0x0804A000).end == 0x0804B000
p: brk(0x0804D001)
expect region(p, 0x0804A000).end == 0x0804E000
p: mmap(0x08050000, 4K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)
p: brk(0x08050001) = -1 ENOMEM
expect region(p, 0x08050000).size == 4K`);
  });

  it('counts a cold page of a file as one major fault, and one minor on the retry', () => {
    holds(`${MINIX}
file "/f" { size = 8K, fill = "x" }
spawn p
spawn q
p: fd = open("/f", O_RDONLY)
q: fd2 = open("/f", O_RDONLY)
p: a = mmap(NULL, 8K, PROT_READ, MAP_PRIVATE, fd, 0)
q: b = mmap(NULL, 8K, PROT_READ, MAP_PRIVATE, fd2, 0)
p: load(a) = 'x'
expect p.faults.major == 1 && p.faults.minor == 1
expect disk.reads == 1
q: load(b) = 'x'
expect q.faults.major == 0 && q.faults.minor == 1
expect disk.reads == 1 "the page was in the cache: no request"
p: mmap(NULL, 8K, PROT_READ|PROT_WRITE, MAP_SHARED, fd, 0) = -1 ENXIO
p: munmap(a + 1, 4K) = -1 EFAULT
p: load(a + 8K) = SIGSEGV`);
  });

  it('clears the rest of the last data page, and copies that page for it', () => {
    holds(`${MINIX}
file "/bin/x" { text = 4K, data = 6K, bss = 6K }
spawn p { image = "/bin/x" }
let data = first(p.regions where .type == "file" && .perm == "rw-p").start
expect region(p, data).size == 8K "filesz 0x1800 takes two pages"
expect region(p, data + 8K).type == "anon" && region(p, data + 8K).size == 4K "memsz 0x3000 is a page more"
p: load(data + 6K, 4) = 0
p: load(data + 4K) = 0
expect frame(p, data + 4K).kind == "anon"
p: load(data) = 0
expect frame(p, data).kind == "file" && !pte(p, data).writable
p: store(data, 1)
expect frame(p, data).kind == "anon" && pte(p, data).writable`);
  });

  it('gives one of low frames what MAP_LOWER1M and MAP_LOWER16M ask for', () => {
    holds(`machine { arch = i386, memory = 32M, personality = minix }
spawn p
p: a = mmap(NULL, 8K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: low = mmap(NULL, 8K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_LOWER1M, -1, 0)
p: lower = mmap(NULL, 8K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_LOWER16M, -1, 0)
p: store(a, 1)
expect frame(p, a).number >= 4096
p: store(lower, 2)
p: load(low)
expect frame(p, low).number < 256
expect frame(p, lower).number < 4096 && frame(p, lower).number >= 256
p: c = fork()
c: store(low, 3)
expect frame(c, low).number < 256 && frame(c, low) != frame(p, low) "the copy lies low, too"`);
    holds(`machine { arch = i386, memory = 32M, personality = linux }
spawn p
p: a = mmap(NULL, 4K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_LOWER1M, -1, 0)
p: store(a, 1)
expect frame(p, a).number >= 4096 "Linux has no such flag"`);
  });

  it('counts as virtual, present and common memory what VM_INFO counts', () => {
    holds(`${MINIX}
spawn p
p: a = mmap(NULL, 40K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
for i in 0..2 { p: store(0xeffff000 - i*PAGE, 1) }
for i in 0..3 { p: store(a + i*PAGE, 1) }
p: c = fork()
for i in 0..2 { p: store(0xeffff000 - i*PAGE, 2) }
for i in 0..2 { p: store(a + i*PAGE, 2) }
expect p.stack.size == 1024*PAGE && p.stack.rss == 2*PAGE
expect region(p, a).size == 10*PAGE && region(p, a).rss == 3*PAGE
expect p.size == 4235264 "virtual: all pages of both regions"
expect p.rss == 20480 "total: five pages are present"
expect p.rss - p.uss == 4096 "common: the third page of the mapping has two references"
expect frame(p, a + 2*PAGE).refs == 2 && frame(p, a).refs == 1`);
  });
});

/** What goes beyond MINIX, in the personality of which the example speaks, or in the default one. */
const DEFAULT = 'machine { arch = i386, memory = 16M }';
const LINUX = 'machine { arch = i386, memory = 16M, personality = linux }';
const RW_PRIVATE = 'PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS';

describe('worked examples beyond MINIX', () => {
  it('mprotect of a middle page makes three regions, and the way back makes one', () => {
    for (const machine of [DEFAULT, LINUX]) {
      holds(`${machine}
spawn p
p: a = mmap(NULL, 12K, ${RW_PRIVATE}, -1, 0)
let before = count(p.regions)
p: mprotect(a + 4K, 4K, PROT_READ)
expect count(p.regions) == before + 2
expect region(p, a).perm == "rw-p" && region(p, a).end == a + 4K
expect region(p, a + 4K).perm == "r--p" && region(p, a + 4K).size == 4K
expect region(p, a + 8K).perm == "rw-p" && region(p, a + 8K).end == a + 12K
p: mprotect(a + 4K, 4K, PROT_READ|PROT_WRITE)
expect count(p.regions) == before && region(p, a).size == 12K`);
    }
  });

  it.each([
    [LINUX, 'r--p'],
    [DEFAULT, 'rw-p'],
  ])('mprotect over a hole in %s leaves the page before it %s', (machine, before) => {
    holds(`${machine}
spawn p
p: a = mmap(NULL, 12K, ${RW_PRIVATE}, -1, 0)
p: store(a, 1)
p: munmap(a + 4K, 4K)
p: mprotect(a, 12K, PROT_READ) = -1 ENOMEM
expect region(p, a).perm == "${before}" && pte(p, a).writable == ("${before}" == "rw-p")
expect region(p, a + 8K).perm == "rw-p"`);
  });

  it('mremap grows in place only where it can, and moves without a copy', () => {
    holds(`${DEFAULT}
spawn p
p: a = mmap(NULL, 8K, ${RW_PRIVATE}, -1, 0)
p: mprotect(a + 4K, 4K, PROT_READ)
p: store(a, "kept")
let old = frame(p, a).number
p: mremap(a, 4K, 8K, 0) = -1 ENOMEM
p: mremap(a, 4K, 4K, MREMAP_MAYMOVE|MREMAP_FIXED, a) = -1 EINVAL
p: mremap(a, 8K, 8K, MREMAP_MAYMOVE|MREMAP_FIXED, a + 4K) = -1 EINVAL
mark
p: b = mremap(a, 4K, 8K, MREMAP_MAYMOVE)
expect b != a && region(p, b).size == 8K
expect frame(p, b).number == old && since(frames.copied) == 0
p: load(b, 4) = "kept"
p: load(a) = SIGSEGV {si_code=SEGV_MAPERR, si_addr=a}`);
  });

  it('a hundred reads share the frame of zeros, and one write takes one frame and copies nothing', () => {
    holds(`machine { arch = i386, memory = 16M, zero_page = on }
spawn p
p: a = mmap(NULL, 100*PAGE, ${RW_PRIVATE}, -1, 0)
let used = count(frames where .kind == "anon")
for i in 0..100 { p: load(a + i*PAGE) = 0 }
expect p.faults.minor == 100
expect count(frames where .kind == "anon") == used && p.rss == 0 "no page has a frame of its own"
for i in 0..100 { expect frame(p, a + i*PAGE) == frame(p, a) && !pte(p, a + i*PAGE).writable }
mark
p: store(a + 7*PAGE, 1)
expect count(frames where .kind == "anon") == used + 1 && p.rss == PAGE
expect since(frames.copied) == 0
expect frame(p, a + 7*PAGE) != frame(p, a) && pte(p, a + 7*PAGE).writable
p: load(a + 7*PAGE, 2) = "\\x01\\x00"`);
  });
});
