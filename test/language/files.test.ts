// Files and programs that exist before the run, and the maps that logs tell. The addresses of
// programs are those of GNU ld (i386 0x08048000, x86-64 0x400000); bss begins in the data's last page
// as in the example of libexec with a segment whose memory is larger than its file.

import { describe, expect, it } from 'vitest';
import { PROT_EXEC, PROT_READ, PROT_WRITE, REGION_NAME } from '../../src/engine/vm/vm';
import type { Image } from '../../src/engine/machine';
import type { FileDescription, Program } from '../../src/program/form';
import { instructionsOf, programOf } from './checked';

function textOf(program: Program, string: number): string {
  return String.fromCharCode(...(program.strings[string] ?? []));
}

function fileOf(settings: string, machine = ''): [Program, FileDescription] {
  const program = programOf(`machine { ${machine} }\nfile "/x" { ${settings} }`);
  const [file] = program.files;
  if (file === undefined) throw new Error('there is no file');
  return [program, file];
}

function imageOf(settings: string, machine = ''): Image {
  const [program, file] = fileOf(settings, machine);
  return program.images[file.image] ?? { mappings: [], breakPage: 0, breakOffset: 0 };
}

describe('a file of data', () => {
  it('has a size, a filling and a mode', () => {
    const [program, file] = fileOf('size = 10000, fill = "abc", mode = 0600');
    expect(file).toMatchObject({ sizePages: 2, sizeOffset: 1808, mode: 0o600, image: 0 });
    expect(textOf(program, file.name)).toBe('/x');
    expect(textOf(program, file.fill)).toBe('abc');
  });

  it('is as long as its filling, holds zeros, or nothing', () => {
    expect(fileOf('fill = "abcd"')[1]).toMatchObject({ sizePages: 0, sizeOffset: 4, mode: 0o644 });
    expect(fileOf('size = 4K')[1]).toMatchObject({ sizePages: 1, sizeOffset: 0, fill: 0 });
    expect(fileOf('')[1]).toMatchObject({ sizePages: 0, sizeOffset: 0, fill: 0 });
  });

  it('is measured in the pages of the machine', () => {
    const [, file] = fileOf('size = 100', 'arch = custom');
    expect(file).toMatchObject({ sizePages: 1, sizeOffset: 36 });
  });
});

describe('a program', () => {
  const TEXT = PROT_READ | PROT_EXEC;
  const DATA = PROT_READ | PROT_WRITE;

  it('lies where linkers put it, text, data and bss, the heap behind', () => {
    const image = imageOf('text = 8K, data = 5000, bss = 8K');
    expect(image.mappings).toMatchObject([
      { startPage: 0x8048, pages: 2, protection: TEXT, filePage: 0, clearEnd: 0, shared: false },
      { startPage: 0x804a, pages: 2, protection: DATA, filePage: 2, clearEnd: 3192 },
      // 8192 bytes of bss, of which 3192 lie in the data's last page: 5000 are left.
      { startPage: 0x804c, pages: 2, protection: DATA, path: 0, clearEnd: 0 },
    ]);
    expect(image).toMatchObject({ breakPage: 0x804e, breakOffset: 0 });
    const file = fileOf('text = 8K, data = 5000, bss = 8K')[1];
    expect(file).toMatchObject({ sizePages: 3, sizeOffset: 904, mode: 0o755 });
  });

  it('begins at 0x400000 on x86-64 and at a sixteenth of a custom address space', () => {
    expect(imageOf('text = 1', 'arch = x86-64').mappings).toMatchObject([
      { startPage: 0x400, pages: 1 },
    ]);
    expect(imageOf('text = 1', 'arch = custom').mappings).toMatchObject([
      { startPage: 16, pages: 1 },
    ]);
  });

  it('may have any part alone', () => {
    expect(imageOf('bss = 4097').mappings).toMatchObject([
      { startPage: 0x8048, pages: 2, path: 0, protection: DATA },
    ]);
    // bss that fits into the data's last page needs no mapping.
    expect(imageOf('data = 100, bss = 100').mappings).toMatchObject([{ pages: 1, clearEnd: 3996 }]);
    // Without bss nothing is cleared: what lies behind the file's end is zero anyway.
    expect(imageOf('data = 100').mappings).toMatchObject([{ pages: 1, clearEnd: 0 }]);
  });
});

const MAPS = `555555554000-555555556000 r--p 00000000 fe:00 260958    /usr/bin/true
555555556000-55555555a000 r-xp 00002000 fe:00 260958    /usr/bin/true rss=0kB
55555555c000-55555555e000 rw-p 00007000 fe:00 260958    /usr/bin/true rss=4kB
55555555e000-55555555f000 rw-p 00000000 00:00 0  rss=0kB
7ffff7fb6000-7ffff7fb7000 rw-s 00000000 00:01 55    /dev/zero (deleted)
7ffff7fb7000-7ffff7fb8000 r--s 00001000 fe:00 33    /lib/old.so (deleted)
7ffff7fc8000-7ffff7fca000 r-xp 00000000 00:00 0    [vdso]
7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0    [stack] rss=4kB
ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0    [vsyscall]`;

describe('lines of /proc/PID/maps', () => {
  it('are what `expect maps` compares with', () => {
    const program = programOf(`machine { arch = x86-64 }\nspawn p\nexpect maps(p) {\n${MAPS}\n}`);
    const [expected] = instructionsOf(program, 'expectMaps');
    const shown = expected?.mappings.map(
      ({ start, end, permissions, offset, object, growsDown }) => {
        const range = `${start.toString(16)}-${end.toString(16)}`;
        return `${range} ${permissions} ${String(offset)} ${object}${growsDown ? ' grows' : ''}`;
      },
    );
    expect(shown).toEqual([
      '555555554000-555555556000 r--p 0 /usr/bin/true',
      '555555556000-55555555a000 r-xp 8192 /usr/bin/true',
      '55555555c000-55555555e000 rw-p 28672 /usr/bin/true',
      '55555555e000-55555555f000 rw-p 0 anon',
      '7ffff7fb6000-7ffff7fb7000 rw-s 0 shm',
      '7ffff7fb7000-7ffff7fb8000 r--s 4096 /lib/old.so',
      '7ffff7fc8000-7ffff7fca000 r-xp 0 anon',
      '7ffffffde000-7ffffffff000 rw-p 0 anon grows',
    ]);
  });

  it('may stop behind the permissions', () => {
    const program = programOf('spawn p\nexpect maps(p) { 1000-2000 rw-p }');
    const [expected] = instructionsOf(program, 'expectMaps');
    expect(expected?.mappings).toMatchObject([
      { start: 0x1000, end: 0x2000, permissions: 'rw-p', offset: null, object: 'anon' },
    ]);
  });

  it('make the image of an execve', () => {
    const lines = MAPS.split('\n').map((line) => `"${line}"`);
    const program = programOf(
      `machine { arch = x86-64 }\nspawn p\np: execve("/usr/bin/true", maps=[${lines.join(',\n')}])`,
    );
    const [call] = instructionsOf(program, 'call');
    expect(call?.arguments.map(({ name, value }) => [name, value.kind])).toEqual([
      [null, 'string'],
      [null, 'anything'],
      [null, 'anything'],
      ['maps', 'integer'],
    ]);
    const [, image] = program.images;
    const shown = image?.mappings.map((mapping) => {
      const { startPage, pages, protection, shared, filePage, name } = mapping;
      const path = textOf(program, mapping.path);
      return [startPage.toString(16), pages, protection, shared, path, filePage, name];
    });
    expect(shown).toEqual([
      ['555555554', 2, 1, false, '/usr/bin/true', 0, 0],
      ['555555556', 4, 5, false, '/usr/bin/true', 2, 0],
      ['55555555c', 2, 3, false, '/usr/bin/true', 7, 0],
      ['55555555e', 1, 3, false, '', 0, 0],
      ['7ffff7fb6', 1, 3, true, '', 0, 0],
      ['7ffff7fb7', 1, 1, true, '/lib/old.so', 1, 0],
      ['7ffff7fc8', 2, 5, false, '', 0, REGION_NAME.VDSO],
      ['7ffffffde', 33, 3, false, '', 0, REGION_NAME.STACK],
    ]);
    // Behind the program's bss.
    expect(image).toMatchObject({ breakPage: 0x55555555f, breakOffset: 0 });
    // The files exist, as long as they are mapped.
    const files = program.files.map(({ name, sizePages }) => [textOf(program, name), sizePages]);
    expect(files).toEqual([
      ['/usr/bin/true', 9],
      ['/lib/old.so', 2],
    ]);
  });

  it('take the break from `brk`, or from the heap', () => {
    const line = '"1000-2000 r-xp 0 0:0 0 /x"';
    const told = programOf(`spawn p\np: execve("/x", maps=[${line}], brk=0x5123)`);
    expect(told.images[1]).toMatchObject({ breakPage: 5, breakOffset: 0x123 });
    const heap = programOf(
      `spawn p\np: execve("/x", maps=[${line}, "8000-9000 rw-p 0 0:0 0 [heap]"])`,
    );
    expect(heap.images[1]).toMatchObject({ breakPage: 9, breakOffset: 0 });
  });
});
