/** Messages between processes and servers, and what VM, VFS and the disk have yet to do for each other. Only looks. */
import {
  messageName,
  VMVFSREQ_FDCLOSE,
  VMVFSREQ_FDIO,
  VMVFSREQ_FDLOOKUP,
} from '../../engine/messages';
import type { ProcessRow } from '../../engine/machine';
import { RTS } from '../../engine/processNumbers';
import { errnoName } from '../../engine/errno';
import type { Computer } from '../../program/computer';
import { quote } from '../../program/format';
import { isLive } from '../../program/processes';
import { nameOfProcess } from '../../program/processNames';
import type { KernelDetail, KernelRow } from '../../protocol/kernel';
import { hex, hexAddress } from './hex';
import { endpointName } from './kernelNumbers';
import { kernelRow } from './kernelRow';

/** The message in each process's row: a request until the reply overwrites it. */
export function messageRows(computer: Computer): KernelRow[] {
  const { processes, messages } = computer;
  const rows: KernelRow[] = [];
  for (let row = processes.nextRow(1); row !== 0; row = processes.nextRow(row + 1)) {
    const type = messages.type.get(row);
    if (type === 0 || !isLive(computer, row)) continue;
    const endpoint = processes.endpoint.get(row);
    rows.push(
      kernelRow(
        String(endpoint),
        nameOfProcess(computer, endpoint),
        `${messageName(type)}: ${progress(computer, row)}`,
        'the message in the buffer of this process',
        messageDetails(computer, row),
      ),
    );
  }
  return rows;
}

/** How far the message in a row has come. */
function progress(computer: Computer, row: ProcessRow): string {
  const { processes, messages } = computer;
  const rts = processes.rts.get(row);
  const peer = processes.peer.get(row);
  const whom = peer === 0 ? '' : nameOfProcess(computer, processes.endpoint.get(peer));
  if ((rts & RTS.SENDING) !== 0) return `in the queue of ${whom}`;
  if ((rts & RTS.RECEIVING) !== 0 && peer !== 0) return `${whom} works on it`;
  const result = messages.result.get(row);
  if (result >= 0) return `answered ${result}`;
  return `answered -1 ${errnoName(-result) ?? String(-result)}`;
}

/** The fields that are not 0. Which of them a type uses, the call table says. */
function messageDetails(computer: Computer, row: ProcessRow): KernelDetail[] {
  const { messages, architecture, strings } = computer;
  const details: KernelDetail[] = [];
  const add = (label: string, isSet: boolean, value: () => string) => {
    if (isSet) details.push({ label, value: value() });
  };
  const pair = (
    label: string,
    page: 'addressPage' | 'lengthPages' | 'offsetPages' | 'newAddressPage' | 'newLengthPages',
    offset:
      'addressOffset' | 'lengthOffset' | 'offsetOffset' | 'newAddressOffset' | 'newLengthOffset',
  ) => {
    const pages = messages[page].get(row);
    const bytes = messages[offset].get(row);
    add(label, pages !== 0 || bytes !== 0, () => hexAddress(architecture, pages, bytes));
  };
  const endpoint = messages.endpoint.get(row);
  const text = messages.text.get(row);
  add('endpoint', endpoint !== 0, () => {
    const name = endpointName(computer, endpoint);
    return name === '' ? String(endpoint) : `${endpoint}, ${name}`;
  });
  for (const name of ['slot', 'request', 'requestId', 'descriptor', 'device', 'inode'] as const) {
    add(name, messages[name].get(row) !== 0, () => String(messages[name].get(row)));
  }
  for (const name of ['flags', 'protection'] as const) {
    add(name, messages[name].get(row) !== 0, () => hex(messages[name].get(row) >>> 0));
  }
  add('text', text !== 0, () => quote(strings[text] ?? new Uint8Array(0), false));
  pair('address', 'addressPage', 'addressOffset');
  pair('length', 'lengthPages', 'lengthOffset');
  pair('offset', 'offsetPages', 'offsetOffset');
  pair('new address', 'newAddressPage', 'newAddressOffset');
  pair('new length', 'newLengthPages', 'newLengthOffset');
  return details;
}

const VFS_REQUESTS: Readonly<Record<number, string>> = {
  [VMVFSREQ_FDLOOKUP]: 'look up a descriptor',
  [VMVFSREQ_FDCLOSE]: 'close a descriptor',
  [VMVFSREQ_FDIO]: 'read a page',
};

/** VM's requests to VFS in their order, then transfers of the disk in theirs. */
export function requestRows(computer: Computer): KernelRow[] {
  const { globals, vfsRequests, diskState, diskRequests, files, strings } = computer;
  const rows: KernelRow[] = [];
  for (let at = globals.firstRequest.get(1); at !== 0; at = vfsRequests.next.get(at)) {
    const process = vfsRequests.process.get(at);
    const whom =
      process === 0 ? 'VM' : nameOfProcess(computer, computer.processes.endpoint.get(process));
    const what = VFS_REQUESTS[vfsRequests.request.get(at)] ?? 'request';
    const order = rows.length === 0 ? 'VFS works on it' : `${rows.length} before it`;
    rows.push(
      kernelRow(`vfs ${at}`, `VM asks VFS to ${what}`, order, '', [
        { label: 'for', value: whom },
        { label: 'page of the file', value: String(vfsRequests.page.get(at)) },
      ]),
    );
  }
  for (let at = diskState.firstRequest.get(1); at !== 0; at = diskRequests.next.get(at)) {
    const name = strings[files.name.get(diskRequests.file.get(at))];
    rows.push(
      kernelRow(
        `disk ${at}`,
        `disk reads page ${diskRequests.page.get(at)}`,
        `done at tick ${diskRequests.due.get(at)}`,
        '',
        [
          { label: 'file', value: name === undefined ? '' : quote(name, false) },
          { label: 'into frame', value: hex(diskRequests.frame.get(at)) },
        ],
      ),
    );
  }
  return rows;
}
