import { describe, expect, it } from 'vitest';
import { format } from '../../src/language/format';
import { parse } from '../../src/language/parser';

function check(source: string, expected: string): void {
  expect(parse(source).diagnostics).toEqual([]);
  expect(format(source)).toBe(expected);
  expect(format(expected)).toBe(expected);
}

describe('blanks in a line', () => {
  it.each([
    ['p:f( a ,b )', 'p: f(a, b)\n'],
    ['p: x=f (a)=-1 EINVAL', 'p: x = f(a) = -1 EINVAL\n'],
    ['p: f(flags = A|B , {a = 1 , b=2})', 'p: f(flags=A|B, {a=1, b=2})\n'],
    ['p: f(a)=SIGSEGV{si_addr=a}', 'p: f(a) = SIGSEGV {si_addr=a}\n'],
    ['p: f(a=>{b=1})', 'p: f(a => {b=1})\n'],
    ['p: f(a)=0 (no  change)', 'p: f(a) = 0 (no  change)\n'],
    ['expect(a==1)&&!b', 'expect (a == 1) && !b\n'],
    ['expect a+1<b*2', 'expect a+1 < b*2\n'],
    ['expect a +1 < b', 'expect a + 1 < b\n'],
    ['expect p . faults . cow', 'expect p.faults.cow\n'],
    ['expect a [ 1 ]', 'expect a[1]\n'],
    ['expect count(L where .x==1 by .y)', 'expect count(L where .x == 1 by .y)\n'],
    ['expect count(L where(a))', 'expect count(L where (a))\n'],
    ['let x=- 1', 'let x = -1\n'],
    ['let x = pick(1 .. 6)', 'let x = pick(1..6)\n'],
    ['let x = pick(a.. .b)', 'let x = pick(a.. .b)\n'],
    ['for i in 0 .. 8 step 2 {}', 'for i in 0..8 step 2 {}\n'],
    [
      'machine{arch=x86-64,tlb=[64 / 4,1536/12]}',
      'machine { arch = x86-64, tlb = [64/4, 1536/12] }\n',
    ],
    ['machine { }', 'machine {}\n'],
    ['spawn p{stack=16K}', 'spawn p { stack = 16K }\n'],
    ['def f( a,b )=a', 'def f(a, b) = a\n'],
    ['mark  ;  settle', 'mark\nsettle\n'],
    ['p: f(a /* why */ , b)', 'p: f(a /* why */, b)\n'],
  ])('%s', check);
});

describe('blanks that line things up stay', () => {
  it.each([
    'parent: f()\nchild:  f()\n',
    'p: f()    = 0\np: f(123) = 0\n',
    'p: f()          # one\np: f(123, 456)  # two\n',
  ])('%s', (source) => {
    check(source, source);
  });
});

describe('lines pasted from strace keep their spelling', () => {
  it.each([
    '28252 brk(NULL)                         = 0x555555694000\n',
    '28252 wait4(-1,  <unfinished ...>\n',
    '28213 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 28214\n',
    '[pid 28213] mmap(NULL,8192) = 0x7ffff7fc0000 <0.000012>\n',
    '--- SIGCHLD {si_signo=SIGCHLD, si_utime=1 /* 0.01 s */} ---\n',
    '+++ killed by SIGSEGV (core dumped) +++\n',
  ])('%s', (source) => {
    check(source, source);
    check(`  ${source.trimEnd()}   \r\n`, source);
  });
});

describe('blocks and lines', () => {
  it('indents blocks, one item a line', () => {
    check(
      'scenario "a" {p: {f(); x=g()}}',
      'scenario "a" {\n  p: {\n    f()\n    x = g()\n  }\n}\n',
    );
    check(
      'if a {mark}\nelse if b\n{settle} else {}',
      'if a {\n  mark\n} else if b {\n  settle\n} else {}\n',
    );
  });

  it('keeps one blank line of several, and none at the ends', () => {
    check('\n\nmark\n\n\n\nsettle\n\n', 'mark\n\nsettle\n');
    check('repeat 2 {\n\n  mark\n\n}', 'repeat 2 {\n  mark\n}\n');
  });

  it('keeps comments where they are', () => {
    check(
      '# a\nmark # b\n\n  # c\nrepeat 2 { # d\n# e\n}',
      '# a\nmark # b\n\n# c\nrepeat 2 { # d\n  # e\n}\n',
    );
    check('if a { } # x\nelse { # y\n}', 'if a {} else {\n  # x\n  # y\n}\n');
    check(
      'expect maps(p) {\n# a\n  1-2 r--p   [x]\n}',
      'expect maps(p) {\n  # a\n  1-2 r--p   [x]\n}\n',
    );
    check('/* two\n   lines */ mark', '/* two\n   lines */\nmark\n');
  });

  it('keeps the line breaks in calls and settings', () => {
    check('p: f(a,\n{b=1,\nc=2},\nd\n)', 'p: f(a,\n  {b=1,\n    c=2},\n  d\n)\n');
    check(
      'machine {\narch = i386\n  cpus=2 # two\n}',
      'machine {\n  arch = i386\n  cpus = 2 # two\n}\n',
    );
  });

  it('leaves a script with a syntax error as it is', () => {
    const source = 'mark  ;\n p: f(\n';
    expect(format(source)).toBe(source);
  });

  it('makes nothing of nothing', () => {
    check('', '');
    check(' \n\n', '');
  });
});
