/**
 * A machine on which every structure of the VM server is in use: private and shared anonymous memory, copy-on-write,
 * files mapped privately and shared, cached pages, a page that is being read.
 */
import { VFS_OPEN, PM_FORK, VM_MMAP, VM_MPROTECT } from '../../../src/engine/messages';
import type { Configuration } from '../../../src/engine/configuration';
import type { Machine, ProcessRow } from '../../../src/engine/machine';
import { findByPid } from '../../../src/engine/pm/mproc';
import { addressOf, load, machineWith, result, spawned, store } from '../testMachine';

const RW = 3;
const O_RDWR = 2;
const MAP = { SHARED: 0x01, PRIVATE: 0x02, ANONYMOUS: 0x20 } as const;

export interface Crowd {
  readonly machine: Machine;
  readonly parent: ProcessRow;
  readonly child: ProcessRow;
  /** Pages: anonymous and copied, anonymous and shared by both after fork, of a shared object, of files. */
  readonly anonymous: number;
  readonly object: number;
  readonly privateFile: number;
  readonly sharedFile: number;
}

export function crowdedMachine(changes: Partial<Configuration> = {}): Crowd {
  const machine = machineWith({
    configuration: { merge: true, zeroPage: true, ...changes },
    strings: ['/data', 'abcdefgh'],
    files: [{ path: 1, bytes: 16384, fill: 2 }],
  });
  const parent = spawned(machine);
  const map = (length: number, flags: number, descriptor: number): number =>
    addressOf(machine, parent, VM_MMAP, { length, protection: RW, flags, descriptor });
  const anonymous = map(16384, MAP.PRIVATE | MAP.ANONYMOUS, -1);
  const object = map(8192, MAP.SHARED | MAP.ANONYMOUS, -1);
  const descriptor = result(machine, parent, VFS_OPEN, { text: 1, flags: O_RDWR });
  const privateFile = map(8192, MAP.PRIVATE, descriptor);
  const sharedFile = map(8192, MAP.SHARED, descriptor);
  store(machine, parent, anonymous, 'one');
  store(machine, parent, anonymous + 4096, 'two');
  load(machine, parent, anonymous + 8192, 1);
  store(machine, parent, object, 'object');
  load(machine, parent, privateFile, 1);
  store(machine, parent, privateFile + 4096, 'private');
  store(machine, parent, sharedFile, 'shared');
  result(machine, parent, VM_MPROTECT, { address: anonymous + 12288, length: 4096, protection: 1 });
  const child = findByPid(machine, result(machine, parent, PM_FORK));
  store(machine, child, anonymous, 'ONE');
  const pageOf = (address: number): number => address / machine.architecture.pageBytes;
  return {
    machine,
    parent,
    child,
    anonymous: pageOf(anonymous),
    object: pageOf(object),
    privateFile: pageOf(privateFile),
    sharedFile: pageOf(sharedFile),
  };
}
