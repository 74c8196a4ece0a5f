/**
 * A machine from what a program says of it: hardware, tables, servers, booted up to the point where programs can run.
 *
 * Frames that kernel and servers keep are documented in kernel/boot.ts.
 */
import { hardwareTables } from '../arch/hardware';
import { Store } from '../machine/store';
import { Trace } from '../machine/trace';
import type { Configuration } from './configuration';
import { boot } from './kernel/boot';
import { engineTables, type Image, type Machine } from './machine';
import { PERSONALITIES } from './personality';
import { SERVERS } from './servers';
import { capacitiesFor } from './sizing';
import type { BootFile } from './vfs/boot';

/** What of a program the machine is made from; program/form.ts Program is one. */
export interface MachineDescription {
  readonly configuration: Configuration;
  /** Byte strings by number; number 0 is empty. */
  readonly strings: readonly Uint8Array[];
  /** Program images by number; number 0 is none. */
  readonly images: readonly Image[];
  readonly files: readonly BootFile[];
}

/**
 * Makes and boots a machine. The configuration must be possible (language's checker, sizing.ts).
 * @param register adds tables of a layer above (the interpreter's) to the same store, before it is sealed.
 */
export function createMachine(
  description: MachineDescription,
  register: (store: Store) => void = () => undefined,
): Machine {
  const { configuration, strings, images, files } = description;
  const { architecture, cpus, tlb, itlb, dtlb, asid } = configuration;
  const store = new Store();
  const trace = new Trace();
  const frames = Math.floor(configuration.memory / architecture.pageBytes);
  const shape = { architecture, frames, cpus, tlb, itlb, dtlb, asid };
  const hardware = hardwareTables(store, trace, shape);
  const capacity = capacitiesFor(frames, configuration.maxMapCount);
  const tables = engineTables(store, capacity, frames, architecture.pageBytes);
  register(store);
  store.seal();
  const created: Machine = {
    ...hardware,
    ...tables,
    configuration,
    personality: PERSONALITIES[configuration.personality],
    servers: SERVERS,
    strings,
    images,
  };
  boot(created, files);
  return created;
}
