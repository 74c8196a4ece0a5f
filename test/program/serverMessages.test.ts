/** Messages that servers send to VM from a script: what users may not ask (acl.c). */
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { compileScript } from '../../src/language/analyze';
import { execute } from '../../src/cli/execute';

function run(script: string): string[] {
  const { programs, diagnostics } = compileScript(script, 'test.vms');
  expect(diagnostics).toEqual([]);
  const [program] = programs;
  if (program === undefined) throw new Error('no program');
  const { failures, computer } = execute(program);
  expect(checkInvariants(computer)).toEqual([]);
  return failures.map(({ line, message }) => `${String(line)}: ${message}`);
}

const MACHINES = ['i386', 'x86-64', 'custom'];

describe.each(MACHINES)('a message of a server, %s', (arch) => {
  const start = `machine { arch = ${arch} }
spawn p
p: a = mmap(NULL, 2*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(a, 7)
`;

  it('is answered by VM as that server may ask', () => {
    expect(
      run(`${start}p: VM_PROCCTL(1, p) = -1 ENOSYS
mfs: VM_PROCCTL(1, p) = -1 ENOSYS
expect mapped(p, a)
vfs: VM_PROCCTL(1, p) = 0
expect !mapped(p, a)
pm: VM_WILLEXIT(p) = 0
pm: VM_EXIT(p) = 0
`),
    ).toEqual([]);
  });

  it('leaves the servers ready for the calls of processes', () => {
    expect(
      run(`${start}vfs: VM_PROCCTL(7, p) = -1 EINVAL
rs: VM_PROCCTL(7, p) = -1 EINVAL
pm: VM_BRK(0) = ?
p: c = fork()
c: store(a, 8)
c: exit(0)
p: wait4(c, NULL, 0, NULL) = c
expect sound
`),
    ).toEqual([]);
  });

  it('that takes the memory of a process is survived by the machine', () => {
    expect(
      run(`${start}spawn q
pm: VM_EXIT(p) = -1 EINVAL
pm: VM_WILLEXIT(p)
pm: VM_EXIT(p)
p: load(a) = ?
p: getpid() = ?
p: fork() = ?
p: exit(0) = ?
q: c = fork()
c: exit(0)
q: wait4(c, NULL, 0, NULL) = c
`),
    ).toEqual([]);
  });
});
