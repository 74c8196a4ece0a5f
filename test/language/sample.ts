// A script that uses every form of the language, and random damage to it.

import fc from 'fast-check';

/** A script that uses every form, with comments in every place where one may stand. */
export const SAMPLE = `# a page is shared until someone writes
machine { arch = i386, memory = 16M, tlb = [64/4, 1536/12] # cheap
  cost = { hit = 0,   memory = 100 }
}
file "/x" {size=10K,fill="abc"}   # three letters
spawn parent; spawn q { image = "/x" , stack=16K } /* after */
parent: buf = mmap(NULL, 16K, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
child:  store( buf , "HELLO" )                      # the copy-on-write fault
child:  load(buf, 5)= "HELLO"
28252 brk(NULL)                         = 0x555555694000
28213 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 28214 <0.000012>
28213 mmap(NULL, 41543, PROT_READ, MAP_PRIVATE, 3</etc/ld.so.cache>, 0 <unfinished ...>
28213 --- SIGCHLD {si_signo=SIGCHLD, si_utime=1 /* 0.01 s */, ...} ---
28213 +++ exited with 0 +++

parent: { munmap(buf+1, 4K) = -1 EINVAL (Invalid  argument); x[1] = mmap( ) ; }
if(a==1){ say "x {a+1} \\{" } else if b<2 /* no */ { stop "here" }
# before else
else { # nothing
}
for i in 0..n*2 step  2{ p[i]: store(a+i, 1) = SIGSEGV {si_code=SEGV_ACCERR,si_addr=a} }
expect count( events where .kind=="fault" by .function )==1 "ho"
expect maps(p) {
   1000-2000 rw-p 00000000 00:00 0   [heap]
 # none
 }
ask "How many?" 3=p.faults.cow+1 { p: f() = ? }
def h(sig,code,addr){self: mprotect(addr&~0xfff,PAGE,PROT_READ)}
def f(x)=-x*2
let a[10]
let a[ -1 ]=pick(1..6)
p: f(a,
 /* what */ {a=1, ...}, # line
   [1,2], ...) = ?
parallel{}
explore { a: store(x, 1); b: load(x) = 0 }
scenario "one" { inject alloc(3) { p: mmap(NULL, 1) = -1 ENOMEM } }
include "other.vms"
mark; settle
expect sound && !(a || b) && x.y[3].z != -1 # the end
`;

/** Damaged copies of `SAMPLE`: stretches removed, doubled, swapped, replaced by signs or junk. */
export const damaged: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      at: fc.nat(SAMPLE.length),
      length: fc.nat(12),
      text: fc.oneof(
        fc.constantFrom(
          '',
          '(',
          ')',
          '{',
          '}',
          '[',
          ']',
          '"',
          ';',
          '\n',
          '/*',
          '*/',
          '=',
          '#',
          '...',
          ',',
          ' ',
        ),
        fc.string({ unit: 'binary', maxLength: 5 }),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((edits) =>
    edits.reduce(
      (source, { at, length, text }) => source.slice(0, at) + text + source.slice(at + length),
      SAMPLE,
    ),
  );
