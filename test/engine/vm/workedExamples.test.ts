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
expect region(p, data + 8K).type == "anon" && region(p, data + 8K).size >= 4K
p: load(data + 6K, 4) = 0
p: load(data + 4K) = 0
expect frame(p, data + 4K).kind == "anon"
p: load(data) = 0
expect frame(p, data).kind == "file" && !pte(p, data).writable
p: store(data, 1)
expect frame(p, data).kind == "anon" && pte(p, data).writable`);
  });
});
