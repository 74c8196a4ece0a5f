/**
 * The servers' main functions in one record, so that kernel and allocator reach them without importing them. Each build
 * of the engine, plain and stepping, has its own: whoever runs a statement puts its build's into the machine.
 */
import type { Servers } from './machine';
import { pmMain } from './pm/main';
import { vfsMain } from './vfs/main';
import { cacheFreepages } from './vm/cache';
import { vmMain } from './vm/main';

export const SERVERS: Servers = {
  vm: vmMain,
  vfs: vfsMain,
  pm: pmMain,
  reclaim: cacheFreepages,
};
