/** Fields of a process, living or ended. Sizes are in bytes, `tables` in frames. Only looks. */
import { findDeparted } from '../../engine/kernel/departed';
import type { ProcessRow } from '../../engine/machine';
import { REGION_NAME } from '../../engine/vm/vm';
import { addressOf } from '../address';
import { stringValue } from '../cells';
import type { Computer } from '../computer';
import { readCounter, type Evaluation } from '../evaluation';
import { fail, type Failure } from '../failure';
import {
  exitOfStatus,
  liveRow,
  pidOf,
  rowOf,
  signalOfStatus,
  statusOf,
  vmprocOf,
} from '../processes';
import { processState } from '../processState';
import { processValue, textValue, truth, type Result, type Value } from '../value';
import { faultsOf } from './faultFields';
import { proportionalBytes } from './residency';
import { regionValue } from './regionFields';
import { regionsOf } from './regionList';

/** The field `name` of a process. */
export function processField(evaluation: Evaluation, endpoint: number, name: string): Result {
  const { machine } = evaluation;
  switch (name) {
    case 'pid':
      return knownPid(machine, endpoint);
    case 'alive':
      return truth(liveRow(machine, endpoint) !== 0);
    case 'state':
      return textValue(processState(machine, endpoint));
    case 'exit':
      return exitStatus(machine, endpoint);
    case 'killed':
      return killedBy(machine, endpoint);
    case 'faults':
      return faultsOf(evaluation, endpoint);
    case 'parent':
    case 'uid':
    case 'cpu':
    case 'name':
    case 'signals':
      return identity(machine, endpoint, name);
    default:
      return liveField(evaluation, endpoint, name);
  }
}

function knownPid(machine: Computer, endpoint: number): Result {
  const pid = pidOf(machine, endpoint);
  return pid === 0 && rowOf(machine, endpoint) === 0 ? fail('forgotten') : pid;
}

function exitStatus(machine: Computer, endpoint: number): Result {
  const status = statusOf(machine, endpoint);
  if (status < 0) return lives(machine, endpoint);
  if (signalOfStatus(status) === 0) return exitOfStatus(status);
  return fail('wasKilled', { pid: pidOf(machine, endpoint), signal: signalOfStatus(status) });
}

function killedBy(machine: Computer, endpoint: number): Result {
  if (liveRow(machine, endpoint) !== 0) return 0;
  const status = statusOf(machine, endpoint);
  return status < 0 ? fail('forgotten') : signalOfStatus(status);
}

function lives(machine: Computer, endpoint: number): Failure {
  if (liveRow(machine, endpoint) === 0) return fail('forgotten');
  return fail('stillLives', { pid: pidOf(machine, endpoint) });
}

/** What is known of an ended process too. */
function identity(machine: Computer, endpoint: number, name: string): Result {
  const row = rowOf(machine, endpoint);
  const gone = row === 0 ? findDeparted(machine, endpoint) : 0;
  if (row === 0 && gone === 0) return fail('forgotten');
  const { departed, mprocs, processes } = machine;
  if (name === 'uid') return row === 0 ? departed.uid.get(gone) : mprocs.uid.get(row);
  if (name === 'cpu') return row === 0 ? departed.cpu.get(gone) : processes.cpu.get(row) - 1;
  if (name === 'signals') {
    return signalList(row === 0 ? departed.signals.get(gone) : processes.signals.get(row));
  }
  if (name === 'name') {
    return stringValue(
      machine,
      row === 0 ? departed.name.get(gone) : processes.name.get(row),
      false,
    );
  }
  if (row === 0) return processValue(departed.parent.get(gone));
  const parent = mprocs.parent.get(row);
  return parent === 0 ? 0 : processValue(processes.endpoint.get(parent));
}

/** The signals that it ever got, as numbers. */
function signalList(bits: number): Result {
  const elements: Value[] = [];
  for (let signal = 1; signal < 32; signal++)
    if ((bits & (1 << signal)) !== 0) elements.push(signal);
  return { kind: 'list', elements };
}

function liveField(evaluation: Evaluation, endpoint: number, name: string): Result {
  const { machine } = evaluation;
  const row = liveRow(machine, endpoint);
  if (row === 0) return fail('ended', { pid: pidOf(machine, endpoint), name });
  const vmproc = vmprocOf(machine, endpoint);
  const { vmprocs, architecture } = machine;
  switch (name) {
    case 'size':
      return readCounter(evaluation, vmprocs.sizePages, vmproc) * architecture.pageBytes;
    case 'rss':
      return readCounter(evaluation, vmprocs.total, vmproc) * architecture.pageBytes;
    case 'tables':
      return (
        readCounter(evaluation, vmprocs.tables, vmproc) + (vmprocs.root.get(vmproc) === 0 ? 0 : 1)
      );
    case 'pss':
      return proportionalBytes(machine, vmproc).proportional;
    case 'uss':
      return proportionalBytes(machine, vmproc).unique;
    case 'regions':
      return {
        kind: 'list',
        elements: regionsOf(machine, row).map((region) => regionValue(machine, region, null)),
      };
    case 'heap':
      return namedRegion(machine, row, REGION_NAME.HEAP, name);
    case 'stack':
      return namedRegion(machine, row, REGION_NAME.STACK, name);
    default:
      return registerField(machine, row, name);
  }
}

function registerField(machine: Computer, row: ProcessRow, name: string): Result {
  const { processes, vmprocs, architecture } = machine;
  const vmproc = processes.vmproc.get(row);
  if (name === 'sp') {
    return addressOf(architecture, processes.stackPage.get(row), processes.stackOffset.get(row));
  }
  if (name === 'pc') {
    return addressOf(
      architecture,
      processes.counterPage.get(row),
      processes.counterOffset.get(row),
    );
  }
  if (name === 'brk') {
    return addressOf(architecture, vmprocs.breakPage.get(vmproc), vmprocs.breakOffset.get(vmproc));
  }
  return fail('noField', { name, what: 'process' });
}

function namedRegion(machine: Computer, row: ProcessRow, name: number, field: string): Result {
  const region = regionsOf(machine, row).find((one) => machine.regions.name.get(one) === name);
  if (region === undefined) {
    return fail('noNamedRegion', { pid: machine.mprocs.pid.get(row), name: field });
  }
  return regionValue(machine, region, null);
}
