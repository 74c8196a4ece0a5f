/** What statements a log makes, and in which order. */
import { describe, expect, it } from 'vitest';
import { endpointOfPid, liveRow } from '../../src/program/processes';
import { printLog } from '../../src/traces/log';
import { runLog } from './logRun';

/** The statements of a log, without comments on it, the machine and the spawned first process. */
function statements(lines: readonly string[]): string[] {
  const { text, problems } = printLog(`${lines.join('\n')}\n`, 'a.strace', []);
  expect(problems).toEqual([]);
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '' && !/^(?:#|machine|spawn p\d+ )/.test(line));
}

function failuresOf(lines: readonly string[]): readonly string[] {
  return runLog(lines.join('\n'), ['memory=8M']).failures;
}

const ANONYMOUS = 'PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0';

describe('halves of calls', () => {
  it('are one call, where it returned', () => {
    const lines = [
      `7 mmap(NULL, 4096, ${ANONYMOUS} <unfinished ...>`,
      '8 brk(NULL) = 0x5000',
      '7 <... mmap resumed>) = 0x7f0000001000',
    ];
    expect(statements(lines)).toEqual([
      '8 brk(NULL) = 0x5000',
      `7 mmap(NULL, 4096, ${ANONYMOUS}) = 0x7f0000001000`,
    ]);
    expect(failuresOf(lines)).toEqual([]);
  });

  it('may each have some of the arguments, and an output', () => {
    expect(
      statements([
        '7 clone3({flags=CLONE_VM|CLONE_SIGHAND|CLONE_THREAD, stack=0x7f0000000000} <unfinished ...>',
        '7 <... clone3 resumed> => {parent_tid=[9]}, 88) = 9',
        '7 munmap(0x7fffffffe000 <unfinished ...>',
        '9 brk(NULL) = 0x5000',
        '7 <... munmap resumed>, 4096) = 0',
      ]),
    ).toEqual([
      '7 clone3({flags=CLONE_VM|CLONE_SIGHAND|CLONE_THREAD, stack=0x7f0000000000} => {parent_tid=[9]}, 88) = 9',
      '9 brk(NULL) = 0x5000',
      '7 munmap(0x7fffffffe000, 4096) = 0',
    ]);
  });

  it('are joined where a message of strace stands between them', () => {
    const lines = [
      'vfork(strace: Process 8 attached',
      ' <unfinished ...>',
      '[pid 8] exit(1) = ?',
      '[pid 7] <... vfork resumed>) = 8',
      '[pid 8] +++ exited with 1 +++',
      'clone(child_stack=NULL, flags=SIGCHLDstrace: Process 9 attached',
      ', child_tidptr=0x7f0000000a10) = 9',
      '[pid 7] brk(NULL) = 0x5000',
    ];
    expect(statements(lines)).toEqual([
      '7 vfork() = 8',
      '8 exit(1) = ?',
      '7 wait4(8, NULL, 0, NULL) = ?  # not in the log',
      '8 +++ exited with 1 +++',
      '7 clone(child_stack=NULL, flags=SIGCHLD, child_tidptr=0x7f0000000a10) = 9',
      '7 brk(NULL) = 0x5000',
    ]);
    expect(failuresOf(lines)).toEqual([]);
  });

  it('belong to the one process that is left when they have no pid', () => {
    const lines = [
      '[pid 7] clone(child_stack=NULL, flags=SIGCHLD) = 8',
      '[pid 7] wait4(-1,  <unfinished ...>',
      '[pid 8] exit_group(2) = ?',
      '[pid 8] +++ exited with 2 +++',
      '<... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 2}], 0, NULL) = 8',
      'brk(NULL) = 0x5000',
    ];
    expect(statements(lines).slice(-2)).toEqual([
      '7 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 2}], 0, NULL) = 8',
      '7 brk(NULL) = 0x5000',
    ]);
    expect(failuresOf(lines)).toEqual([]);
  });
});

describe('processes', () => {
  it('are made before they act, though the call that made them returned later', () => {
    const lines = [
      '7 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>',
      '8 brk(NULL) = 0x5000',
      '7 <... clone resumed>, child_tidptr=0x7f0000000a10) = 8',
    ];
    expect(statements(lines)).toEqual([
      '7 clone(child_stack=NULL, flags=SIGCHLD, child_tidptr=0x7f0000000a10) = 8',
      '8 brk(NULL) = 0x5000',
    ]);
    expect(failuresOf(lines)).toEqual([]);
  });

  it('wait for the child of a vfork to execute a file', () => {
    const lines = [
      '7 vfork( <unfinished ...>',
      '8 execve("/bin/x", ["x"], 0x7ffe /* 3 vars */ <unfinished ...>',
      '7 <... vfork resumed>) = 8',
      '7 brk(NULL) = 0x5000',
      '8 <... execve resumed>) = 0',
      '8 brk(NULL) = 0x9000',
    ];
    const found = statements(lines);
    expect(
      found.map((line) => /^\d+ \w+/.exec(line)?.[0]).filter((line) => line !== undefined),
    ).toEqual(['7 vfork', '8 execve', '7 brk', '8 brk']);
    expect(failuresOf(lines)).toEqual([]);
  });

  it('go on when the child of a vfork is not in the log', () => {
    const lines = ['vfork() = 8', 'brk(NULL) = 0x5000', 'exit_group(0) = ?'];
    expect(failuresOf(lines)).toEqual([]);
    expect(statements(lines)[2]).toContain('8 execve("/proc/8/exe"');
  });

  it('are made by the call that never returned, when nothing else made them', () => {
    const lines = [
      '7 clone(child_stack=NULL, flags=CLONE_VM|SIGCHLD <unfinished ...>',
      '8 brk(NULL) = 0x5000',
    ];
    expect(statements(lines)).toEqual([
      '7 clone(child_stack=NULL, flags=CLONE_VM|SIGCHLD) = 8',
      '8 brk(NULL) = 0x5000',
    ]);
    expect(failuresOf(lines)).toEqual([]);
  });

  it('keep the pid of a thread that executes a file, under the name of its process', () => {
    const lines = [
      '7 clone(child_stack=NULL, flags=SIGCHLD) = 8',
      '8 clone3({flags=CLONE_VM|CLONE_SIGHAND|CLONE_THREAD, stack=0x7f0000000000, stack_size=0x1000}, 88) = 9',
      '9 execve("/bin/x", ["x"], 0x7ffe <unfinished ...>',
      '8 +++ superseded by execve in pid 9 +++',
      '8 <... execve resumed>) = 0',
      '8 brk(NULL) = 0x9000',
      '8 exit_group(4) = ?',
      '8 +++ exited with 4 +++',
      '7 wait4(8, [{WIFEXITED(s) && WEXITSTATUS(s) == 4}], 0, NULL) = 8',
    ];
    const run = runLog(lines.join('\n'), ['memory=8M']);
    expect(run.failures).toEqual([]);
    expect(run.compiled.summary).toEqual([]);
    expect(statements(lines).at(-4)).toBe('9 brk(NULL) = 0x9000');
  });

  it('end with their threads, and all of them as the process did', () => {
    const lines = [
      '7 clone3({flags=CLONE_VM|CLONE_SIGHAND|CLONE_THREAD, stack=0x7f0000000000, stack_size=0x1000}, 88) = 8',
      '7 clone3({flags=CLONE_VM|CLONE_SIGHAND|CLONE_THREAD, stack=0x7f0000000000, stack_size=0x1000}, 88) = 9',
      '8 exit_group(3) = ?',
      '9 +++ exited with 3 +++',
      '8 +++ exited with 3 +++',
      '7 +++ exited with 3 +++',
    ];
    expect(failuresOf(lines)).toEqual([]);
  });

  it('are killed where the log says so', () => {
    const lines = [
      '7 clone(child_stack=NULL, flags=SIGCHLD) = 8',
      '7 kill(8, SIGTERM) = 0',
      '8 --- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=7, si_uid=0} ---',
      '8 brk(NULL) = 0x5000',
      '8 +++ killed by SIGKILL +++',
      '7 wait4(-1, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], 0, NULL) = 8',
    ];
    const run = runLog(lines.join('\n'), ['memory=8M']);
    expect(run.failures).toEqual([]);
    expect(run.compiled.summary).toEqual(['not modelled: kill 1']);
  });

  it('whose end no line shows have ended when their parent was told', () => {
    const lines = [
      'clone(child_stack=NULL, flags=SIGCHLD) = 8',
      'wait4(8, [{WIFEXITED(s) && WEXITSTATUS(s) == 5}], 0, NULL) = 8',
    ];
    expect(failuresOf(lines)).toEqual([]);
    expect(statements(lines)[2]).toBe('8 +++ exited with 5 +++  # not in the log');
  });

  it('are threads of the process that strace was attached to', () => {
    const lines = [
      'strace: Process 7 attached with 2 threads',
      '[pid 8] munmap(0x7f0000001000, 4096) = 0',
      `[pid 7] mmap(NULL, 4096, ${ANONYMOUS}) = 0x7f0000001000`,
    ];
    expect(statements(lines)[0]).toBe('7 clone(0, 0x50f00) = 8  # a thread that ran already');
    const { computer, failures } = runLog(lines.join('\n'), ['memory=8M']);
    expect(failures).toEqual([]);
    const rows = [7, 8].map((pid) => liveRow(computer, endpointOfPid(computer, pid, 0)));
    expect(rows.map((row) => computer.mprocs.threadGroup.get(row))).toEqual([7, 7]);
    expect(rows.map((row) => computer.processes.vmproc.get(row))).toEqual([rows[0], rows[0]]);
  });

  it('have the pid that the program itself was told, when strace printed none', () => {
    const lines = [
      'brk(NULL) = 0x5000',
      'set_tid_address(0x7f0000000a10) = 4242',
      'getpid() = 4242',
    ];
    expect(statements(lines)).toEqual(['4242 brk(NULL) = 0x5000', '4242 getpid() = 4242']);
    expect(failuresOf(lines)).toEqual([]);
    expect(statements(['brk(NULL) = 0x5000'])).toEqual(['spawn p', 'p: brk(NULL) = 0x5000']);
  });
});
