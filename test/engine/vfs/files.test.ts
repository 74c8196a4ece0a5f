import { describe, expect, it } from 'vitest';
import { ERRNO, SIGNAL } from '../../../src/engine/errno';
import type { Machine } from '../../../src/engine/machine';
import {
  PM_FORK,
  VFS_CLOSE,
  VFS_DUP,
  VFS_FTRUNCATE,
  VFS_OPEN,
  VFS_READ,
  VFS_WRITE,
  VM_MMAP,
  VM_MPROTECT,
  VM_MUNMAP,
} from '../../../src/engine/messages';
import { findByPid } from '../../../src/engine/pm/mproc';
import {
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
} from '../../../src/engine/vfs/descriptors';
import { findFile } from '../../../src/engine/vfs/files';
import { assumeDescriptor, DUP_DIFFERS, DUP_LOWEST } from '../../../src/engine/vfs/open';
import { lastTransfer, peekDisk, peekFile } from '../../../src/engine/vfs/peek';
import { cacheFreepages } from '../../../src/engine/vm/cache';
import { checkInvariants } from '../../../src/engine/vm/sanitycheck';
import { addressOf, load, machineWith, result, spawned, store } from '../testMachine';

const STRINGS = ['/data', 'abcdefgh', '/new', 'hello', '/secret', 'HELLO, WORLD'];
const [DATA, , NEW, HELLO, SECRET, WORLD] = [1, 2, 3, 4, 5, 6];
const STACK = 0xefff0000;

function dataMachine(): Machine {
  return machineWith({
    strings: STRINGS,
    files: [
      { path: DATA, bytes: 8192 + 10, fill: 2 },
      { path: SECRET, bytes: 5, fill: 4, mode: 0o600 },
    ],
  });
}

function open(machine: Machine, process: number, path: number, flags: number): number {
  return result(machine, process, VFS_OPEN, { text: path, flags, request: 0o644 });
}

function read(machine: Machine, process: number, fd: number, length: number): string {
  const count = result(machine, process, VFS_READ, { descriptor: fd, address: STACK, length });
  expect(count).toBeGreaterThanOrEqual(0);
  return load(machine, process, STACK, count) ?? '';
}

function write(
  machine: Machine,
  process: number,
  fd: number,
  text: number,
  length: number,
): number {
  return result(machine, process, VFS_WRITE, { descriptor: fd, text, length });
}

function contents(machine: Machine, path: number, page: number, offset: number, n: number): string {
  const out = new Uint8Array(n);
  const count = peekFile(machine, findFile(machine, path), page, offset, out);
  return new TextDecoder().decode(out.subarray(0, count));
}

describe('open', () => {
  it('answers the lowest free descriptor; 0 to 2 are the terminal', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    expect(open(machine, process, DATA, O_RDONLY)).toBe(3);
    expect(open(machine, process, DATA, O_RDONLY)).toBe(4);
    expect(result(machine, process, VFS_CLOSE, { descriptor: 3 })).toBe(0);
    expect(open(machine, process, DATA, O_RDONLY)).toBe(3);
    expect(read(machine, process, 0, 5)).toBe('');
    expect(write(machine, process, 1, HELLO, 5)).toBe(5);
  });

  it('answers as POSIX says when it cannot', () => {
    const machine = dataMachine();
    const [root, user] = [spawned(machine), spawned(machine, { uid: 1000 })];
    expect(open(machine, root, NEW, O_RDONLY)).toBe(-ERRNO.ENOENT);
    expect(open(machine, root, DATA, O_RDWR | O_CREAT | O_EXCL)).toBe(-ERRNO.EEXIST);
    expect(open(machine, user, SECRET, O_RDONLY)).toBe(-ERRNO.EACCES);
    expect(open(machine, user, DATA, O_RDWR)).toBe(-ERRNO.EACCES);
    expect(open(machine, user, DATA, O_RDONLY)).toBe(3);
    expect(open(machine, root, SECRET, O_RDWR)).toBe(3);
  });

  it('makes files with O_CREAT and empties them with O_TRUNC', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    expect(open(machine, process, NEW, O_RDWR | O_CREAT)).toBe(3);
    expect(write(machine, process, 3, HELLO, 5)).toBe(5);
    expect(contents(machine, NEW, 0, 0, 99)).toBe('hello');
    expect(open(machine, process, NEW, O_RDWR | O_TRUNC)).toBe(4);
    expect(contents(machine, NEW, 0, 0, 99)).toBe('');
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('is EMFILE when 1024 are open', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    for (let fd = 3; fd < 1024; fd++) expect(open(machine, process, DATA, O_RDONLY)).toBe(fd);
    expect(open(machine, process, DATA, O_RDONLY)).toBe(-ERRNO.EMFILE);
    expect(result(machine, process, VFS_DUP, { descriptor: 3, request: DUP_LOWEST })).toBe(
      -ERRNO.EMFILE,
    );
  });

  it('takes the descriptor of a log, and makes the file that it implies', () => {
    const machine = machineWith({ strings: STRINGS, configuration: { placement: 'recorded' } });
    const process = spawned(machine);
    expect(open(machine, process, NEW, O_RDONLY)).toBe(-ERRNO.ENOENT);
    expect(result(machine, process, VFS_OPEN, { text: NEW, wishPid: 7 })).toBe(7);
    expect(assumeDescriptor(machine, process, 5, DATA, 2, 100)).toBe(0);
    expect(machine.files.sizePages.get(findFile(machine, DATA))).toBe(2);
    expect(assumeDescriptor(machine, process, 5, DATA, 1, 0)).toBe(0);
    expect(machine.files.sizePages.get(findFile(machine, DATA))).toBe(2);
    expect(assumeDescriptor(machine, process, 5, NEW, 1, 0)).toBe(0);
    expect(assumeDescriptor(machine, process, -1, NEW, 1, 0)).toBe(-ERRNO.EBADF);
  });
});

describe('close and dup', () => {
  it('answer EBADF for what is not open', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    for (const descriptor of [3, -1, 5000]) {
      expect(result(machine, process, VFS_CLOSE, { descriptor })).toBe(-ERRNO.EBADF);
      expect(result(machine, process, VFS_DUP, { descriptor, request: DUP_LOWEST })).toBe(
        -ERRNO.EBADF,
      );
      expect(result(machine, process, VFS_READ, { descriptor, length: 1 })).toBe(-ERRNO.EBADF);
    }
  });

  it('dup shares the position; so does fork', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDONLY);
    expect(result(machine, process, VFS_DUP, { descriptor: 3, request: DUP_LOWEST })).toBe(4);
    expect(read(machine, process, 3, 2)).toBe('ab');
    expect(read(machine, process, 4, 2)).toBe('cd');
    const child = findByPid(machine, result(machine, process, PM_FORK));
    expect(read(machine, child, 3, 2)).toBe('ef');
    expect(read(machine, process, 4, 2)).toBe('gh');
    open(machine, process, DATA, O_RDONLY);
    expect(read(machine, process, 5, 2)).toBe('ab');
  });

  it('dup2 takes the descriptor that is asked for', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    const dup = (descriptor: number, slot: number, request = 0): number =>
      result(machine, process, VFS_DUP, { descriptor, slot, request });
    open(machine, process, DATA, O_RDONLY);
    expect(dup(3, 9)).toBe(9);
    expect(dup(3, 0)).toBe(0);
    expect(read(machine, process, 0, 2)).toBe('ab');
    expect(dup(3, 3)).toBe(3);
    expect(dup(3, 3, DUP_DIFFERS)).toBe(-ERRNO.EINVAL);
    expect(dup(8, 9)).toBe(-ERRNO.EBADF);
    expect(dup(3, 5000)).toBe(-ERRNO.EBADF);
  });
});

describe('read', () => {
  it('goes on at the position and stops at the end', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDONLY);
    expect(read(machine, process, 3, 4094).length).toBe(4094);
    // 4094 mod 8 = 6: the filling goes on over the page's end.
    expect(read(machine, process, 3, 4)).toBe('ghab');
    expect(read(machine, process, 3, 8000).length).toBe(8192 + 10 - 4098);
    expect(read(machine, process, 3, 10)).toBe('');
  });

  it('at an offset leaves the position', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDONLY);
    const at = { descriptor: 3, address: STACK, length: 3, request: 1, offset: 8192 + 8 };
    expect(result(machine, process, VFS_READ, at)).toBe(2);
    expect(load(machine, process, STACK, 2)).toBe('ab');
    expect(read(machine, process, 3, 2)).toBe('ab');
    expect(result(machine, process, VFS_READ, { ...at, offset: -4096 })).toBe(-ERRNO.EINVAL);
    expect(result(machine, process, VFS_READ, { ...at, descriptor: 0 })).toBe(-ERRNO.ESPIPE);
  });

  it('into memory that is not there is EFAULT; what came before counts', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDONLY);
    const fields = { descriptor: 3, length: 100 };
    expect(result(machine, process, VFS_READ, { ...fields, address: 0x10 })).toBe(-ERRNO.EFAULT);
    const address = 0x20000000;
    const map = { address, length: 4096, protection: 3, flags: 0x32, descriptor: -1 };
    result(machine, process, VM_MMAP, map);
    const partial = { ...fields, address: address + 4096 - 40 };
    expect(result(machine, process, VFS_READ, partial)).toBe(40);
    expect(load(machine, process, address + 4096 - 40, 8)).toBe('abcdefgh');
    result(machine, process, VM_MPROTECT, { address, length: 4096, protection: 1 });
    expect(result(machine, process, VFS_READ, { ...fields, address })).toBe(-ERRNO.EFAULT);
    expect(machine.processes.signals.get(process)).toBe(0);
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('with a string in place of a buffer moves the position, and tells what it read', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDONLY);
    const fields = { descriptor: 3, text: HELLO, length: 5 };
    expect(result(machine, process, VFS_READ, fields)).toBe(5);
    const out = new Uint8Array(8);
    expect(lastTransfer(machine, process, out)).toBe(5);
    expect(new TextDecoder().decode(out.subarray(0, 5))).toBe('abcde');
    expect(read(machine, process, 3, 3)).toBe('fgh');
  });
});

describe('write', () => {
  it('goes to the page cache; the disk gets it when the page is evicted', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDWR);
    expect(write(machine, process, 3, HELLO, 5)).toBe(5);
    expect(contents(machine, DATA, 0, 0, 8)).toBe('hellofgh');
    const out = new Uint8Array(8);
    peekDisk(machine, findFile(machine, DATA), 0, 0, out);
    expect(new TextDecoder().decode(out)).toBe('abcdefgh');
    expect(cacheFreepages(machine, 10)).toBe(1);
    peekDisk(machine, findFile(machine, DATA), 0, 0, out);
    expect(new TextDecoder().decode(out)).toBe('hellofgh');
    expect(contents(machine, DATA, 0, 0, 8)).toBe('hellofgh');
    expect(read(machine, process, 3, 3)).toBe('fgh');
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('beyond the end makes the file longer, with zeros in between', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, NEW, O_RDWR | O_CREAT);
    const at = { descriptor: 3, text: HELLO, length: 5, request: 1, offset: 5000 };
    expect(result(machine, process, VFS_WRITE, at)).toBe(5);
    expect(machine.files.sizePages.get(findFile(machine, NEW))).toBe(1);
    expect(machine.files.sizeOffset.get(findFile(machine, NEW))).toBe(5005 - 4096);
    expect(contents(machine, NEW, 1, 5000 - 4096 - 2, 9)).toBe('\0\0hello');
    expect(contents(machine, NEW, 0, 0, 3)).toBe('\0\0\0');
  });

  it('appends with O_APPEND wherever the position is', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, SECRET, O_RDWR | O_APPEND);
    expect(read(machine, process, 3, 2)).toBe('he');
    expect(write(machine, process, 3, WORLD, 6)).toBe(6);
    expect(contents(machine, SECRET, 0, 0, 99)).toBe('helloHELLO,');
    expect(read(machine, process, 3, 9)).toBe('');
  });

  it('needs a descriptor that is open for writing', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDONLY);
    expect(write(machine, process, 3, HELLO, 5)).toBe(-ERRNO.EBADF);
    open(machine, process, DATA, O_WRONLY);
    const fields = { descriptor: 4, address: STACK, length: 1 };
    expect(result(machine, process, VFS_READ, fields)).toBe(-ERRNO.EBADF);
  });

  it('from user memory faults it in', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, NEW, O_RDWR | O_CREAT);
    const fields = { descriptor: 3, address: STACK + 100, length: 3 };
    expect(result(machine, process, VFS_WRITE, fields)).toBe(3);
    expect(contents(machine, NEW, 0, 0, 9)).toBe('\0\0\0');
    store(machine, process, STACK + 100, 'xyz');
    expect(result(machine, process, VFS_WRITE, fields)).toBe(3);
    expect(contents(machine, NEW, 0, 0, 9)).toBe('\0\0\0xyz');
  });

  it('of a page that is read from the disk first waits for it', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDWR);
    const before = machine.diskState.reads.get(1);
    expect(write(machine, process, 3, HELLO, 5)).toBe(5);
    expect(machine.diskState.reads.get(1) - before).toBe(1);
  });
});

describe('files and mappings', () => {
  it('show each other what is written', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDWR);
    const shared = { length: 4096, protection: 3, flags: 1, descriptor: 3 };
    const address = addressOf(machine, process, VM_MMAP, shared);
    expect(load(machine, process, address, 4)).toBe('abcd');
    write(machine, process, 3, HELLO, 5);
    expect(load(machine, process, address, 8)).toBe('hellofgh');
    store(machine, process, address + 5, 'FGH');
    expect(contents(machine, DATA, 0, 0, 8)).toBe('helloFGH');
    expect(read(machine, process, 3, 3)).toBe('FGH');
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('hold the open file once, however often a descriptor is mapped', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDWR);
    const mapping = { length: 4096, protection: 1, flags: 2, descriptor: 3 };
    const addresses = [0, 1, 2].map(() => addressOf(machine, process, VM_MMAP, mapping));
    expect(result(machine, process, VFS_CLOSE, { descriptor: 3 })).toBe(0);
    const count = machine.openFiles.rowCount();
    for (const address of addresses) {
      expect(result(machine, process, VM_MUNMAP, { address, length: 4096 })).toBe(0);
    }
    expect(machine.openFiles.rowCount()).toBe(count - 1);
    expect(machine.files.opens.get(findFile(machine, DATA))).toBe(0);
  });

  it('may be the buffer of a read: a page that is not loaded is loaded', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDWR);
    const mapping = { length: 8192, protection: 3, flags: 2, descriptor: 3 };
    const address = addressOf(machine, process, VM_MMAP, mapping) + 4096;
    const fields = { descriptor: 3, address: address + 2, length: 3 };
    expect(result(machine, process, VFS_READ, fields)).toBe(3);
    expect(load(machine, process, address, 8)).toBe('ababcfgh');
    expect(contents(machine, DATA, 1, 0, 8)).toBe('abcdefgh');
    expect(checkInvariants(machine)).toEqual([]);
  });
});

describe('ftruncate', () => {
  function truncate(machine: Machine, process: number, length: number): number {
    return result(machine, process, VFS_FTRUNCATE, { descriptor: 3, length });
  }

  it('answers as POSIX says when it cannot', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    expect(truncate(machine, process, 5)).toBe(-ERRNO.EBADF);
    open(machine, process, DATA, O_RDONLY);
    expect(truncate(machine, process, 5)).toBe(-ERRNO.EINVAL);
    expect(result(machine, process, VFS_FTRUNCATE, { descriptor: 1, length: 5 })).toBe(
      -ERRNO.EINVAL,
    );
    result(machine, process, VFS_CLOSE, { descriptor: 3 });
    open(machine, process, DATA, O_RDWR);
    expect(truncate(machine, process, -1)).toBe(-ERRNO.EINVAL);
  });

  it('takes what is cut off from mappings, and longer again gives zeros', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDWR);
    const mapping = { length: 8192, protection: 3, flags: 1, descriptor: 3 };
    const address = addressOf(machine, process, VM_MMAP, mapping);
    expect(load(machine, process, address + 4096, 2)).toBe('ab');
    expect(load(machine, process, address, 2)).toBe('ab');
    expect(truncate(machine, process, 4)).toBe(0);
    expect(load(machine, process, address, 8)).toBe('abcd\0\0\0\0');
    store(machine, process, address + 6, 'beyond');
    expect(truncate(machine, process, 8192)).toBe(0);
    expect(load(machine, process, address, 12)).toBe('abcd\0\0\0\0\0\0\0\0');
    expect(load(machine, process, address + 4096, 4)).toBe('\0\0\0\0');
    expect(checkInvariants(machine)).toEqual([]);
  });

  it('makes a touch behind the end SIGBUS', () => {
    const machine = dataMachine();
    const process = spawned(machine);
    open(machine, process, DATA, O_RDWR);
    const mapping = { length: 8192, protection: 3, flags: 1, descriptor: 3 };
    const address = addressOf(machine, process, VM_MMAP, mapping);
    load(machine, process, address + 4096, 2);
    truncate(machine, process, 4096);
    expect(load(machine, process, address + 4096, 2)).toBe(null);
    expect(machine.processes.signal.get(process)).toBe(SIGNAL.SIGBUS);
  });
});
