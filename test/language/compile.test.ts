// What statements become: the instructions of control flow with their targets, calls with their
// arguments in the call table's order, what pasted lines say.

import { describe, expect, it } from 'vitest';
import { CALLS } from '../../src/engine/calls';
import { instructionsOf, programOf, programsOf } from './checked';
import { listing, show } from './showProgram';

describe('control flow', () => {
  it('jumps over the arms of `if` that are not taken', () => {
    const program = programOf(
      'let a = 1\nif a { mark } else if a > 2 { settle } else { stop }\nmark',
    );
    expect(listing(program)).toEqual([
      'let global 0 = 1',
      'unless g0 4',
      'mark',
      'jump 8',
      'unless (g0 > 2) 7',
      'settle',
      'jump 8',
      'stop',
      'mark',
      'end',
    ]);
  });

  it('needs no jump behind the last arm', () => {
    expect(listing(programOf('if true { mark }'))).toEqual(['unless 1 2', 'mark', 'end']);
  });

  it('counts `for` and `repeat` in local slots, which are given back', () => {
    const program = programOf('for i in 2..10 step 3 { repeat 4 { mark } }\nfor j in 5 { mark }');
    expect(listing(program)).toEqual([
      'loop 0 1 2: 2 10 3 exit 5',
      'loop 3 4 5: 0 4 1 exit 4',
      'mark',
      'next 3 2',
      'next 0 1',
      'loop 0 1 2: 0 5 1 exit 8',
      'mark',
      'next 0 6',
      'end',
    ]);
    expect(program.locals).toBe(6);
  });

  it('goes through the elements that a list has at the beginning', () => {
    const program = programOf('let a[3]\nfor x in a { expect x == 0 }\nfor y in [7, 8] { mark }');
    expect(listing(program).slice(1, 6)).toEqual([
      'let local 0 = g0',
      'loop 1 3 4: 0 count(l0) 1 exit 6',
      'let local 2 = l0[l1]',
      'expect',
      'next 1 3',
    ]);
  });

  it('leaves the innermost loop with `break`, and the faults inside it', () => {
    const program = programOf(
      'repeat 2 { inject alloc(1) { repeat 3 { inject disk(EIO) { break } }; break } }',
    );
    expect(listing(program)).toEqual([
      'loop 0 1 2: 0 2 1 exit 12',
      'inject alloc 1',
      'loop 3 4 5: 0 3 1 exit 8',
      'inject disk 5',
      'injectEnd disk',
      'jump 8',
      'injectEnd disk',
      'next 3 3',
      'injectEnd alloc',
      'jump 12',
      'injectEnd alloc',
      'next 0 1',
      'end',
    ]);
  });

  it('injects a slow disk', () => {
    expect(listing(programOf('inject disk(delay=500) { mark }'))).toEqual([
      'inject diskDelay 500',
      'mark',
      'injectEnd diskDelay',
      'end',
    ]);
  });

  it('puts a question before its block and answers it behind', () => {
    const program = programOf('ask "why {now}?" 3 = a + 1 { let a = 2 }');
    expect(listing(program)).toEqual([
      'ask 3 (g0 + 1) end 2',
      'let global 0 = 2',
      'answer 0',
      'end',
    ]);
    const [ask] = instructionsOf(program, 'ask');
    expect(ask?.text.map((part) => (typeof part === 'string' ? part : show(part)))).toEqual([
      'why ',
      'now',
      '?',
    ]);
  });

  it('compiles a `def` behind the end, with its parameters first among its locals', () => {
    const program = programOf(
      `spawn p
def touch(who, at) { for i in 0..3 { who: store(at + i, 1) } }
def half(x) = x / 2
p: touch(p, half(8))
touch(p, 1)
p: { touch(p, 2) }`,
    );
    expect(listing(program)).toEqual([
      'spawn',
      'enter 0 as g0 (g0, def1(8))',
      'enter 0 (g0, 1)',
      'enter 0 as g0 (g0, 2)',
      'end',
      'loop 2 3 4: 0 3 1 exit 8',
      'l0: store',
      'next 2 6',
      'leave',
    ]);
    expect(program.definitions).toMatchObject([
      { name: 'touch', parameters: 2, locals: 5, entry: 5, expression: null },
      { name: 'half', parameters: 1, locals: 1 },
    ]);
    expect(program.locals).toBe(0);
  });

  it('makes `self` act in a `def` where nobody is named', () => {
    const program = programOf('spawn p\ndef f() { brk(0)\nself: brk(1) }\np: f()');
    expect(listing(program).slice(3)).toEqual(['self: brk', 'self: brk', 'leave']);
  });
});

describe('variables', () => {
  it('belong to the script; parameters and loops have their own', () => {
    const program = programOf(
      `spawn p
let a = 1
def f(a) { let a = 2
let b = a }
for a in 2 { let a = 5 }
expect a == b
f(3)`,
    );
    expect(program.globals).toEqual([
      { name: 'p', index: 0 },
      { name: 'a', index: 1 },
      { name: 'b', index: 2 },
    ]);
    const lets = instructionsOf(program, 'let').map(({ target }) => target.slot);
    expect(lets).toEqual([
      { scope: 'global', index: 1 },
      { scope: 'local', index: 0 },
      { scope: 'local', index: 0 },
      { scope: 'global', index: 2 },
    ]);
  });
});

describe('scenarios', () => {
  it('do what stands before the first', () => {
    const programs = programsOf(
      'let a = 1\nspawn p\nscenario "one" { let b = 2 }\nscenario "two" { let c = 3\nmark }',
    );
    expect(programs.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(programs.map(listing)).toEqual([
      ['let global 0 = 1', 'spawn', 'let global 2 = 2', 'end'],
      ['let global 0 = 1', 'spawn', 'let global 2 = 3', 'mark', 'end'],
    ]);
    expect(programs[1]?.globals.map(({ name }) => name)).toEqual(['a', 'p', 'c']);
  });

  it('may come from an included file', () => {
    const readInclude = (): string => 'scenario "inside" { mark }';
    const [program] = programsOf('let a = 1\ninclude "x.vms"', { readInclude });
    expect(program?.name).toBe('inside');
    expect(program?.sources.map(({ name }) => name)).toEqual(['test.vms', 'x.vms']);
    expect(
      program?.instructions.map(({ place }) => [place.source, place.line, place.column]),
    ).toEqual([
      [0, 1, 1],
      [1, 1, 21],
      [1, 1, 25],
    ]);
  });
});

/** The first call of a script with a process `p`, its arguments shown. */
function callOf(line: string): string[] {
  const [call] = instructionsOf(programOf(`spawn p\n${line}`), 'call');
  return (call?.arguments ?? []).map(({ name, value, output }) => {
    const out = output === null ? '' : ` => ${show(output)}`;
    return `${name === null ? '' : `${name}=`}${show(value)}${out}`;
  });
}

describe('calls', () => {
  it('have the numbers of the call table, of accesses below 0', () => {
    const program = programOf(
      'spawn p\np: mmap(0, 1, 0, 2, -1, 0)\np: pread64(3, 0, 1, 0)\np: load(0)',
    );
    const calls = instructionsOf(program, 'call');
    const number = (name: string): number => CALLS.findIndex((call) => call.name === name);
    expect(calls.map(({ action }) => action)).toEqual([number('mmap'), number('pread'), -1]);
    expect(calls.map(({ name }) => name)).toEqual(['mmap', 'pread64', 'load']);
  });

  it.each([
    ['p: munmap(length=4096, addr=0x1000)', ['addr=4096', 'length=4096']],
    ['p: clone(flags=CLONE_VM, child_stack=NULL)', ['child_stack=0', 'flags=256']],
    [
      'p: clone(child_stack=NULL, flags=SIGCHLD, child_tidptr=0x7f)',
      ['child_stack=0', 'flags=17', '...', 'child_tidptr=...'],
    ],
    [
      'p: clone3({flags=CLONE_VM|CLONE_FILES, exit_signal=SIGCHLD, ...} => {parent_tid=[7]}, 88)',
      ['{flags=(256 | 1024), exit_signal=17, ...} => {parent_tid=[7]}', '...'],
    ],
    [
      'p: wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], WNOHANG, NULL)',
      ['(- 1)', '[{=(WIFEXITED(s) && (WEXITSTATUS(s) == 3))}]', '1', '...'],
    ],
    ['p: open("/x", O_RDWR|O_CREAT, 0600)', ['string 2', '(2 | 64)', '384']],
    ['p: read(3, "\\177ELF"..., 832)', ['3', 'string 2...', '832']],
    ['p: mmap(NULL, PAGE, PROT_READ, MAP_SHARED, 3</lib/x>, 0)', ['0', '4096', '1', '1', '3', '0']],
    ['p: store(0xffffffffffffffff, true)', ['18446744073709551615', '1']],
  ])('%s', (line, expected) => {
    expect(callOf(line)).toEqual(expected);
  });

  it('know the file that a descriptor is said to be', () => {
    const program = programOf('spawn p\np: read(3</lib/x>, 0, 1)\np: read(4<pipe:[5]>, 0, 1)');
    const files = instructionsOf(program, 'call').map(({ arguments: [first] }) => {
      return first?.value.kind === 'integer' ? first.value.file : undefined;
    });
    const [path] = files;
    expect(String.fromCharCode(...(program.strings[path ?? 0] ?? []))).toBe('/lib/x');
    expect(files[1]).toBeUndefined();
  });

  it('keep integers in their normal form', () => {
    const program = programOf(
      'let a = 0x10000000000000\nlet b = 0x20000000000000\nlet c = 0xffffffffffffffff',
    );
    const values = instructionsOf(program, 'let').map(({ value }) => {
      return value.kind === 'integer' ? value.value : null;
    });
    expect(values).toEqual([2 ** 52, 2n ** 53n, 2n ** 64n - 1n]);
  });

  it.each([
    ['p: brk(0)', { kind: 'success' }],
    ['p: brk(0) = ?', { kind: 'any' }],
    ['p: brk(0) = ? ERESTARTSYS (To be restarted)', { kind: 'any' }],
    ['p: brk(0) = -1 EINVAL (Invalid argument)', { kind: 'error', errno: 22, name: 'EINVAL' }],
    ['p: brk(0) = -EINVAL', { kind: 'error', errno: 22, name: 'EINVAL' }],
    ['p: brk(0) = 0x1000', { kind: 'value', value: { kind: 'integer', value: 0x1000 } }],
    ['p: load(0) = SIGSEGV', { kind: 'signal', signal: 11, fields: [] }],
    [
      'p: load(0) = SIGSEGV {si_code=SEGV_ACCERR, ...}',
      { kind: 'signal', signal: 11, fields: [{ name: 'si_code', value: { value: 2 } }] },
    ],
  ])('%s', (line, expected) => {
    const [call] = instructionsOf(programOf(`spawn p\n${line}`), 'call');
    expect(call?.outcome).toMatchObject(expected);
  });
});

describe('pasted lines', () => {
  it('are of the process that a fork is recorded to have made', () => {
    const program = programOf(
      'spawn p { pid = 7 }\n7 fork() = 8\n8 brk(0) = 0\n[pid 8] brk(1) = 0\n7 brk(2) = 0',
    );
    expect(listing(program)).toEqual(['spawn', '7: fork', 'g1: brk', 'g1: brk', '7: brk', 'end']);
    expect(program.globals.map(({ name }) => name)).toEqual(['p', '8']);
    const [fork] = instructionsOf(program, 'call');
    expect(fork?.target).toMatchObject({ slot: { scope: 'global', index: 1 }, name: '8' });
  });

  it('give an unfinished call what its second half prints', () => {
    const program = programOf(
      `spawn p { pid = 7 }
7 vfork( <unfinished ...>
8 exit(0) = ?
7 <... vfork resumed>) = 8
7 wait4(8,  <unfinished ...>
7 <... wait4 resumed>[{WIFEXITED(s)}], 0, NULL) = 8
7 clone3({flags=0} <unfinished ...>
7 <... clone3 resumed> => {parent_tid=[9]}, 88) = 9`,
    );
    const calls = instructionsOf(program, 'call');
    const [vfork, exit, wait] = calls;
    expect(vfork).toMatchObject({
      unfinished: true,
      outcome: { kind: 'any' },
      target: { name: '8' },
    });
    expect(vfork?.recorded).toMatchObject({ kind: 'integer', value: 8 });
    expect(exit?.process).toMatchObject({ kind: 'variable', name: '8' });
    expect(wait?.arguments.map(({ value }) => show(value))).toEqual([
      '8',
      '[{=WIFEXITED(s)}]',
      '0',
      '...',
    ]);
    const resumes = instructionsOf(program, 'resume');
    expect(resumes.map(({ outcome }) => outcome.kind)).toEqual(['value', 'value', 'value']);
    expect(resumes[1]?.arguments.map(({ value }) => show(value))).toEqual([
      '...',
      '[{=WIFEXITED(s)}]',
      '0',
      '...',
    ]);
    const [clone] = resumes[2]?.arguments ?? [];
    expect(clone?.output === null || clone === undefined ? '' : show(clone.output)).toBe(
      '{parent_tid=[9]}',
    );
  });

  it('say what happened to processes', () => {
    const program = programOf(
      'spawn p\np: --- SIGCHLD {si_signo=SIGCHLD, ...} ---\np: +++ exited with 3 +++\np: +++ killed by SIGSEGV (core dumped) +++',
    );
    expect(program.instructions.slice(1, 4)).toMatchObject([
      { op: 'gotSignal', signal: 17 },
      { op: 'ended', status: 3, signal: 0 },
      { op: 'ended', status: 0, signal: 11 },
    ]);
  });
});

describe('processes', () => {
  it('have what their settings say', () => {
    const program = programOf(
      'machine { cpus = 2 }\nfile "/x" { text = 1 }\nspawn p { image = "/x", stack = 16K, cpu = 1, uid = 1000, pid = 4242 }',
    );
    const [instruction] = instructionsOf(program, 'spawn');
    const spawn = instruction?.spawn;
    const values = [spawn?.stack, spawn?.cpu, spawn?.uid, spawn?.pid].map((value) => {
      return value?.kind === 'integer' ? value.value : null;
    });
    expect(values).toEqual([16384, 1, 1000, 4242]);
    const text = (string: number): string => {
      return String.fromCharCode(...(program.strings[string] ?? []));
    };
    expect(text(spawn?.name ?? 0)).toBe('p');
    expect(spawn?.image?.kind === 'string' ? text(spawn.image.string) : '').toBe('/x');
  });
});
