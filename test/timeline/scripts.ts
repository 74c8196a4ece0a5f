/** Random scripts for the laws of time: what they do is of no interest, only that much of the machine takes part. */

/** The last one has pages of 64 bytes, and nothing above 16 KiB. */
const MACHINES: readonly string[] = [
  'machine { arch = i386, memory = 1M }',
  'machine { arch = i386, memory = 2M, tlb = 8/2, cpus = 2 }',
  'machine { arch = x86-64, memory = 2M, tlb = [16/4, 64/4], asid = on }',
  'machine { arch = i386, memory = 2M, placement = minix, personality = minix }',
  'machine { arch = i386, memory = 2M, placement = minix, zero_page = on, tlb = 4/1 }',
  'machine { arch = custom { address = 14, page = 64, levels = [4, 4], entry = 4 }, memory = 8K, tlb = 4/2 }',
];

/** Files of five pages. */
const FILES = `file "/x" { size = 20K, fill = "abc" }
file "/prog" { text = 8K, data = 4K, bss = 8K }
`;
const SMALL_FILES = `file "/x" { size = 320, fill = "abc" }
file "/prog" { text = 128, data = 64, bss = 128 }
`;

const HEAD = `spawn p
spawn q
let a[4]
let d = 0
let c = p
p: a[0] = mmap(NULL, 4*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: a[1] = mmap(NULL, 2*PAGE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0)
p: d = open("/x", O_RDWR)
p: a[2] = mmap(NULL, 3*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE, d, 0) = ?
def touch(n) {
  if n > 0 { p: store(a[0] + n*PAGE, n) = ? } else { p: load(a[1]) = ? }
}
`;

/** @param choose a number below its argument. */
export function randomScript(choose: (below: number) => number): { machine: string; text: string } {
  const machine = MACHINES[choose(MACHINES.length)] ?? '';
  const count = 5 + choose(26);
  const files = machine.includes('custom') ? SMALL_FILES : FILES;
  let text = `${machine}\n${files}${HEAD}`;
  for (let i = 0; i < count; i++) text += `${statement(choose)}\n`;
  return { machine, text };
}

function statement(choose: (below: number) => number): string {
  const who = ['p', 'p', 'p', 'q', 'c'][choose(5)] ?? 'p';
  const at = `a[${choose(4)}] + ${choose(4)}*PAGE`;
  const pages = `${1 + choose(3)}*PAGE`;
  const protection = ['PROT_NONE', 'PROT_READ', 'PROT_READ|PROT_WRITE'][choose(3)] ?? '';
  const flags = ['MAP_PRIVATE', 'MAP_SHARED', 'MAP_PRIVATE|MAP_POPULATE'][choose(3)] ?? '';
  const list = [
    `${who}: store(${at}, ${choose(256)}) = ?`,
    `${who}: store(${at}, "hello") = ?`,
    `${who}: load(${at}) = ?`,
    `${who}: memset(${at}, ${choose(256)}, ${pages}) = ?`,
    `${who}: a[${choose(4)}] = mmap(NULL, ${pages}, ${protection}, ${flags}|MAP_ANONYMOUS, -1, 0) = ?`,
    `${who}: a[3] = mmap(NULL, ${pages}, ${protection}, MAP_SHARED, d, 0) = ?`,
    `${who}: munmap(${at}, ${pages}) = ?`,
    `${who}: mprotect(${at}, ${pages}, ${protection}) = ?`,
    `${who}: a[${choose(4)}] = mremap(${at}, ${pages}, ${1 + choose(4)}*PAGE, MREMAP_MAYMOVE) = ?`,
    `${who}: b = brk(NULL) = ?`,
    `p: c = fork() = ?`,
    `c: exit(${choose(3)}) = ?`,
    `p: wait4(-1, NULL, WNOHANG, NULL) = ?`,
    `${who}: ftruncate(d, ${choose(3)}*PAGE) = ?`,
    `${who}: read(d, ${at}, ${pages}) = ?`,
    `touch(${choose(3)})`,
    `for i in 0..${1 + choose(3)} { ${who}: store(a[0] + i*PAGE, i) = ? }`,
    `expect frames.free > 0`,
    `c: execve("/prog", [], []) = ?`,
    `inject alloc(${1 + choose(6)}) { ${who}: a[3] = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = ? }`,
  ];
  return list[choose(list.length)] ?? '';
}
