import { describe, expect, it } from 'vitest';
import { parse, parseAction, parseSettingValue } from '../../src/language/parser';
import { showDiagnostics, showItem, showSetting } from './show';

function check(source: string, ...expected: string[]): void {
  const { script, diagnostics } = parse(source);
  expect(showDiagnostics(source, diagnostics)).toEqual([]);
  expect(script.items.map(showItem)).toEqual(expected);
}

describe('machine, files and processes', () => {
  it.each([
    ['machine {}', 'machine {}'],
    ['machine { arch = x86-64-la57, memory = 4M }', 'machine {arch: x86-64-la57, memory: 4194304}'],
    [
      'machine {\n arch = i386\n tlb = [64/4,\n 1536/12], placement = top-down,\n # none\n}',
      'machine {arch: i386, tlb: [64/4, 1536/12], placement: top-down}',
    ],
    [
      'machine { arch = custom { address = 14, levels = [4, 4] }, cost = { hit = 0 } }',
      'machine {arch: custom {address: 14, levels: [4, 4]}, cost: {hit: 0}}',
    ],
    ['machine\n{ arch = sv39 }', 'machine {arch: sv39}'],
    ['file "/x" { size = 10K, mode = 0644 }', 'file "/x" {size: 10240, mode: 420}'],
    ['spawn p', 'spawn p'],
    ['spawn p { image = "/x", frames = 3 }', 'spawn p {image: "/x", frames: 3}'],
    ['include "lib.vms"', 'include "lib.vms"'],
  ])('%s', check);

  it('reads the value of --set', () => {
    const show = (source: string): string => {
      const { value, diagnostics } = parseSettingValue(source, 'tlb');
      return [showSetting(value), ...showDiagnostics(source, diagnostics)].join(' ');
    };
    expect(show('x86-64')).toBe('x86-64');
    expect(show('64/4')).toBe('64/4');
    expect(show('[64/4,1536/12]')).toBe('[64/4, 1536/12]');
    expect(show('64/')).toBe(
      '64 1:4: expected the number of ways after `/`, found the end of the file',
    );
    expect(show('4 5')).toBe('4 1:3: expected the end of the line, found `5`');
  });
});

describe('who does what', () => {
  it.each([
    ['p: f()', 'p> f()'],
    ['p[i + 1]: f()', 'p[(i + 1)]> f()'],
    ['self: f()', 'self> f()'],
    ['p: x = f(1)', 'p> x <- f(1)'],
    ['p: x[2] = f(1) = 3', 'p> x[2] <- f(1) = 3'],
    ['28114 f()', 'bare 28114> f()'],
    ['28114: f()', 'colon 28114> f()'],
    ['[pid 28114] f()', 'bracketed 28114> f()'],
    ['[pid  28114] x = f()', 'bracketed 28114> x <- f()'],
    ['file: f()', 'file> f()'],
    ['stop: f()', 'stop> f()'],
    ['p: { f(); x = g() }', 'p> { f(); x <- g() }'],
    ['28114 { f() }', 'bare 28114> { f() }'],
    ['p: { if a { f() } }', 'p> { if a { f() } }'],
    ['f(1)', 'f(1)'],
    ['f(1) = -1 EINVAL', 'f(1) = (- 1) ERROR EINVAL'],
    ['vm: VM_MMAP(m_source=p, forwhom=SELF)', 'vm> VM_MMAP(m_source: p, forwhom: SELF)'],
  ])('%s', check);
});

describe('arguments and outcomes', () => {
  it.each([
    ['p: f(a, ...)', 'p> f(a, ...)'],
    ['p: f({a=1, b={c=2}, ...})', 'p> f({a: 1, b: {c: 2}, ...})'],
    ['p: f([{a=1}, {}])', 'p> f([{a: 1}, {}])'],
    ['p: f({a=1} => {b=2}, x => [3])', 'p> f({a: 1} => {b: 2}, x => [3])'],
    ['p: f(flags=A|B|C)', 'p> f(flags: ((A | B) | C))'],
    ['p: f(a == b)', 'p> f((a == b))'],
    ['p: f(a,\n  b)', 'p> f(a, b)'],
    ['p: f(~[RTMIN RT_1], [INT CHLD])', 'p> f((~ [RTMIN, RT_1]), [INT, CHLD])'],
    ['p: f() = ?', 'p> f() = ANY'],
    ['p: f() = ? ERESTARTSYS (To be restarted)', 'p> f() = ANY ERESTARTSYS «To be restarted»'],
    ['p: f() = ? <unavailable>', 'p> f() = ANY'],
    ['p: f() = 0', 'p> f() = 0'],
    [
      'p: f() = -1 ENOENT (No such file or directory)',
      'p> f() = (- 1) ERROR ENOENT «No such file or directory»',
    ],
    ['p: f() = 1 ([{fd=3, revents=POLLIN}])', 'p> f() = 1 «[{fd=3, revents=POLLIN}]»'],
    ['p: f() = 0x8000 (flags O_RDONLY|O_LARGEFILE)', 'p> f() = 32768 «flags O_RDONLY|O_LARGEFILE»'],
    ['p: f() = SIGSEGV', 'p> f() = SIGNAL SIGSEGV'],
    [
      'p: f() = SIGSEGV {si_code=SEGV_ACCERR, si_addr=a}',
      'p> f() = SIGNAL SIGSEGV {si_code: SEGV_ACCERR, si_addr: a}',
    ],
    ['p: f() = SIG_DFL', 'p> f() = SIG_DFL'],
    ['p: f() = "HELLO"', 'p> f() = "HELLO"'],
    ['p: f() = a + 1', 'p> f() = (a + 1)'],
    ['p: f(a <unfinished ...>', 'p> f(a) UNFINISHED'],
    ['p: f(a, <unfinished ...>', 'p> f(a) UNFINISHED'],
    ['p: f( <unfinished ...>) = ?', 'p> f() UNFINISHED = ANY'],
  ])('%s', check);
});

// From runs of bash, gcc, python and a threaded program under strace -f -y (6.1).
const STRACE_LINES: [string, string][] = [
  [
    '28252 execve("/usr/bin/bash", ["bash", "-c", "ls -l /usr/bin | sort -k5n | hea"...], 0x7fffffffe760 /* 35 vars */) = 0',
    'bare 28252> execve("/usr/bin/bash", ["bash", "-c", "ls -l /usr/bin | sort -k5n | hea"...], 140737488349024) = 0',
  ],
  [
    '28252 brk(NULL)                         = 0x555555694000',
    'bare 28252> brk(NULL) = 93824993542144',
  ],
  [
    '28252 mmap(NULL, 41543, PROT_READ, MAP_PRIVATE, 3</etc/ld.so.cache>, 0) = 0x7ffff7fb5000',
    'bare 28252> mmap(NULL, 41543, PROT_READ, MAP_PRIVATE, 3</etc/ld.so.cache>, 0) = 140737353830400',
  ],
  [
    '28252 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>',
    'bare 28252> clone(child_stack: NULL, flags: ((CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID) | SIGCHLD)) UNFINISHED',
  ],
  [
    '28252 <... clone resumed>, child_tidptr=0x7ffff7d9da10) = 28256',
    'bare 28252> RESUMED clone(child_tidptr: 140737351637520) = 28256',
  ],
  ['28253 <... execve resumed>)             = 0', 'bare 28253> RESUMED execve() = 0'],
  ['28252 wait4(-1,  <unfinished ...>', 'bare 28252> wait4((- 1)) UNFINISHED'],
  ['28213 vfork( <unfinished ...>', 'bare 28213> vfork() UNFINISHED'],
  [
    '28213 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 28214',
    'bare 28213> RESUMED wait4([{(WIFEXITED(s) && (WEXITSTATUS(s) == 0))}], 0, NULL) = 28214',
  ],
  [
    '28080 clone3({flags=CLONE_VM|CLONE_FS, exit_signal=0, stack=0x7ffff75cf000} => {parent_tid=[28081]}, 88) = 28081',
    'bare 28080> clone3({flags: (CLONE_VM | CLONE_FS), exit_signal: 0, stack: 140737343451136} => {parent_tid: [28081]}, 88) = 28081',
  ],
  [
    '28080 <... clone3 resumed> => {parent_tid=[28082]}, 88) = 28082',
    'bare 28080> RESUMED clone3(=> {parent_tid: [28082]}; 88) = 28082',
  ],
  [
    '28216 execve("/home/user/.cargo/bin/as", ["as", "--64", ...], 0x56d290 /* 40 vars */) = -1 ENOENT (No such file or directory)',
    'bare 28216> execve("/home/user/.cargo/bin/as", ["as", "--64", ...], 5690000) = (- 1) ERROR ENOENT «No such file or directory»',
  ],
  ['28214 exit_group(0)                     = ?', 'bare 28214> exit_group(0) = ANY'],
  ['28081 exit(0 <unfinished ...>', 'bare 28081> exit(0) UNFINISHED'],
  ['28214 +++ exited with 0 +++', 'bare 28214> ENDS 0 «exited with 0»'],
  ['28254 +++ killed by SIGPIPE +++', 'bare 28254> ENDS SIGPIPE «killed by SIGPIPE»'],
  [
    '28213 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=28214, si_uid=0, si_status=0, si_utime=1 /* 0.01 s */, si_stime=0} ---',
    'bare 28213> GETS SIGCHLD {si_signo: SIGCHLD, si_code: CLD_EXITED, si_pid: 28214, si_uid: 0, si_status: 0, si_utime: 1, si_stime: 0}',
  ],
  ['28236 clone3(...) = 28237', 'bare 28236> clone3(...) = 28237'],
  [
    'mremap(0x7ffff7fbe000, 4096, 8192, MREMAP_MAYMOVE) = 0x7ffff7fb0000',
    'mremap(140737353867264, 4096, 8192, MREMAP_MAYMOVE) = 140737353809920',
  ],
  ['+++ killed by SIGSEGV (core dumped) +++', 'ENDS SIGSEGV «killed by SIGSEGV (core dumped)»'],
  [
    '[pid 12] read(3</x>, "\\177ELF\\2"..., 832) = 832',
    'bracketed 12> read(3</x>, "\x7fELF\\u0002"..., 832) = 832',
  ],
  [
    'fstat(3, {st_mode=S_IFREG|0644, st_size=5, ...}) = 0',
    'fstat(3, {st_mode: (S_IFREG | 420), st_size: 5, ...}) = 0',
  ],
  [
    'rt_sigaction(SIGINT, {sa_handler=SIG_DFL, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0x7f}, NULL, 8) = 0',
    'rt_sigaction(SIGINT, {sa_handler: SIG_DFL, sa_mask: [], sa_flags: SA_RESTORER, sa_restorer: 127}, NULL, 8) = 0',
  ],
  [
    'prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0',
    'prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur: (8192 * 1024), rlim_max: RLIM64_INFINITY}) = 0',
  ],
];

describe('lines that strace printed', () => {
  it.each(STRACE_LINES)('%s', (line, expected) => {
    check(line, expected);
  });

  it('reads them all as one script, and takes the # lines of other tools for comments', () => {
    const source = STRACE_LINES.map(([line]) => `### maps 1 at-exit\n${line}`).join('\n');
    check(source, ...STRACE_LINES.map(([, expected]) => expected));
  });

  it('reads an action out of a line, and says where it ended', () => {
    const line = '12:00:01.000001 brk(NULL) = 0x1000 <0.000012>';
    const from = line.indexOf('brk');
    const { action, end, diagnostics } = parseAction(line, from, line.length);
    expect(showItem(action)).toBe('brk(NULL) = 4096');
    expect(line.slice(from, end)).toBe('brk(NULL) = 0x1000 <0.000012>');
    expect(diagnostics).toEqual([]);
  });
});

describe('statements', () => {
  it.each([
    ['let x = 1', 'let x = 1'],
    ['let a[10]', 'array a of 10'],
    ['let a[i] = f(x)', 'let a[i] = f(x)'],
    ['if a { mark }', 'if a { mark }'],
    [
      'if a {} else if b {} else if c {} else { mark }',
      'if a {} elif b {} elif c {} else { mark }',
    ],
    ['if a {\n}\nelse\n{\n}\nmark', 'if a {} else {}', 'mark'],
    ['if (a) {}', 'if a {}'],
    ['for i in 0..n { break }', 'for i in 0 .. n { break }'],
    ['for i in 0 .. n step 2 {}', 'for i in 0 .. n step 2 {}'],
    ['for r in p.regions {}', 'for r in (p . regions) {}'],
    ['repeat 3 { settle }', 'repeat 3 { settle }'],
    ['expect a == 1', 'expect (a == 1)'],
    ['expect(a) "why"', 'expect a "why"'],
    [
      'expect maps(p) {\n 1-2 rw-p  0 00:00 0   [heap]\n # no\n\n 2-3 r-xp 0 08:01 7 /x\n}',
      'maps p «1-2 rw-p  0 00:00 0   [heap]|2-3 r-xp 0 08:01 7 /x»',
    ],
    ['expect maps(p) {}', 'maps p «»'],
    ['expect maps(p) { 1-2 r--p }\nmark', 'maps p «1-2 r--p»', 'mark'],
    ['expect maps(p) == 3', 'expect (maps(p) == 3)'],
    ['say "hi"', 'say "hi"'],
    ['say "a = {a + 1}, \\{no\\}, {f(b)}"', 'say "a = " <(a + 1)> ", {no}, " <f(b)>'],
    ['say "h\u00e9 \u{1f600}\\303\\251"', 'say "h\u00e9 \u{1f600}\u00e9"'],
    ['ask "How many?" = 3', 'ask "How many?" = 3'],
    [
      'ask "How many {x}?" 2 = p.faults.cow { mark }',
      'ask "How many " <x> "?" for 2 = ((p . faults) . cow) { mark }',
    ],
    ['stop', 'stop'],
    ['stop "here {x}"', 'stop "here {x}"'],
    ['parallel { a: f(); b: g() }', 'parallel { a> f(); b> g() }'],
    ['explore {}', 'explore {}'],
    ['inject alloc(3) { p: f() }', 'inject alloc(3) { p> f() }'],
    ['inject disk(delay=5) {}', 'inject disk(delay: 5) {}'],
    ['def f(a, b) { self: g(a) }', 'def f(a, b) { self> g(a) }'],
    ['def f() = 1 + 2', 'def f() = (1 + 2)'],
    ['scenario "one" { p: f() }', 'scenario "one" { p> f() }'],
    ['mark; settle;; break', 'mark', 'settle', 'break'],
    ['', ...[]],
    ['# only a comment', ...[]],
    ['mark /* two\nlines */ settle', 'mark', 'settle'],
    ['mark\r\nsettle\r\n', 'mark', 'settle'],
  ])('%s', check);
});
