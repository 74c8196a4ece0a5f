/** `p.faults`: the page faults that VM served for a process, by cause, also when it has ended. Only looks. */
import { findDeparted } from '../../engine/kernel/departed';
import type { VmprocRow } from '../../engine/machine';
import { rowOfEndpoint } from '../../engine/processNumbers';
import { readCounter, type Evaluation } from '../evaluation';
import { fail } from '../failure';
import type { NumberColumn } from '../interpreterTables';
import { rowOf } from '../processes';
import type { FaultsValue, Result } from '../value';

/** The columns that VM counts in, and that stay readable of an ended process. */
const COLUMNS = [
  ...(['minor', 'major', 'zero', 'cow', 'reuse', 'file', 'swap'] as const),
  ...(['upgrade', 'spurious', 'denied'] as const),
] as const;
type Cause = (typeof COLUMNS)[number];

/** `p.faults`: every fault that was served is minor or major. */
export function faultsOf(evaluation: Evaluation, endpoint: number): Result {
  const minor = countOf(evaluation, endpoint, 'minor');
  if (typeof minor !== 'number') return minor;
  const major = countOf(evaluation, endpoint, 'major');
  if (typeof major !== 'number') return major;
  return { kind: 'faults', endpoint, served: minor + major };
}

/** Its fields: `number`, and how many there were of each cause. */
export function faultsField(
  evaluation: Evaluation,
  { endpoint, served }: FaultsValue,
  name: string,
): Result {
  if (name === 'number') return served;
  const cause = COLUMNS.find((column) => column === name);
  if (cause === undefined) return fail('noField', { name, what: 'faults' });
  return countOf(evaluation, endpoint, cause);
}

function countOf(evaluation: Evaluation, endpoint: number, cause: Cause): Result {
  const { machine } = evaluation;
  const column = machine.vmprocs[cause];
  const row = rowOf(machine, endpoint);
  if (evaluation.atMark) {
    const vmproc = vmprocAtMark(evaluation, endpoint);
    if (vmproc !== 0) return readCounter(evaluation, column, vmproc);
    if (row !== 0) return 0;
  } else if (row !== 0) return column.get(machine.processes.vmproc.get(row));
  const gone = findDeparted(machine, endpoint);
  return gone === 0 ? fail('forgotten') : machine.departed[cause].get(gone);
}

/** The address space it ran in at the mark, 0 when it was not there then. */
function vmprocAtMark(evaluation: Evaluation, endpoint: number): VmprocRow {
  const { processes } = evaluation.machine;
  const row = rowOfEndpoint(endpoint);
  const endpoints: NumberColumn = processes.endpoint;
  if (readCounter(evaluation, endpoints, row) !== endpoint) return 0;
  return readCounter(evaluation, processes.vmproc, row);
}
