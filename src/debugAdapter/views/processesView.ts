/** `pagewalk/processes`: the family tree of the processes, and what each of them is doing. Only looks. */
import { signalName } from '../../engine/errno';
import type { ProcessRow as Row } from '../../engine/machine';
import { FIRST_USER_ROW } from '../../engine/kernel/ipc';
import { MP } from '../../engine/pm/mproc';
import { RTS } from '../../engine/processNumbers';
import { faultCounters } from '../../program/faultCounters';
import { nameOfProcess } from '../../program/processNames';
import { processState } from '../../program/processState';
import { exitOfStatus, isLive, signalOfStatus, statusOf } from '../../program/processes';
import { serverName } from '../../program/servers';
import type { Computer } from '../../program/computer';
import type { ProcessesBody, ProcessRow } from '../../protocol/processes';
import type { ViewArguments } from '../../protocol/requests';
import { hexAddress } from './hex';
import { areTouchesAssumed, header, type Looking } from './looking';
import { marksOf } from './marks';
import { windowOf } from './paging';

export function processesBody(
  look: Looking,
  asked: ViewArguments<'pagewalk/processes'>,
): ProcessesBody {
  const { before } = look;
  const rows = processRows(look.computer);
  const present = new Set(rows.map(({ process }) => process));
  const { first, end } = windowOf(asked, rows.length);
  return {
    ...header(look),
    first,
    total: rows.length,
    processes: rows.slice(first, end).map((row) => ({
      ...row,
      ...(before === null ? {} : marksOf(row, before.processes.get(row.process))),
    })),
    gone: [...(before?.processes.values() ?? [])]
      .filter(({ process }) => !present.has(process))
      .map(({ name }) => name),
    assumed: areTouchesAssumed(look),
  };
}

/** All processes that are there, zombies included: the servers, then each family with its children below. */
export function processRows(computer: Computer): ProcessRow[] {
  const { processes, mprocs } = computer;
  const children = new Map<Row, Row[]>();
  const rows: ProcessRow[] = [];
  for (let row = processes.nextRow(1); row !== 0; row = processes.nextRow(row + 1)) {
    if (!isShown(computer, row)) continue;
    if (row < FIRST_USER_ROW) {
      rows.push(processRow(computer, row));
      continue;
    }
    const parent = parentOf(computer, row);
    const siblings = children.get(parent) ?? [];
    children.set(parent, siblings);
    siblings.push(row);
  }
  const add = (row: Row): void => {
    rows.push(processRow(computer, row));
    for (const child of children.get(row) ?? []) add(child);
  };
  for (const siblings of children.values()) {
    siblings.sort((a, b) => mprocs.pid.get(a) - mprocs.pid.get(b));
  }
  for (const row of children.get(0) ?? []) add(row);
  return rows;
}

/** Of the processes of the boot image those that do something here; a dead process until its parent was told. */
function isShown({ processes, mprocs }: Computer, row: Row): boolean {
  if (row < FIRST_USER_ROW) return serverName(row) !== undefined;
  const isReaped = (mprocs.flags.get(row) & MP.REAPED) !== 0;
  return !isReaped && (processes.rts.get(row) & RTS.SLOT_FREE) === 0;
}

/** The row of its parent; 0: that is a server, or it is not shown. */
function parentOf(computer: Computer, row: Row): Row {
  const parent = computer.mprocs.parent.get(row);
  const isUser = parent >= FIRST_USER_ROW && parent !== row;
  return isUser && computer.processes.has(parent) && isShown(computer, parent) ? parent : 0;
}

function processRow(computer: Computer, row: Row): ProcessRow {
  const { processes, mprocs, vmprocs, architecture } = computer;
  const endpoint = processes.endpoint.get(row);
  const vmproc = processes.vmproc.get(row);
  const owner: Row = vmproc;
  const status = statusOf(computer, endpoint);
  const signal = status < 0 ? 0 : signalOfStatus(status);
  const parent = parentOf(computer, row);
  const faultsBy = faultCounters(computer, vmproc);
  const root = vmprocs.root.get(vmproc);
  return {
    process: endpoint,
    pid: mprocs.pid.get(row),
    name: nameOfProcess(computer, endpoint),
    kind: row < FIRST_USER_ROW ? 'server' : 'user',
    parent: parent === 0 ? null : processes.endpoint.get(parent),
    state: processState(computer, endpoint),
    waits: waitsOf(computer, row),
    cpu: Math.max(0, processes.cpu.get(row) - 1),
    sharesWith: owner === row || owner === 0 ? null : processes.endpoint.get(owner),
    signal: signal === 0 ? null : (signalName(signal) ?? `signal ${signal}`),
    exit: status < 0 || signal !== 0 ? null : exitOfStatus(status),
    regions: vmprocs.regionCount.get(vmproc),
    size: vmprocs.sizePages.get(vmproc) * architecture.pageBytes,
    resident: vmprocs.total.get(vmproc) * architecture.pageBytes,
    tables: vmprocs.tables.get(vmproc) + (root === 0 ? 0 : 1),
    root: root === 0 ? null : hexAddress(architecture, root),
    faults: faultsBy.minor + faultsBy.major + faultsBy.denied,
    faultsBy,
  };
}

/** What keeps a process from running. */
function waitsOf(computer: Computer, row: Row): string {
  const { processes } = computer;
  const rts = processes.rts.get(row);
  const peer = processes.peer.get(row);
  const whom = peer === 0 ? '' : nameOfProcess(computer, processes.endpoint.get(peer));
  if (!isLive(computer, row)) return '';
  if ((rts & RTS.SIGNALED) !== 0) return 'a signal ends it';
  if ((rts & RTS.PAGEFAULT) !== 0) return 'its page fault is being served';
  if ((rts & RTS.VMREQUEST) !== 0) return 'its memory is being made present';
  if ((rts & RTS.BUSY) !== 0) return 'works on a message';
  if ((rts & RTS.SENDING) !== 0) return `its message waits for ${whom}`;
  if ((rts & RTS.RECEIVING) !== 0) {
    return peer === 0 ? 'waits for a message' : `waits for the reply of ${whom}`;
  }
  return rts === 0 ? '' : 'held by VM';
}
