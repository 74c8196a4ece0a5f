// What an editor shows of strace logs: hovers, lines that were not understood, outline, folds.

import { describe, expect, it } from 'vitest';
import { logDiagnostics } from '../../../src/traces/features/logDiagnostics';
import { logFolds } from '../../../src/traces/features/logFolding';
import { logHover } from '../../../src/traces/features/logHover';
import { LogLines } from '../../../src/traces/features/logLines';
import { logSymbols } from '../../../src/traces/features/logSymbols';

const LOG = `28114 execve("/usr/bin/true", ["true"], 0x7ffe /* 20 vars */) = 0
### maps 28114 after-exec
555555554000-555555556000 r--p 00000000 fe:00 260958                     /usr/bin/true
7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0                          [stack]
### end
28114 brk(NULL) = 0x555555694000
28114 mmap(NULL, 41543, PROT_READ, MAP_PRIVATE, 3</etc/ld.so.cache>, 0) = 0x7ffff7fb5000
28114 openat(AT_FDCWD, "/x", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)
28114 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7ffff7d8aa10) = 28115
28114 munmap(0x7ffff7fb5000, 41543 <unfinished ...>
28115 futex(0x1, FUTEX_WAIT, 0, NULL) = 0
28114 <... munmap resumed>)             = 0
28115 +++ exited with 3 +++
28114 --- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---
28114 +++ killed by SIGSEGV +++
`;

function hoverOf(text: string): string {
  const at = LOG.indexOf(text);
  expect(at).toBeGreaterThanOrEqual(0);
  return logHover(new LogLines(LOG), at)?.markdown ?? '';
}

describe('a hover over a log', () => {
  it('decodes the arguments and says what they mean', () => {
    const text = hoverOf('mmap(NULL');
    expect(text).toContain('Maps a file, or anonymous memory');
    expect(text).toContain('- `length` (rounded up to 11 pages): its length in bytes');
    expect(text).toContain('`PROT_READ` (reading)');
    expect(text).toContain('`MAP_PRIVATE` (writes stay with the process: copy-on-write)');
    expect(text).toContain('`/etc/ld.so.cache`');
    expect(text).toContain('Answers the address of the mapping');
  });

  it('says why a call failed', () => {
    expect(hoverOf('openat(')).toContain('Failed with `ENOENT`: there is no such file');
  });

  it('joins the halves of a call, from both', () => {
    expect(hoverOf('munmap(0x7ffff7fb5000, 41543 <')).toContain('It returns in line 12.');
    const second = hoverOf('<... munmap');
    expect(second).toContain('It began in line 10.');
    expect(second).toContain('- `length`');
    expect(second).toContain('Answers 0');
  });

  it('says what is not modelled, and what happened to processes', () => {
    expect(hoverOf('futex')).toBe('`futex` is not modelled: this line changes nothing.');
    expect(hoverOf('--- SIGSEGV')).toContain('`SEGV_MAPERR`: nothing is mapped at this address.');
    expect(hoverOf('+++ exited')).toBe('The process ended with status 3.');
    expect(hoverOf('+++ killed')).toBe('The process was ended by `SIGSEGV`.');
    expect(hoverOf('555555554000-')).toContain('/proc/PID/maps');
  });

  it('says nothing about pids and lines that are nothing', () => {
    expect(logHover(new LogLines(LOG), 0)).toBe(null);
    expect(logHover(new LogLines('\n'), 0)).toBe(null);
  });
});

describe('diagnostics of a log', () => {
  it('are none in a good one', () => {
    expect(logDiagnostics(new LogLines(LOG), 'x.strace')).toEqual([]);
  });

  it('mark lines that were not understood, to their ends', () => {
    const text = '12 brk(NULL) = 0x1000\nwhat is this\n12 munmap(0x1000, = 0\n12 brk(NULL)\n';
    const found = logDiagnostics(new LogLines(text), 'x.strace').map(
      ({ start, end, text: why }) => [text.slice(start, end), why.slice(0, 24)],
    );
    expect(found).toEqual([
      ['what is this', 'expected a line of strac'],
      ['munmap(0x1000, = 0', 'expected `) = RESULT` or'],
      ['brk(NULL)', 'expected `) = RESULT` or'],
    ]);
  });
});

describe('the outline of a log', () => {
  it('has processes with what happened to them', () => {
    const found = logSymbols(new LogLines(LOG));
    expect(found.map(({ name, detail, children }) => [name, detail, children.length])).toEqual([
      ['28114', 'true', 4],
      ['28115', '', 1],
    ]);
  });
});

describe('folding a log', () => {
  it('takes maps', () => {
    const lines = new LogLines(LOG);
    const found = logFolds(lines).map(({ start, end }) => [
      lines.lineAt(start).number,
      lines.lineAt(end).number,
    ]);
    expect(found).toEqual([[1, 4]]);
  });
});
