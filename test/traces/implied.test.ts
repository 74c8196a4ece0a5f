/** What a log implies about memory and files but does not show. */
import { describe, expect, it } from 'vitest';
import { openFileOf } from '../../src/engine/vfs/descriptors';
import { endpointOfPid, liveRow } from '../../src/program/processes';
import { printLog } from '../../src/traces/log';
import { machineRows, runLog } from './logRun';

/** A machine that is made faster. */
const SMALL = ['memory=8M'];
const ANONYMOUS = 'PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0';
const FIXED = 'PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0';

/** The statements of a log of process 7. */
function statements(lines: readonly string[]): string[] {
  const { text, problems } = printLog(`${lines.join('\n')}\n`, 'a.strace', []);
  expect(problems).toEqual([]);
  return text.split('\n').filter((line) => /^7 /.test(line));
}

function run(lines: readonly string[]) {
  const { computer, failures, compiled } = runLog(lines.join('\n'), SMALL);
  expect(failures).toEqual([]);
  return { rows: machineRows(computer, 7), summary: compiled.summary, computer };
}

const STACK = [0x7ffffffde000, 0x7ffffffff000, 'rw-p', 'anon', null];

describe('memory that no line maps', () => {
  it('is mapped where it is protected, unmapped or moved', () => {
    const lines = [
      '7 mprotect(0x10000, 4096, PROT_READ) = 0',
      '7 munmap(0x20000, 8000) = 0',
      '7 mremap(0x30000, 4096, 8192, MREMAP_MAYMOVE) = 0x40000',
    ];
    expect(statements(lines)).toEqual([
      `7 mmap(0x10000, 4096, ${FIXED}) = 0x10000  # seen here first`,
      lines[0],
      `7 mmap(0x20000, 8192, ${FIXED}) = 0x20000  # seen here first`,
      lines[1],
      `7 mmap(0x30000, 4096, ${FIXED}) = 0x30000  # seen here first`,
      lines[2],
    ]);
    expect(run(lines).rows).toEqual([
      [0x10000, 0x11000, 'r--p', 'anon', null],
      [0x40000, 0x42000, 'rw-p', 'anon', null],
      STACK,
    ]);
  });

  it('is mapped only where the range was not seen', () => {
    const lines = [
      `7 mmap(NULL, 4096, ${ANONYMOUS}) = 0x11000`,
      '7 mprotect(0x10000, 12288, PROT_NONE) = 0',
    ];
    expect(statements(lines).slice(1, 3)).toEqual([
      `7 mmap(0x10000, 4096, ${FIXED}) = 0x10000  # seen here first`,
      `7 mmap(0x12000, 4096, ${FIXED}) = 0x12000  # seen here first`,
    ]);
    expect(run(lines).rows[0]).toEqual([0x10000, 0x13000, '---p', 'anon', null]);
  });

  it('was unmapped when the kernel puts something else there', () => {
    const lines = [
      `7 mmap(NULL, 12288, ${ANONYMOUS}) = 0x10000`,
      `7 mmap(NULL, 4096, PROT_READ, MAP_SHARED|MAP_ANONYMOUS, -1, 0) = 0x11000`,
    ];
    expect(statements(lines)[1]).toBe('7 munmap(0x11000, 4096) = 0  # unmapped by then');
    expect(run(lines).rows.slice(0, 3)).toEqual([
      [0x10000, 0x11000, 'rw-p', 'anon', null],
      [0x11000, 0x12000, 'r--s', 'shm', null],
      [0x12000, 0x13000, 'rw-p', 'anon', null],
    ]);
  });

  it('is a heap from where the first brk(NULL) says, or from the first break', () => {
    const asked = ['7 brk(NULL) = 0x5400', '7 brk(0x9000) = 0x9000', '7 brk(0x7000) = 0x7000'];
    expect(run(asked).rows[0]).toEqual([0x6000, 0x7000, 'rw-p', 'anon', null]);
    const late = ['7 brk(0x9000) = 0x9000', '7 brk(0xb000) = 0xb000'];
    expect(statements(late)[0]).toBe('7 brk(NULL) = 0x9000  # not in the log');
    expect(run(late).rows[0]).toEqual([0x9000, 0xb000, 'rw-p', 'anon', null]);
  });

  it('is after execve only the stack, when the log does not tell the map', () => {
    const lines = [
      `7 mmap(NULL, 4096, ${ANONYMOUS}) = 0x10000`,
      '7 execve("/bin/x", ["x"], 0x7ffe /* 3 vars */) = 0',
    ];
    expect(run(lines).rows).toEqual([STACK]);
  });
});

describe('maps in a log', () => {
  const map = [
    '00400000-00402000 r-xp 00000000 fe:00 12                     /bin/x rss=4kB',
    '00402000-00403000 rw-p 00002000 fe:00 12                     /bin/x',
    '7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0              [stack] rss=8kB',
    'ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0      [vsyscall] rss=0kB',
  ];
  const rows = [
    [0x400000, 0x402000, 'r-xp', '/bin/x', 0],
    [0x402000, 0x403000, 'rw-p', '/bin/x', 0x2000],
    STACK,
  ];
  const exec = '7 execve("/bin/x", ["x"], 0x7ffe /* 3 vars */) = 0';

  it.each([
    ['in a block', [exec, '### maps 7 after-exec', ...map, '### end']],
    [
      'in a block behind other lines',
      [exec, '7 brk(NULL) = 0x403000', '### maps 7 after-exec', ...map, '### end'],
    ],
    ['right behind execve', [exec, ...map]],
    ['before the first line', [...map, exec]],
    ['of a process that runs already', ['### maps 7 after-exec', ...map, '### end']],
  ])('are what execve made: %s', (_, lines) => {
    expect(run([...lines, '7 brk(0x405000) = 0x405000']).rows).toEqual([
      ...rows.slice(0, 2),
      [0x403000, 0x405000, 'rw-p', 'anon', null],
      STACK,
    ]);
  });

  it('are compared where they stand, with what is wrong at their place', () => {
    const start = [exec, '### maps 7 after-exec', ...map, '### end'];
    const check = ['### maps 7 at-exit', ...map, '### end'];
    expect(runLog([...start, ...check].join('\n'), SMALL).failures).toEqual([]);
    const wrong = [...start, '7 munmap(0x400000, 4096) = 0', ...check];
    const { failures } = runLog(wrong.join('\n'), SMALL);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/^9: expected 00400000-00402000 r-xp/);
    const bare = [...start, '7 munmap(0x400000, 4096) = 0', ...map];
    expect(runLog(bare.join('\n'), SMALL).failures[0]).toMatch(/^9: /);
  });

  it('do not compare the lower bound of the stack', () => {
    const grown = map.map((line) => line.replace('7ffffffde000', '7ffffffd0000'));
    const lines = [
      exec,
      ...map,
      '7 brk(NULL) = 0x403000',
      '### maps 7 at-exit',
      ...grown,
      '### end',
    ];
    expect(runLog(lines.join('\n'), SMALL).failures).toEqual([]);
  });

  it('are not compared, and that is said, when the map after execve is missing', () => {
    const { summary } = run([exec, '### maps 7 at-exit', ...map, '### end']);
    expect(summary).toEqual([
      'not compared, because the log does not tell the map after execve: the map of 7 1',
    ]);
  });
});

describe('files', () => {
  const MAPPED = 'PROT_READ, MAP_PRIVATE';

  it('are what a descriptor names, without a line that opens them', () => {
    const lines = [`7 mmap(NULL, 8192, ${MAPPED}, 3</lib/x>, 0x1000) = 0x10000`];
    expect(run(lines).rows[0]).toEqual([0x10000, 0x12000, 'r--p', '/lib/x', 0x1000]);
  });

  it('are what the line that opened a descriptor says, when it is only a number', () => {
    const lines = [
      '7 openat(AT_FDCWD, "/lib/x", O_RDONLY|O_CLOEXEC) = 3',
      '7 dup2(3, 20) = 20',
      '7 close(3) = 0',
      '7 openat(AT_FDCWD, "/lib/y", O_RDONLY|O_CLOEXEC) = 3',
      `7 mmap(NULL, 4096, ${MAPPED}, 20, 0) = 0x10000`,
      `7 mmap(NULL, 4096, ${MAPPED}, 3, 0) = 0x11000`,
    ];
    expect(run(lines).rows.slice(0, 2)).toEqual([
      [0x10000, 0x11000, 'r--p', '/lib/x', 0],
      [0x11000, 0x12000, 'r--p', '/lib/y', 0],
    ]);
  });

  it('have a made-up name when no line tells, and differ by descriptor', () => {
    const lines = [`7 mmap(NULL, 4096, ${MAPPED}, 5, 0) = 0x10000`];
    expect(run(lines).rows[0]).toEqual([0x10000, 0x11000, 'r--p', '/descriptor-5', 0]);
  });

  it('are closed before their descriptor is given again', () => {
    const lines = [
      '7 openat(AT_FDCWD, "/lib/x", O_RDONLY) = 3',
      '7 openat(AT_FDCWD, "/lib/y", O_RDONLY) = 3',
    ];
    expect(statements(lines)[1]).toBe('7 close(3) = 0  # not in the log');
    run(lines);
  });

  it('of O_CLOEXEC are closed by execve: what gcc’s collect2 does before it runs ld', () => {
    const lines = [
      '7 pipe2([3, 4], O_CLOEXEC) = 0',
      '7 openat(AT_FDCWD, "/lib/x", O_RDONLY) = 5',
      '7 execve("/bin/ld", ["ld"], 0x7ffc00000000 /* 3 vars */) = 0',
      '7 openat(AT_FDCWD, "/lib/y", O_RDONLY) = 3',
      '7 openat(AT_FDCWD, "/lib/z", O_RDONLY) = 4',
      '7 openat(AT_FDCWD, "/lib/z", O_RDONLY) = 6',
    ];
    expect(statements(lines).filter((line) => line.includes('close'))).toEqual([]);
    run(lines);
  });

  it('of relative paths are named from the root, or as -y prints them', () => {
    const lines = [
      '7 openat(AT_FDCWD, "x.dat", O_RDWR) = 3',
      '7 openat(AT_FDCWD</home>, "y.dat", O_RDWR) = 4</home/y.dat>',
      `7 mmap(NULL, 4096, ${MAPPED}, 3, 0) = 0x10000`,
      `7 mmap(NULL, 4096, ${MAPPED}, 4</home/y.dat>, 0) = 0x11000`,
    ];
    expect(
      run(lines)
        .rows.slice(0, 2)
        .map((row) => row[3]),
    ).toEqual(['/./x.dat', '/home/y.dat']);
  });

  it('are as long as they were mapped, read, or made by ftruncate', () => {
    const size = (lines: readonly string[]): number => {
      const { computer } = run(lines);
      const { files } = computer;
      const [row = 0] = [...Array(64).keys()].filter(
        (one) => one > 0 && files.has(one) && computer.strings[files.name.get(one)]?.length === 2,
      );
      return files.sizePages.get(row) * 4096 + files.sizeOffset.get(row);
    };
    expect(size([`7 mmap(NULL, 5000, ${MAPPED}, 3</x>, 0x2000) = 0x10000`])).toBe(0x2000 + 5000);
    expect(size(['7 read(3</x>, "abc"..., 4096) = 832', '7 read(3</x>, ""..., 4096) = 0'])).toBe(
      832,
    );
    expect(size(['7 ftruncate(3</x>, 12388) = 0'])).toBe(12388);
  });

  it('have their position where lseek answered that it is, from wherever it was asked for', () => {
    const lines = [
      '7 lseek(3</x>, 832, SEEK_SET) = 832',
      '7 lseek(3</x>, 0, SEEK_CUR) = 4928',
      '7 lseek(3</x>, -22, SEEK_END) = 588873',
      '7 lseek(3</x>, 0, SEEK_DATA) = 8192',
      '7 read(3</x>, "abc"..., 100) = 100',
    ];
    expect(statements(lines)).toEqual([
      lines[0],
      '7 lseek(3</x>, 4928, SEEK_SET) = 4928  # asked for 0 from SEEK_CUR',
      '7 lseek(3</x>, 588873, SEEK_SET) = 588873  # asked for -22 from SEEK_END',
      '7 lseek(3</x>, 8192, SEEK_SET) = 8192  # asked for 0 from SEEK_DATA',
      lines[4],
    ]);
    const { computer } = run(lines);
    const { openFiles } = computer;
    const openFile = openFileOf(computer, liveRow(computer, endpointOfPid(computer, 7, 0)), 3);
    expect(openFiles.positionPages.get(openFile)).toBe(2);
    expect(openFiles.positionOffset.get(openFile)).toBe(100);
  });

  it('that the model cannot have, or of which lseek failed, have no position', () => {
    const { summary } = run([
      '7 lseek(0</dev/pts/0<char 136:0>>, 0, SEEK_CUR) = -1 ESPIPE (Illegal seek)',
      '7 lseek(1</dev/null<char 1:3>>, 0, SEEK_CUR) = 0',
      '7 lseek(9, 0, SEEK_CUR) = 0',
      '7 openat(AT_FDCWD, "/tmp", O_RDONLY|O_DIRECTORY) = 4</tmp>',
      '7 lseek(4</tmp>, 0, SEEK_SET) = 0',
    ]);
    expect(summary).toEqual([
      'failed in the log, so not run: lseek ESPIPE 1',
      'on devices, pipes and sockets: lseek 1',
      'on descriptors that the model does not have: lseek 2, openat 1',
    ]);
  });

  it('that are devices, pipes or sockets are not read and written', () => {
    const { summary } = run([
      '7 write(1</dev/pts/0<char 136:0>>, "hello\\n", 6) = 6',
      '7 read(3<pipe:[12]>, "x", 1) = 1',
      '7 read(9, "x", 1) = 1',
    ]);
    expect(summary).toEqual([
      'on devices, pipes and sockets: read 1, write 1',
      'on descriptors that the model does not have: read 1',
    ]);
  });

  it('that are deleted are the same files', () => {
    const lines = [
      `7 mmap(NULL, 4096, ${MAPPED}, 3</tmp/x>, 0) = 0x10000`,
      `7 mmap(NULL, 4096, ${MAPPED}, 3</tmp/x (deleted)>, 0x1000) = 0x11000`,
    ];
    expect(run(lines).rows[0]).toEqual([0x10000, 0x12000, 'r--p', '/tmp/x', 0]);
  });
});
