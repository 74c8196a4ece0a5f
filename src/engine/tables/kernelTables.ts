/** The kernel's tables: processes, message buffers, the clock. Declares columns, and does nothing else. */
import type { Store } from '../../machine/store';
import { f64, i32, ref, table } from '../../machine/table';
import type { Capacities } from '../sizing';

/** Dead processes that are remembered after their slot was taken, row 0 included. */
const DEPARTED_ROWS = 2049;

/** Kernel: one row for each process, thread and server (minix/kernel/proc.h). Row = slot + 1. */
export function kernelTables(store: Store, capacity: Capacities) {
  return {
    processes: table(store, 'process', capacity.processes, {
      /** generation * 32768 + slot (minix/include/minix/endpoint.h). */
      endpoint: i32(),
      /** RTS_* bits: what keeps it from running; 0 is runnable (kernel/proc.h p_rts_flags). */
      rts: i32(),
      /** Whose address space it runs in: its own VM row, or that of the process it was cloned from. */
      vmproc: ref('process'),
      /** CPU it runs on. */
      cpu: ref('cpu'),
      /** The process whose queue it waits in to send, or from which it awaits the reply. */
      peer: ref('process'),
      /** First process that waits to send to this one, and the next in the queue it waits in itself. */
      callers: ref('process'),
      nextCaller: ref('process'),
      /** Stack pointer: page and bytes. Program counter likewise. */
      stackPage: f64(),
      stackOffset: i32(),
      counterPage: f64(),
      counterOffset: i32(),
      /** The name it was spawned with: a string number of the program, 0 for none. */
      name: i32(),
      /** Last fault: page, offset and code (kernel arch_proc_context p_pagefault). */
      faultPage: f64('cursor'),
      faultOffset: i32('cursor'),
      faultCode: i32('cursor'),
      /** The action that runs or waits: 0 none, 1 running, 2 waits, 3 ended with a result, 4 ended by a signal. */
      action: i32('cursor'),
      /** Result of the ended action: 0 or more, or -errno; an address is (resultPage, resultOffset). */
      result: i32('cursor'),
      resultPage: f64('cursor'),
      resultOffset: i32('cursor'),
      /** Signal that ended the last action, its code and the address it is about. */
      signal: i32(),
      signalCode: i32(),
      signalPage: f64(),
      signalOffset: i32(),
      /** Signals it ever got: bit 1 << number. */
      signals: i32(),
    }),
    /**
     * Message buffers: row = the process whose buffer it is. A request is overwritten by its reply, as in MINIX.
     * The fields of all message types share these columns; the call table says which type uses which.
     */
    messages: table(
      store,
      'process',
      capacity.processes,
      {
        /** Endpoint of the sender, as the receiver sees it. */
        source: i32('cursor'),
        /** A number of engine/messages.ts. */
        type: i32('cursor'),
        /** Reply: OK or a positive value, or -errno. */
        result: i32('cursor'),
        /** The process that the request is about: an endpoint, or a pid. */
        endpoint: i32('cursor'),
        slot: i32('cursor'),
        request: i32('cursor'),
        requestId: i32('cursor'),
        flags: i32('cursor'),
        protection: i32('cursor'),
        descriptor: i32('cursor'),
        device: i32('cursor'),
        inode: i32('cursor'),
        clearEnd: i32('cursor'),
        /** A string of the program: a path, or data given in place of an address. 0: none. */
        text: i32('cursor'),
        sizePages: f64('cursor'),
        addressPage: f64('cursor'),
        addressOffset: i32('cursor'),
        lengthPages: f64('cursor'),
        lengthOffset: i32('cursor'),
        offsetPages: f64('cursor'),
        offsetOffset: i32('cursor'),
        newAddressPage: f64('cursor'),
        newAddressOffset: i32('cursor'),
        newLengthPages: f64('cursor'),
        newLengthOffset: i32('cursor'),
        /** Where a log says that the mapping was placed, or which pid it gave: taken where it is free. 0: no wish. */
        wishPage: f64('cursor'),
        wishOffset: i32('cursor'),
        wishPid: i32('cursor'),
      },
      'message',
    ),
    /**
     * Dead processes whose slot was given to another (kernel/departed.ts): what stays readable. Rows are written in
     * turn; the oldest is overwritten.
     */
    departed: table(store, 'departed', DEPARTED_ROWS, {
      endpoint: i32('statistic'),
      pid: i32('statistic'),
      /** Endpoint of the parent, 0 for none. */
      parent: i32('statistic'),
      uid: i32('statistic'),
      /** Exit status in wait4's form, and the signals it ever got. */
      status: i32('statistic'),
      signals: i32('statistic'),
      name: i32('statistic'),
      /** CPU (from 0) it ran on. */
      cpu: i32('statistic'),
      minor: f64('statistic'),
      major: f64('statistic'),
      zero: f64('statistic'),
      cow: f64('statistic'),
      reuse: f64('statistic'),
      file: f64('statistic'),
      swap: f64('statistic'),
      upgrade: f64('statistic'),
      spurious: f64('statistic'),
      denied: f64('statistic'),
    }),
    /** One row (1): the clock, and what the kernel knows globally. */
    kernel: table(store, 'kernel', 2, {
      /** The CPU on which the servers work: that of the process whose message was taken last. */
      serverCpu: ref('cpu', 'cursor'),
      /** Ticks since boot: what latencies and timeouts count. */
      ticks: f64('cursor'),
      /** First process waiting for `wait4` notices and the like is found by scanning; nothing else is global. */
      generation: i32(),
      /** The k-th allocation from now fails (inject alloc(k)); 0: none. */
      failAllocation: i32('cursor'),
      /** Allocations (frames, slab slots) since boot. */
      allocations: f64('statistic'),
      contextSwitches: f64('statistic'),
      /** Rows of `departed` written so far. */
      departed: f64('statistic'),
      /** Frames of the boot image: kernel and servers. */
      bootFrames: i32(),
      /** Root of the kernel's own page tables on machines that share one (x86-64), 0 for none. */
      kernelTable: i32(),
    }),
  };
}
