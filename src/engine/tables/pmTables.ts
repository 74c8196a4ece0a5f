/** PM's tables. Declares columns, and does nothing else. */
import type { Store } from '../../machine/store';
import { i32, ref, table } from '../../machine/table';
import type { Capacities } from '../sizing';

/** PM (minix/servers/pm/mproc.h). Row = the process. */
export function pmTables(store: Store, capacity: Capacities) {
  return {
    mprocs: table(
      store,
      'process',
      capacity.processes,
      {
        pid: i32(),
        /** Thread group: the pid that getpid answers. */
        threadGroup: i32(),
        parent: ref('process'),
        /** MP_* bits of pm/mproc.ts. */
        flags: i32(),
        /** What the parent gets: exit status in wait4's form. */
        status: i32(),
        /** Which child it waits for in wait4: pid, -1 for any. */
        waitsFor: i32(),
        /** The process that stays suspended until this one executes a file or ends (vfork), 0 for none. */
        vforker: ref('process'),
        uid: i32(),
      },
      'mproc',
    ),
    /** One row (1): the pid given last. */
    pm: table(store, 'pm', 2, { lastPid: i32() }),
  };
}
