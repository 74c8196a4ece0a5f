/**
 * Machines for tests of the operating system, and short ways to make their processes call and access. A call is filled
 * by name of its message columns, so that tests do not depend on the interpreter.
 */
import type { Architecture } from '../../src/arch/architecture';
import type { Configuration } from '../../src/engine/configuration';
import { createMachine } from '../../src/engine/create';
import { loadBytes, storeBytes } from '../../src/engine/kernel/userMemory';
import { beginTrap, trap } from '../../src/engine/kernel/trap';
import type { Image, Machine, ProcessRow } from '../../src/engine/machine';
import { spawn } from '../../src/engine/pm/fork';
import type { BootFile } from '../../src/engine/vfs/boot';
import { ACTION, PM, VFS, VM } from '../../src/engine/processNumbers';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { FIRST_VALUES } from './firstValues';

const encoder = new TextEncoder();

/** MINIX as it is: its placement, no merging. */
export const MINIX: Partial<Configuration> = {
  personality: 'minix',
  placement: 'minix',
  merge: false,
};

/** A small machine: few tests need more than 4 MiB. */
export function configurationWith(changes: Partial<Configuration> = {}): Configuration {
  return { ...FIRST_VALUES, memory: 4 * 1024 * 1024, ...changes };
}

export interface TestFile {
  readonly path: number;
  readonly bytes: number;
  readonly fill?: number;
  readonly mode?: number;
  readonly image?: number;
}

/** A booted machine; `strings` are numbered from 1. */
export function machineWith(
  options: {
    readonly configuration?: Partial<Configuration>;
    readonly strings?: readonly string[];
    readonly images?: readonly Image[];
    readonly files?: readonly TestFile[];
  } = {},
): Machine {
  const configuration = configurationWith(options.configuration);
  const { pageBytes }: Architecture = configuration.architecture;
  const empty: Image = { mappings: [], breakPage: 0, breakOffset: 0 };
  const files = (options.files ?? []).map((file): BootFile => ({
    name: file.path,
    sizePages: Math.floor(file.bytes / pageBytes),
    sizeOffset: file.bytes % pageBytes,
    fill: file.fill ?? 0,
    mode: file.mode ?? 0o644,
    image: file.image ?? 0,
  }));
  return createMachine({
    configuration,
    strings: [new Uint8Array(0), ...(options.strings ?? []).map((text) => encoder.encode(text))],
    images: [empty, ...(options.images ?? [])],
    files,
  });
}

/** A process without a program; fails the test if there is none. */
export function spawned(
  machine: Machine,
  changes: Partial<Parameters<typeof spawn>[1]> = {},
): ProcessRow {
  const options = { name: 0, pid: 0, stackPages: 0, image: 0, cpu: 0, uid: 0, ...changes };
  const process = spawn(machine, options);
  if (process < 0) throw new Error(`spawn answered ${String(process)}`);
  return process;
}

/** Message fields by name; `address` and the like in bytes. */
export type Fields = Readonly<Record<string, number>>;

const PAIRS: Readonly<Record<string, readonly [string, string]>> = {
  address: ['addressPage', 'addressOffset'],
  length: ['lengthPages', 'lengthOffset'],
  offset: ['offsetPages', 'offsetOffset'],
  newAddress: ['newAddressPage', 'newAddressOffset'],
  newLength: ['newLengthPages', 'newLengthOffset'],
};

function fill(machine: Machine, process: ProcessRow, fields: Fields): void {
  const { messages } = machine;
  const { pageBytes } = machine.architecture;
  for (const column of messages.fields.values()) column.set(process, 0);
  for (const [name, value] of Object.entries(fields)) {
    const pair = PAIRS[name];
    const cells: [string, number][] =
      pair === undefined
        ? [[name, value]]
        : [
            [pair[0], Math.floor(value / pageBytes)],
            [pair[1], value - Math.floor(value / pageBytes) * pageBytes],
          ];
    for (const [column, cell] of cells) {
      const found = messages.fields.get(column);
      if (found === undefined) throw new Error(`no field ${column}`);
      found.set(process, cell);
    }
  }
}

/** The server of a message type, by its range (com.h, callnr.h). */
function serverOf(type: number): ProcessRow {
  if (type >= 0xc00) return VM;
  return type >= 0x100 ? VFS : PM;
}

/** A system call to its end. @returns ACTION.*. */
export function call(
  machine: Machine,
  process: ProcessRow,
  type: number,
  fields: Fields = {},
): number {
  fill(machine, process, fields);
  return trap(machine, process, serverOf(type), type);
}

/** The beginning of a system call, without the disk's time. @returns ACTION.*. */
export function begin(
  machine: Machine,
  process: ProcessRow,
  type: number,
  fields: Fields = {},
): number {
  fill(machine, process, fields);
  return beginTrap(machine, process, serverOf(type), type);
}

/** A system call that must return: its result. */
export function result(
  machine: Machine,
  process: ProcessRow,
  type: number,
  fields: Fields = {},
): number {
  const action = call(machine, process, type, fields);
  if (action !== ACTION.DONE)
    throw new Error(`call 0x${type.toString(16)} ended with action ${String(action)}`);
  return machine.processes.result.get(process);
}

/** A system call that answers an address, in bytes; a negative number is an error. */
export function addressOf(
  machine: Machine,
  process: ProcessRow,
  type: number,
  fields: Fields,
): number {
  const answer = result(machine, process, type, fields);
  if (answer < 0) return answer;
  const { resultPage, resultOffset } = machine.processes;
  return resultPage.get(process) * machine.architecture.pageBytes + resultOffset.get(process);
}

/** Stores text at an address. @returns the number of bytes, or -1 on a signal. */
export function store(
  machine: Machine,
  process: ProcessRow,
  address: number,
  text: string,
): number {
  const { pageBytes } = machine.architecture;
  const page = Math.floor(address / pageBytes);
  return storeBytes(machine, process, page, address % pageBytes, encoder.encode(text));
}

/** Loads text from an address; null on a signal. */
export function load(
  machine: Machine,
  process: ProcessRow,
  address: number,
  length: number,
): string | null {
  const { pageBytes } = machine.architecture;
  const out = new Uint8Array(length);
  const page = Math.floor(address / pageBytes);
  const loaded = loadBytes(machine, process, page, address % pageBytes, length, out);
  return loaded < 0 ? null : new TextDecoder().decode(out);
}

/** What is broken, as text, for a message that says so. */
export function broken(machine: Machine): string[] {
  return checkInvariants(machine).map(({ id, args }) => `${id} ${JSON.stringify(args)}`);
}
