import { describe, expect, it } from 'vitest';
import { READ, WRITE } from '../../../src/arch/mmu';
import { ERRNO, SIGNAL, SIGNAL_CODE } from '../../../src/engine/errno';
import { fetchBytes, peekBytes, userAccess } from '../../../src/engine/kernel/userMemory';
import { PM_GETPID, VM_MMAP, VM_MPROTECT, VM_PAGEFAULT } from '../../../src/engine/messages';
import { ACTION, VM } from '../../../src/engine/processNumbers';
import { MP } from '../../../src/engine/pm/mproc';
import { MachineHash } from '../../../src/machine/hash';
import { addressOf, call, load, machineWith, result, spawned, store } from '../testMachine';
import { eventsOf, kindsOf } from '../watch';

const RW = 3;
const PRIVATE_ANONYMOUS = 0x22;
const ANONYMOUS = { protection: RW, flags: PRIVATE_ANONYMOUS, descriptor: -1 };

describe('an access of an instruction', () => {
  it('to an untouched page faults, VM makes it present, and the access is tried again', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const address = addressOf(machine, process, VM_MMAP, { length: 4096, ...ANONYMOUS });
    const page = address / 4096;
    const events = eventsOf(machine, () => {
      expect(userAccess(machine, process, page, WRITE)).toBeGreaterThan(0);
    });
    const kinds = events.map(({ kind }) => kind);
    expect(kinds.slice(0, 2)).toEqual(['fault', 'message']);
    // A write by user mode to a page that is not present: SDM 3A 4.7, W/R and U/S set, P clear.
    expect(events[0]).toMatchObject({ subject: process, a: page, b: 6 });
    expect(events[1]).toMatchObject({ subject: process, a: VM, b: VM_PAGEFAULT });
    expect(kinds).toContain('zero');
    expect(kinds).toContain('pte');
    expect(kinds).not.toContain('reply');
    expect(events.at(-1)).toMatchObject({ kind: 'access', subject: process, a: page, b: WRITE });
  });

  it('to a present page is only an access', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const address = addressOf(machine, process, VM_MMAP, { length: 4096, ...ANONYMOUS });
    store(machine, process, address, 'a');
    expect(kindsOf(machine, () => load(machine, process, address, 1))).toEqual(['access']);
  });

  it('may span pages: one translation for each', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const address = addressOf(machine, process, VM_MMAP, { length: 8192, ...ANONYMOUS });
    expect(store(machine, process, address + 4094, 'span')).toBe(4);
    expect(load(machine, process, address + 4094, 4)).toBe('span');
    const kinds = kindsOf(machine, () => load(machine, process, address + 4094, 4));
    expect(kinds.filter((kind) => kind === 'access')).toHaveLength(2);
  });

  it('where nothing is mapped ends the process with SIGSEGV at that address', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const kinds = kindsOf(machine, () => {
      expect(store(machine, process, 0x10, 'x')).toBe(-1);
    });
    const { processes, mprocs } = machine;
    expect(processes.action.get(process)).toBe(ACTION.SIGNALLED);
    expect(processes.signal.get(process)).toBe(SIGNAL.SIGSEGV);
    expect(processes.signalCode.get(process)).toBe(SIGNAL_CODE.SEGV_MAPERR);
    expect(processes.signalPage.get(process)).toBe(0);
    expect(processes.signalOffset.get(process)).toBe(0x10);
    expect(mprocs.flags.get(process) & MP.ALIVE).toBe(0);
    // wait4's form: the signal's number in the low 7 bits (POSIX sys/wait.h, Linux).
    expect(mprocs.status.get(process)).toBe(SIGNAL.SIGSEGV);
    expect(kinds.filter((kind) => ['signal', 'kill', 'process'].includes(kind))).toEqual([
      'signal',
      'kill',
      'process',
    ]);
  });

  it('against the protection is SEGV_ACCERR', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const address = addressOf(machine, process, VM_MMAP, { length: 4096, ...ANONYMOUS });
    result(machine, process, VM_MPROTECT, { address, length: 4096, protection: 1 });
    expect(load(machine, process, address, 1)).toBe('\0');
    expect(store(machine, process, address + 5, 'x')).toBe(-1);
    expect(machine.processes.signalCode.get(process)).toBe(SIGNAL_CODE.SEGV_ACCERR);
    expect(machine.processes.signalPage.get(process)).toBe(address / 4096);
    expect(machine.processes.signalOffset.get(process)).toBe(5);
  });

  it('keeps what it stored before the page that ends the process', () => {
    const machine = machineWith();
    const [parent, process] = [spawned(machine), spawned(machine)];
    const flags = { ...ANONYMOUS, flags: 0x22 | 0x10 };
    const address = 0x20000000;
    result(machine, process, VM_MMAP, { address, length: 4096, ...flags });
    const frame = userAccess(machine, process, address / 4096, WRITE);
    expect(store(machine, process, address + 4095, 'ab')).toBe(-1);
    expect(machine.processes.signalPage.get(process)).toBe(address / 4096 + 1);
    expect(machine.ram.getByte(frame, 4095)).toBe('a'.charCodeAt(0));
    expect(result(machine, parent, PM_GETPID)).toBe(100);
  });

  it('fetches from what may be read where there is no execute-disable', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const address = addressOf(machine, process, VM_MMAP, { length: 4096, ...ANONYMOUS });
    store(machine, process, address, 'code');
    const out = new Uint8Array(4);
    expect(fetchBytes(machine, process, address / 4096, 0, 4, out)).toBe(4);
    expect(new TextDecoder().decode(out)).toBe('code');
  });
});

describe('looking at memory', () => {
  it('changes nothing, and tells present bytes from absent ones', () => {
    const machine = machineWith();
    const process = spawned(machine);
    const address = addressOf(machine, process, VM_MMAP, { length: 8192, ...ANONYMOUS });
    store(machine, process, address, 'seen');
    const hash = new MachineHash(machine.store);
    const before = hash.all();
    const out = new Uint8Array(4100);
    const kinds = kindsOf(machine, () => {
      expect(peekBytes(machine, process, address / 4096, 0, out)).toBe(4096);
    });
    expect(new TextDecoder().decode(out.subarray(0, 4))).toBe('seen');
    expect(kinds).toEqual([]);
    expect(hash.all()).toBe(before);
  });
});

describe('processes on two CPUs', () => {
  it('have each their own, and no context switch between them', () => {
    const machine = machineWith({ configuration: { cpus: 2 } });
    const [a, b] = [spawned(machine, { cpu: 0 }), spawned(machine, { cpu: 1 })];
    store(machine, a, 0xefffff00, 'a');
    store(machine, b, 0xefffff00, 'b');
    expect(kindsOf(machine, () => load(machine, a, 0xefffff00, 1))).not.toContain('switch');
    expect(machine.cpus.process.get(1)).toBe(a);
    expect(machine.cpus.process.get(2)).toBe(b);
    expect([load(machine, a, 0xefffff00, 1), load(machine, b, 0xefffff00, 1)]).toEqual(['a', 'b']);
  });

  it('cannot be made on one that is not there', () => {
    const machine = machineWith();
    expect(() => spawned(machine, { cpu: 1 })).toThrow(String(-ERRNO.EINVAL));
  });
});

describe('a process that was ended', () => {
  it('is read over by later signals', () => {
    const machine = machineWith();
    const process = spawned(machine);
    store(machine, process, 0x10, 'x');
    const kinds = kindsOf(machine, () => call(machine, spawned(machine), PM_GETPID));
    expect(kinds).not.toContain('signal');
    expect(userAccess(machine, spawned(machine), 0xeffff, READ)).toBeGreaterThan(0);
  });
});
