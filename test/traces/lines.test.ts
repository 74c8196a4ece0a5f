/** Telling lines of a log apart, with every prefix of strace(1), and a log from a scenario. */
import { describe, expect, it } from 'vitest';
import { isLog } from '../../src/traces/log';
import { readLine } from '../../src/traces/logLine';
import { readLogText, runLog } from './logRun';

function read(line: string): unknown[] {
  const { kind, pid, from, to, name } = readLine(line, 0, line.length);
  return [kind, pid, line.slice(from, to), name];
}

describe('prefixes', () => {
  const call = 'brk(NULL) = 0x5000';
  it.each([
    ['', 0],
    ['28114 ', 28114],
    ['28114      ', 28114],
    ['[pid 28114] ', 28114],
    ['[pid   812] ', 812],
    ['[pid 28114<python3>] ', 28114],
    ['28114<a b> ', 28114],
    ['10:20:30 ', 0],
    ['28114 10:20:30 ', 28114],
    ['28114 10:20:30.123456 ', 28114],
    ['1700000000.123456 ', 0],
    ['28114 1700000000.123456 ', 28114],
    ['1700000000 ', 0],
    ['     0.000123 ', 0],
    ['28114      0.000123 ', 28114],
    ['[pid 28114] 10:20:30.123456 (+     0.000012) ', 28114],
    ['28114 [00007f996a96aad7] ', 28114],
    ['28114 1700000000.1 [  59] [00007f996a96aad7] ', 28114],
    ['28114 [????????????????] ', 28114],
  ])('%j is a prefix', (prefix, pid) => {
    expect(read(prefix + call)).toEqual(['call', pid, call, 'brk']);
  });

  it('runs a log the same with any of them', () => {
    const text = readLogText('true.strace');
    const { hash } = runLog(text).computer;
    const times = ['10:20:30 ', '10:20:30.123456 ', '1700000000.123456 ', '     0.000123 '];
    for (const time of times) {
      const timed = text.replace(/^(\d+) /gm, `$1 ${time}`).replace(/(= \S+)$/gm, '$1 <0.000012>');
      expect(runLog(timed).computer.hash.all()).toBe(hash.all());
      const bracketed = text.replace(/^(\d+) /gm, `[pid $1] ${time}`);
      expect(runLog(bracketed).computer.hash.all()).toBe(hash.all());
    }
    expect(runLog(text.replaceAll('\n', '\r\n')).computer.hash.all()).toBe(hash.all());
  });
});

describe('kinds', () => {
  it.each([
    ['7 <... mmap resumed>) = 0x1000', 'resumed', 7, 'mmap'],
    ['7 --- SIGCHLD {si_signo=SIGCHLD} ---', 'signal', 7, ''],
    ['+++ exited with 0 +++', 'ended', 0, ''],
    ['### fork 7 8 vfork', 'note', 0, 'fork'],
    ['00400000-00401000 r--p 00000000 fe:00 12   /bin/x rss=4kB', 'mapping', 0, ''],
    ['strace: Process 8 attached', 'attached', 0, ''],
    ['strace: Process 8 attached with 3 threads', 'attached', 0, ''],
    ['Process 8 attached', 'attached', 0, ''],
    ['strace: Process 8 detached', 'nothing', 0, ''],
    [' > /lib/libc.so.6(__mmap+0x1) [0x7]', 'nothing', 0, ''],
    ['# a comment', 'nothing', 0, ''],
    ['   ', 'nothing', 0, ''],
    ['hello world', 'unknown', 0, ''],
    ['28114', 'unknown', 0, ''],
  ])('%j', (line, kind, pid, name) => {
    const found = readLine(line, 0, line.length);
    expect([found.kind, found.pid, found.name]).toEqual([kind, pid, name]);
  });
});

describe('isLog', () => {
  it.each(['true.strace', 'true.maptrace', 'threads.strace', 'bash-pipe.maptrace'])(
    '%s is one',
    (name) => {
      expect(isLog(readLogText(name))).toBe(true);
    },
  );

  it.each([
    'execve("/bin/true", ["true"], 0x7ffd /* 35 vars */) = 0\n',
    'strace: Process 12 attached\nbrk(NULL) = 0x5000\n',
    '\n\n10:20:30 brk(NULL) = 0x5000\n',
    'hello\n1 brk(NULL) = 0x5000\n',
    '### maps 1 after-exec\n',
  ])('%j is one', (text) => {
    expect(isLog(text)).toBe(true);
  });

  it.each([
    '',
    'spawn p\np: brk(NULL) = 0x5000\n',
    '# pasted\n1 brk(NULL) = 0x5000\nexpect 1 == 1\n',
    'p: x = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0)\n',
    'f(1)\ng(2)\n',
    'some text\nand more\n1 brk(NULL) = 0x5000\n',
  ])('%j is none', (text) => {
    expect(isLog(text)).toBe(false);
  });
});
