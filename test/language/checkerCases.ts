// Scripts in which something is wrong, and what the checker says of each.

/** A script, and each diagnostic as `line:column: sentence`. */
export type Case = readonly [source: string, ...expected: string[]];

/** A process `p`, so that its lines have somebody to do them. */
const P = 'spawn p\n';

export const NAME_CASES: readonly Case[] = [
  ['expect zzzzzz', '1:8: nothing is called `zzzzzz`'],
  [
    'spawn parent\nexpect parnet.rss == 0',
    '2:8: nothing is called `parnet`: did you mean `parent`?',
  ],
  [
    `${P}p: mmap(NULL, 1, PROT_REED, MAP_PRIVATE, -1, 0)`,
    '2:18: nothing is called `PROT_REED`: did you mean `PROT_READ`?',
  ],
  ['zzzzzz: brk(NULL)', '1:1: no process is called `zzzzzz`: it must be spawned or forked first'],
  ['spawn parent\nparnet: brk(0)', '2:1: no process is called `parnet`: did you mean `parent`?'],
  [
    '28120 brk(NULL) = 0',
    '1:1: no process of this script has the pid `28120`: write `spawn p { pid = 28120 }` first',
  ],
  [
    '[pid 28120] brk(NULL) = 0',
    '1:6: no process of this script has the pid `28120`: write `spawn p { pid = 28120 }` first',
  ],
  ['expect a == 1\nlet a = 1', '1:8: `a` has no value yet: it is set further down'],
  ['let PROT_READ = 1', '1:5: `PROT_READ` is built in and cannot be redefined'],
  ['let tlb = 1', '1:5: `tlb` is built in and cannot be redefined'],
  ['spawn vm', '1:7: `vm` is built in and cannot be redefined'],
  ['let swap = 1', '1:5: `swap` is built in and cannot be redefined'],
  ['for PAGE in 3 { mark }', '1:5: `PAGE` is built in and cannot be redefined'],
  ['def mmap() { mark }', '1:5: `mmap` is built in and cannot be redefined'],
  ['def store() { mark }', '1:5: `store` is built in and cannot be redefined'],
  [
    'def store(a) { mark }\nspawn p\np: store(0x10, 1, 1)',
    '1:5: `store` is built in and cannot be redefined',
  ],
  ['def frame(x) = x', '1:5: `frame` is built in and cannot be redefined'],
  ['def sigaction() { mark }', '1:5: `sigaction` is built in and cannot be redefined'],
  ['def f(NULL) = 1', '1:7: `NULL` is built in and cannot be redefined'],
  ['expect frame == 1', '1:8: `frame` is a function: write `frame(p, a)` or `frame(n)`'],
  ['def f(x) = x\nexpect f == 1', '2:8: `f` is a `def`: write its arguments, as `f(...)`'],
  ['def f(a, b, a) = a', '1:13: two parameters are called `a`'],
  [
    'machine { arch = custom }\nexpect HUGE == 0',
    '2:8: this machine has no large pages, so `HUGE` means nothing here',
  ],
  ['expect self.pid == 1', '1:8: `self` only means something inside a `def`'],
  ['self: brk(0)', '1:1: `self` only means something inside a `def`'],
  [`${P}p: a[0] = brk(0)`, '2:4: nothing is called `a`'],
  [`${P}p: a = brk(0)\nlet b[a] = a`, '3:5: nothing is called `b`'],
];

export const CALL_CASES: readonly Case[] = [
  ['def f() { mark }\ndef f() { mark }', '2:5: there is already a `def` called `f`, in line 1'],
  [`${P}p: zzzzzz()`, '2:4: there is no call `zzzzzz`'],
  [
    `${P}p: load(0x10 <unfinished ...>`,
    '2:4: `load` is an access, and accesses cannot be unfinished: leave out `<unfinished ...>`',
  ],
  [
    'vfs: brk(NULL)',
    '1:6: `vfs` is a server, and from a script servers only send messages to VM: `vfs: VM_PROCCTL(1, p)`',
  ],
  ['vm: VM_BRK(0)', '1:5: `vm` is the VM server: it sends itself no messages'],
  [
    `${P}p: getpid( <unfinished ...>\np: getppid( <unfinished ...>\np: <... getppid resumed>) = 0\np: <... getpid resumed>) = 0`,
  ],
  [`${P}p: mmpa(1)`, '2:4: there is no call `mmpa`: did you mean `mmap`?'],
  ['expect zzzzzz(1)', '1:8: there is no function `zzzzzz`'],
  ['expect reginn(1)', '1:8: there is no function `reginn`: did you mean `region`?'],
  ['brk(NULL)', '1:1: nobody is named for this: write who does it, as `p: brk(...)`'],
  [
    `${P}expect mmap(0) == 1`,
    '2:8: `mmap` is an action, not a value: write `p: x = mmap(...)` and use `x` afterwards',
  ],
  [`${P}p: frame(p, 0)`, '2:4: `frame` is a value, not an action: use it in `expect` or `let`'],
  ['def f() { mark }\nexpect f()', '2:8: `f` is a `def` with a block: it has no value to use here'],
  ['def f() = 1\nf()', '2:1: `f` is a `def` with a value: use it in `expect` or `let`'],
  [
    `${P}def f() { mark }\np: f() = 0`,
    '3:8: the `def` `f` has no result that could be expected or kept',
  ],
  [
    `${P}def f() { mark }\np: x = f()`,
    '3:4: the `def` `f` has no result that could be expected or kept',
  ],
  ['def f(a) { mark }\nf()', '2:1: `f` takes 1 argument, not 0: write `f(a)`'],
  ['def f(a) = a\nexpect f(1, 2)', '2:8: `f` takes 1 argument, not 2: write `f(a)`'],
  ['def f() { mark }\nf(1)', '2:1: `f` takes no arguments, not 1: write `f()`'],
  [`${P}p: munmap(0)`, '2:4: `munmap` takes 2 arguments, not 1: write `munmap(addr, length)`'],
  [
    `${P}p: mremap(0, 1, 2)`,
    '2:4: `mremap` takes 4 to 5 arguments, not 3: write `mremap(old_address, old_size, new_size, flags[, new_address])`',
  ],
  [`${P}p: fork(1)`, '2:4: `fork` takes no arguments, not 1: write `fork()`'],
  [`${P}p: load()`, '2:4: `load` takes 1 to 2 arguments, not 0: write `load(a[, n])`'],
  [
    `${P}p: store(1, 2, 3, 4)`,
    '2:4: `store` takes 2 to 3 arguments, not 4: write `store(a, v[, n])`',
  ],
  [`${P}expect region(p)`, '2:8: `region` takes 2 arguments, not 1: write `region(p, a)`'],
  ['expect min()', '1:8: `min` takes 1 or more arguments, not 0: write `min(x, y, ...)`'],
  [`${P}p: munmap("a", 1)`, '2:11: the first argument of `munmap` must be a number, not a text'],
  [`${P}p: open(5, 0)`, '2:9: the first argument of `open` must be a path in quotes, not a number'],
  [`${P}p: kill("x", 9)`, '2:9: the first argument of `kill` must be a process, not a text'],
  [`${P}p: clone3(5)`, '2:11: the first argument of `clone3` must be a struct, not a number'],
  [`${P}p: brk({a=1})`, '2:8: the first argument of `brk` must be a number, not a struct'],
  [`${P}p: brk([1])`, '2:8: the first argument of `brk` must be a number, not a list'],
  [`${P}p: load("a")`, '2:9: the first argument of `load` must be a number, not a text'],
  ['expect region("x", 0)', '1:15: the first argument of `region` must be a process, not a text'],
  [
    `${P}expect region(p, "x")`,
    '2:18: the second argument of `region` must be a number, not a text',
  ],
  ['expect file(3)', '1:13: the first argument of `file` must be a path in quotes, not a number'],
  [
    'expect peek(disk, 0)',
    '1:13: the first argument of `peek` must be a process or a path in quotes, not `disk`',
  ],
  [`${P}p: brk(zzzzzz=0)`, '2:8: `brk` has no argument called `zzzzzz`'],
  [`${P}p: brk(adr=0)`, '2:8: `brk` has no argument called `adr`: did you mean `addr`?'],
  [`${P}p: brk(0, addr=1)`, '2:11: `brk` gets its argument `addr` twice'],
  ['def f(a) { mark }\nf(a=1)', '2:3: only actions take arguments by name'],
  [
    'def f(a) { mark }\nf(...)',
    '2:3: `{...}` and `...` are only allowed in the arguments of an action',
  ],
  ['expect [{a=1}] == 1', '1:9: `{...}` and `...` are only allowed in the arguments of an action'],
  ['expect min(1..3)', '1:15: only `pick` takes a range'],
  ['expect pick(1..3, 2)', '1:8: `pick(a..b)` takes nothing but its range'],
  ['expect min(1 where 2)', '1:20: `where` and `by` belong to `count`, `sum`, `first` and `last`'],
  [
    `${P}expect first(p.regions by .type) == 1`,
    '2:27: `by` makes a table of `count` or `sum`: `first` gives one element',
  ],
  [
    'expect .size == 1',
    '1:8: `.size` means the element of a list: it only makes sense after `where` or `by`, or in `sum`',
  ],
  [
    `${P}expect count(p) == 1`,
    '2:14: `count` goes through a list: `p.regions`, `processes`, `frames`, `events` or an array',
  ],
  [`${P}expect p.zzzzzz`, '2:10: a process has no field `zzzzzz`'],
  [`${P}expect p.reggions`, '2:10: a process has no field `reggions`: did you mean `regions`?'],
  [`${P}expect p.rss.x`, '2:14: a number has no fields'],
  [
    `${P}expect count(p.regions where .prem == 1)`,
    '2:31: a region has no field `prem`: did you mean `perm`?',
  ],
  [
    'for x in processes { mark }',
    '1:10: `for` counts, or goes through a list or an array, but not through `processes`',
  ],
];

export const OUTCOME_CASES: readonly Case[] = [
  [`${P}p: brk(0) = SIGZZZZ`, '2:13: there is no signal `SIGZZZZ`'],
  [`${P}p: brk(0) = SIGSEGB`, '2:13: there is no signal `SIGSEGB`: did you mean `SIGSEGV`?'],
  [`${P}p: --- SIGZZZZ {} ---`, '2:8: there is no signal `SIGZZZZ`'],
  [`${P}p: +++ killed by SIGZZZZ +++`, '2:18: there is no signal `SIGZZZZ`'],
  [`${P}p: brk(0) = -1 EZZZZZZZ`, '2:16: there is no error `EZZZZZZZ`'],
  [`${P}p: brk(0) = -1 EINVALL`, '2:16: there is no error `EINVALL`: did you mean `EINVAL`?'],
  [`${P}p: brk(0) = 0 EINVAL`, '2:13: a call that fails gives -1: write `= -1 EINVAL`'],
  [
    `${P}p: +++ went home +++`,
    '2:8: a process ends as `exited with N` or `killed by SIGNAL`, not `went home`',
  ],
  [
    `${P}p: <... brk resumed>) = 0`,
    '2:9: `brk` was not left unfinished by this process: there is nothing to resume',
  ],
  [
    'spawn p; spawn q\np: brk(0 <unfinished ...>\nq: <... brk resumed>) = 0',
    '3:9: `brk` was not left unfinished by this process: there is nothing to resume',
  ],
  [
    '--- SIGCHLD {} ---',
    '1:1: this says what happened to a process: write whose it is, as `p: ...`',
  ],
  [
    '+++ exited with 0 +++',
    '1:1: this says what happened to a process: write whose it is, as `p: ...`',
  ],
];

export const STRUCTURE_CASES: readonly Case[] = [
  [
    'if true { machine { } }',
    '1:11: `machine` stands at the beginning of a script or a scenario, not inside a block',
  ],
  [
    'if true { file "/x" { } }',
    '1:11: `file` stands at the beginning of a script or a scenario, not inside a block',
  ],
  [
    'repeat 2 { def f() { mark } }',
    '1:12: `def` stands at the beginning of a script or a scenario, not inside a block',
  ],
  [
    'repeat 2 { include "x" }',
    '1:12: `include` stands at the beginning of a script or a scenario, not inside a block',
  ],
  ['if true { scenario "x" { } }', '1:20: a scenario cannot stand inside another block'],
  ['scenario "a" { scenario "b" { } }', '1:25: a scenario cannot stand inside another block'],
  [
    'scenario "a" { mark }\nmark',
    '2:1: this belongs to no scenario: put it before the first one, which does it for all, or into one',
  ],
  [
    'machine { }\nmachine { }',
    '2:1: the machine is described twice: its first description is in line 1',
  ],
  ['break', '1:1: `break` leaves a loop, and there is none around it'],
  [
    'repeat 2 { f() }\ndef f() { break }',
    '2:11: `break` leaves a loop, and there is none around it',
  ],
  ['include "nothing.vms"', '1:9: the file `nothing.vms` cannot be read'],
  [
    'file "/x" { size = 1 }\nfile "/x" { size = 2 }',
    '2:6: the file `/x` is described twice: the first time in line 1',
  ],
  [
    'spawn p { image = "/x" }',
    '1:19: no file `"/x"` is described: write `file `"/x"` { text = 8K, data = 4K }`',
  ],
  [
    'file "/x" { size = 1 }\nspawn p { image = "/x" }',
    '2:19: the file `"/x"` is no program: it has neither `text` nor `data` nor `bss`',
  ],
  ['file "x" { size = 1 }', '1:6: a path begins with `/`: `x` does not'],
  ['file "/x" { fill = "" }', '1:20: `fill` must not be empty'],
  [
    `${P}expect maps(p) {\n  hello\n}`,
    '3:3: this is no line of /proc/PID/maps, as `08048000-0804a000 r-xp 00000000 00:00 0 /x`',
  ],
  [
    `${P}expect maps(p) {\n  2000-1000 rw-p\n}`,
    '3:3: this is no line of /proc/PID/maps, as `08048000-0804a000 r-xp 00000000 00:00 0 /x`',
  ],
  [
    `${P}expect maps(p) {\n  1000-1800 rw-p\n}`,
    '3:3: mappings are whole pages of 4096 bytes, and `1000-1800` is not',
  ],
  [
    `${P}expect maps(p) {\n  2000-4000 rw-p\n  3000-5000 rw-p\n}`,
    '4:3: mappings stand in the order of their addresses and do not overlap',
  ],
  [
    `${P}p: execve("/x", maps=5)`,
    '2:22: `maps` is a list of the lines of /proc/PID/maps, each in quotes',
  ],
  [
    `${P}p: execve("/x", maps=["hello"])`,
    '2:23: this is no line of /proc/PID/maps, as `08048000-0804a000 r-xp 00000000 00:00 0 /x`',
  ],
  [
    `${P}inject zzzzzz(1) { mark }`,
    '2:8: `inject` knows `alloc(k)`, `disk(ERRNO)` and `disk(delay=n)`, not `zzzzzz`',
  ],
  [`${P}inject alloc() { mark }`, '2:8: write `alloc(1)`'],
  [`${P}inject disk(speed=3) { mark }`, '2:8: write `disk(EIO)` or `disk(delay=1000)`'],
];

export const SETTING_CASES: readonly Case[] = [
  ['machine { zzzzzz = 1 }', '1:11: a machine has no key `zzzzzz`'],
  ['machine { memmory = 1 }', '1:11: a machine has no key `memmory`: did you mean `memory`?'],
  ['file "/x" { zzzzzz = 1 }', '1:13: a file has no key `zzzzzz`'],
  ['spawn p { zzzzzz = 1 }', '1:11: a process has no key `zzzzzz`'],
  ['machine { cpus = 1, cpus = 2 }', '1:21: `cpus` is set twice'],
  [
    'machine { arch = zzz }',
    '1:18: `arch` is one of `i386`, `x86-64`, `x86-64-la57`, `earm`, `sv32`, `sv39`, `sv48`, `custom`, not `zzz`',
  ],
  [
    'machine { personality = bsd }',
    '1:25: `personality` is one of `posix`, `linux`, `minix`, `netbsd`, not `bsd`',
  ],
  ['machine { asid = 1 }', '1:18: `asid` is one of `on`, `off`, not `1`'],
  ['machine { cpus = 0 }', '1:18: `cpus` is a number from 1 to 64, not `0`'],
  ['machine { cpus = 65 }', '1:18: `cpus` is a number from 1 to 64, not `65`'],
  ['machine { seed = x }', '1:18: `seed` is a number from 0 to 4294967295, not `x`'],
  ['machine { memory = "much" }', '1:20: `memory` is a number of bytes, as `16K`, not `"much"`'],
  ['file "/x" { size = 1, fill = 5 }', '1:30: `fill` is a text in quotes, not `5`'],
  ['machine { itlb = 64 }', '1:18: `itlb` is entries/ways, as `64/4`, not `64`'],
  [
    'machine { tlb = 64 }',
    '1:17: `tlb` is entries/ways, as `64/4`, or two levels `[64/4, 1536/12]`, not `64`',
  ],
  [
    'machine { tlb = [1/1, 2/1, 4/1] }',
    '1:17: `tlb` is entries/ways, as `64/4`, or two levels `[64/4, 1536/12]`, not `[1/1, 2/1, 4/1]`',
  ],
  ['machine { cost = 5 }', '1:18: `cost` takes keys and values in `{ }`, not `5`'],
  ['machine { cost = { zzzzzz = 5 } }', '1:20: `cost` has no key `zzzzzz`'],
  [
    'machine { arch = custom { levels = 4 } }',
    '1:36: `levels` is a list of numbers, as `[4, 4]`, not `4`',
  ],
  ['machine { arch = custom { zzzzzz = 4 } }', '1:27: `custom` has no key `zzzzzz`'],
  ['machine { l1 = 5 }', '1:16: `l1` is `off` or bytes/ways, as `32K/8`, not `5`'],
  ['machine { swap = on }', '1:18: `swap` is `off` or a number of pages, not `on`'],
  ['machine { arch = i386 { } }', '1:23: `i386` takes no `{ }`: only `custom` does'],
  ['machine { memory = 0 }', '1:20: memory = `0` is impossible here: it goes from 256K to 2G'],
  ['machine { memory = 3G }', '1:20: memory = `3G` is impossible here: it goes from 256K to 2G'],
  [
    'machine { memory = 1000001 }',
    '1:20: memory is whole pages of 4096 bytes: 999424 or 1003520 would do, `1000001` does not',
  ],
  ['machine { tlb = 0/1 }', '1:17: a TLB has 1 to 4096 entries, not 0'],
  ['machine { tlb = 5000/4 }', '1:17: a TLB has 1 to 4096 entries, not 5000'],
  [
    'machine { tlb = 64/5 }',
    '1:17: 64 entries cannot be divided into sets of 5 ways: the ways must divide them',
  ],
  [
    'machine { tlb = [64/4, 12/4] }',
    '1:24: 12 entries in sets of 4 are not 1, 2, 4, 8, ... sets: the number of sets must be a power of two',
  ],
  [
    'machine { arch = custom { page = 100 } }',
    '1:34: a page has 16 to 65536 bytes, a power of two, not 100',
  ],
  [
    'machine { arch = custom { entry = 5 } }',
    '1:35: an entry of a page table has 4 or 8 bytes, not 5',
  ],
  [
    'machine { arch = custom { address = 60 } }',
    '1:37: an address has at most 48 bits, and more than the offset in the page has: 60 is not possible',
  ],
  [
    'machine { arch = custom { levels = [1, 1, 1, 1, 1, 1, 2] } }',
    '1:36: page tables have 1 to 6 levels, not 7',
  ],
  [
    'machine { arch = custom { levels = [8, 0] } }',
    '1:36: a level is indexed by 1 bit or more, not by 0',
  ],
  [
    'machine { arch = custom { levels = [4, 5] } }',
    '1:36: the levels have 9 bits and the offset in a page of 64 bytes 6, which makes not the 14 of the address: both together must',
  ],
  [
    'machine { arch = custom { levels = [8] } }',
    '1:36: a level of 8 bits makes a table of 1024 bytes, which does not fit into a page of 64',
  ],
  [
    'machine { cpus = 2 }\nspawn p { cpu = 2 }',
    '2:17: this machine has 2 CPUs, numbered from 0: there is no CPU 2',
  ],
  [
    'file "/x" { size = 1, text = 4K }',
    '1:11: a file is data (`size`, `fill`) or a program (`text`, `data`, `bss`), not both',
  ],
  [
    'machine { arch = i386 }\nfile "/x" { bss = 4G }',
    '2:11: this program needs 4G bytes of addresses from 0x8048000, and the stack begins at 0xefc00000',
  ],
  ['spawn p { stack = 3G }', '1:19: a stack has 1 to 503316480 bytes on this machine, not `3G`'],
  [
    'file "/x" { size = 16000000G }',
    '1:20: a file has at most 4503599627370496 bytes, not 17179869184000000',
  ],
];
