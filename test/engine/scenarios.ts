/** Small scripts that together do everything that the engine has a rule for. */
import { compileScript } from '../../src/language/analyze';
import { createComputer, type Computer } from '../../src/program/computer';
import type { Program } from '../../src/program/form';

const RW = 'PROT_READ|PROT_WRITE';
const ANON = 'MAP_PRIVATE|MAP_ANONYMOUS, -1, 0';

export interface Scenario {
  readonly name: string;
  /** Rules that must decide something in it, by name. */
  readonly rules: string;
  readonly script: string;
  /** Changes the computer before the first statement. */
  readonly prepare?: (computer: Computer) => void;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'anonymous memory of a parent and its child',
    rules: `beganSpawn tableKernel switchProcess placedTopDown tableMade zeroFirstTouch allocRecent entryMapped
      beganFork regionForked entryReadOnly cowShared entryCopied entryUpgraded
      endedExit childEnded regionExit freed regionUnmapped entryRemoved tableFreed`,
    script: `machine { memory = 1M }
spawn p
p: a = mmap(NULL, 4*PAGE, ${RW}, ${ANON})
p: store(a, 1)
p: c = fork()
c: store(a, 2)
p: store(a, 3)
c: exit(0)
p: munmap(a, 4*PAGE)`,
  },
  {
    name: 'calls that cut, move and join mappings',
    rules: `placedHint splitProtect regionProtected entryProtected mergedAlike splitUnmap regionReplaced regionBreak
      regionStack splitMove regionMoved entryMoved deniedProtection endedSignal`,
    script: `machine { memory = 1M }
spawn p
p: a = mmap(0x20000000, 8*PAGE, ${RW}, ${ANON})
p: store(a + PAGE, 1)
p: mprotect(a + PAGE, PAGE, PROT_READ)
p: mprotect(a + PAGE, PAGE, ${RW})
p: munmap(a + 3*PAGE, PAGE)
p: mmap(a + 4*PAGE, PAGE, ${RW}, MAP_FIXED|${ANON})
p: mremap(a + PAGE, PAGE, PAGE, MREMAP_MAYMOVE|MREMAP_FIXED, 0x30000000)
p: b = brk(NULL)
p: brk(b + PAGE)
p: store(0xf0000000 - 140K, 1)
p: mprotect(a, PAGE, PROT_READ)
p: store(a, 1) = SIGSEGV`,
  },
  {
    name: 'an address that nobody mapped',
    rules: 'deniedNoRegion',
    script: 'spawn p\np: load(0x1000) = SIGSEGV',
  },
  {
    name: 'the shared frame of zeros',
    rules: 'zeroSharedFrame zeroBroken',
    script: `machine { arch = x86-64, memory = 1M, personality = linux }
spawn p
p: a = mmap(NULL, PAGE, ${RW}, ${ANON})
p: load(a)
p: store(a, 1)`,
  },
  {
    name: 'a mapped file',
    rules: `asksDescriptor asksPage asksClose diskSparse cacheAdded cowPrivateFile cacheForgotten entryTruncated
      deniedBeyondEnd`,
    script: `machine { memory = 1M }
file "/x" { size = 8K, fill = "abc" }
spawn p
p: d = open("/x", O_RDWR)
p: a = mmap(NULL, 2*PAGE, ${RW}, MAP_PRIVATE, d, 0)
p: b = mmap(NULL, 2*PAGE, PROT_READ, MAP_SHARED, d, 0)
p: store(a, 1)
p: load(b + PAGE)
p: ftruncate(d, PAGE)
p: munmap(a, 2*PAGE)
p: c = fork()
c: load(b + PAGE) = SIGBUS
p: munmap(b, 2*PAGE)`,
  },
  {
    name: 'a page that the disk cannot read',
    rules: 'deniedReadError',
    script: `machine { memory = 1M }
file "/x" { size = 4K }
spawn p
p: d = open("/x", O_RDONLY)
p: a = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, d, 0)
inject disk(EIO) { p: load(a) = SIGBUS }`,
  },
  {
    name: 'a program',
    rules: 'regionImage cowClearEnd',
    script: `machine { memory = 1M }
file "/prog" { text = 4K, data = 100, bss = 8K }
spawn p { image = "/prog" }
p: load(0x08049000)`,
  },
  {
    name: 'an execve that has given up the old memory when it fails',
    rules: 'endedFailedExec',
    script: `machine { memory = 1M }
file "/prog" { text = 4K }
spawn p
inject alloc(1) { p: execve("/prog", [], []) = ? }`,
  },
  {
    name: 'memory that runs out',
    rules: `allocReclaimed cacheEvicted diskWriteBack diskRead deniedNoMemory`,
    script: `machine { memory = 1M }
file "/x" { size = 4K }
spawn p
p: a = mmap(NULL, 2M, ${RW}, ${ANON})
p: d = open("/x", O_RDWR)
p: store(a, 1)
p: write(d, a, PAGE)
p: c = fork()
c: memset(a, 1, 2M) = SIGSEGV
p: pread(d, a, PAGE, 0)`,
  },
  {
    name: 'a page table when only spare frames are left',
    rules: 'allocSpare',
    script: `machine { memory = 1M }
spawn p
p: b = mmap(0x10000000, PAGE, ${RW}, ${ANON})
p: mmap(NULL, 2M, ${RW}, MAP_POPULATE|${ANON})
p: store(b, 1) = SIGSEGV`,
  },
  {
    name: 'a stack that cannot grow',
    rules: 'regionStackBack',
    script: `machine { memory = 1M }
spawn p
inject alloc(1) { p: store(0xf0000000 - 140K, 1) = SIGSEGV }`,
  },
  {
    name: 'a split that is taken back',
    rules: 'mergedBack',
    script: `machine { memory = 1M, max_map_count = 3 }
spawn p
p: a = mmap(NULL, 3*PAGE, ${RW}, ${ANON})
p: mprotect(a + PAGE, PAGE, PROT_READ) = -1 ENOMEM`,
  },
  {
    name: 'the placement of MINIX',
    rules: 'placedHighestGap placedBelowLast placedExactGap',
    script: `machine { memory = 1M, personality = minix }
spawn p
p: mmap(NULL, PAGE, ${RW}, ${ANON})
p: mmap(NULL, PAGE, ${RW}, ${ANON})
p: mmap(0x4000, 0xefc00000 - 0x4000, ${RW}, MAP_FIXED|${ANON})
p: mmap(0, 0x2000, ${RW}, MAP_FIXED|${ANON})
p: mmap(NULL, 0x2000, ${RW}, ${ANON}) = 0x2000`,
  },
  {
    name: 'a log',
    rules: 'placedRecorded regionGrows signalEnds',
    script: `machine { arch = x86-64, memory = 1M, personality = linux, placement = recorded }
spawn p { pid = 7 }
7 execve("/x", maps=["7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0 [stack]"], brk=0x55555555e000) = 0
7 mmap(NULL, 4096, ${RW}, ${ANON}) = 0x7ffff7fb5000
7 +++ killed by SIGTERM +++`,
  },
  {
    name: 'threads, and a child that borrows its parent',
    rules: 'beganThread beganShared endedGroup endedExec killed',
    script: `machine { memory = 1M }
file "/prog" { text = 4K }
spawn p
p: t = clone(NULL, CLONE_VM|CLONE_THREAD|CLONE_SIGHAND)
p: execve("/prog", [], [])
p: u = clone(NULL, CLONE_VM|CLONE_THREAD|CLONE_SIGHAND)
p: v = vfork()
v: exit(0)
spawn q
q: kill(p.pid, SIGCHLD)
p: exit_group(0)`,
  },
  {
    name: 'a pipe that nobody reads',
    rules: 'brokenPipe',
    script: `machine { memory = 1M }
spawn p
p: a = mmap(NULL, PAGE, ${RW}, ${ANON})
p: store(a, 1)
p: pipe([3, 4])
p: close(3)
p: write(4, a, 1) = SIGPIPE`,
  },
  {
    name: 'frames that are searched for, and spares that are made up for',
    rules: 'allocScan spareKept',
    script: `machine { memory = 1M }
spawn p
p: a = mmap(NULL, PAGE, ${RW}, ${ANON})
p: store(a, 1)`,
    prepare: ({ globals }) => {
      globals.recentCount.set(1, 0);
      globals.sparesWanted.set(1, globals.sparesWanted.get(1) + 1);
    },
  },
];

/** The computer of a scenario, before its first statement. */
export function prepared({ script, prepare }: Scenario): { computer: Computer; program: Program } {
  const { programs, diagnostics } = compileScript(script, 'scenario.vms');
  const [program] = programs;
  if (program === undefined || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  const computer = createComputer(program);
  prepare?.(computer);
  return { computer, program };
}
