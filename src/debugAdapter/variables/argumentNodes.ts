/** An argument of a server's function: the number that was passed, and what it stands for as far as its name says. Only looks. */
import { addressOf } from '../../program/address';
import { formatHexadecimal } from '../../program/integer';
import { nameOfProcess } from '../../program/processNames';
import { rowNode } from './tableNodes';
import type { Look, Shown } from './shown';
import { nodeOf, shownValue } from './valueNodes';

/** Parameters that are rows, by their names in the engine, and the tables of the rows. */
const TABLES: Readonly<Record<string, string>> = {
  process: 'process',
  sender: 'process',
  server: 'process',
  to: 'process',
  vmproc: 'vmproc',
  region: 'region',
  lower: 'region',
  upper: 'region',
  block: 'physBlock',
  physRegion: 'physRegion',
  slab: 'slab',
  object: 'sharedObject',
  fdref: 'fdref',
  file: 'file',
  openFile: 'openFile',
  cpu: 'cpu',
};

export function argumentNode(look: Look, name: string, value: number): Shown {
  const { computer } = look;
  if (Number.isNaN(value)) return { name, value: '(no number)' };
  const plain = { name, value: String(value), type: 'integer' };
  if (name === 'page' || name.endsWith('Page')) {
    const address = addressOf(computer.architecture, value, 0);
    return { ...plain, value: `${value} (${formatHexadecimal(address)})`, type: 'page' };
  }
  if (name === 'frame') {
    return value === 0
      ? plain
      : { ...shownValue(look, name, frameValue(value), `frame(${value})`), type: 'frame' };
  }
  const table = TABLES[name];
  if (table === undefined || value <= 0) return plain;
  if (table === 'region' && computer.regions.has(value)) {
    const region = {
      kind: 'region',
      row: value,
      id: computer.regions.id.get(value),
      spot: null,
    } as const;
    const node = nodeOf(region, null);
    const shown = shownValue(look, name, region, null);
    return { ...shown, value: `${value}: ${shown.value}`, ...(node === null ? {} : { node }) };
  }
  const endpoint = table === 'process' ? computer.processes.endpoint.get(value) : -1;
  const text =
    endpoint < 0 ? `${table} ${value}` : `${value}: ${nameOfProcess(computer, endpoint)}`;
  return { name, value: text, type: table, node: rowNode(look, table, value) };
}

function frameValue(frame: number) {
  return { kind: 'frame', frame, spot: null } as const;
}
