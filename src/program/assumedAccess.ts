/**
 * Accesses that `touches = assumed` added are left out where they would fault for good: a log need not tell what is
 * mapped. Only looks.
 */
import type { ProcessRow } from '../engine/machine';
import { mapLookup } from '../engine/vm/region';
import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../engine/vm/vm';
import { FETCH, LOAD, MEMCPY, STORE } from './accesses';
import { offsetOf, pageOf } from './address';
import { evaluateInteger, type Evaluation } from './evaluation';
import type { Instruction } from './form';
import { isInteger } from './value';

type Call = Extract<Instruction, { readonly op: 'call' }>;

/** What each access needs, and which of its arguments is its length: -1 for one byte. */
const NEEDS: Readonly<Record<number, { readonly protection: number; readonly length: number }>> = {
  [LOAD]: { protection: PROT_READ, length: 1 },
  [FETCH]: { protection: PROT_EXEC, length: -1 },
  [STORE]: { protection: PROT_WRITE, length: 2 },
  [MEMCPY]: { protection: PROT_READ | PROT_WRITE, length: 2 },
};

/** Whether all pages that an assumed access touches are mapped so that it may. */
export function mayTouch(evaluation: Evaluation, call: Call, process: ProcessRow): boolean {
  const { machine } = evaluation;
  const needs = NEEDS[call.action];
  const first = call.arguments[0];
  if (needs === undefined || first === undefined) return false;
  const address = evaluateInteger(evaluation, first.value);
  const count = call.arguments[needs.length];
  const length = count === undefined ? 1 : evaluateInteger(evaluation, count.value);
  if (!isInteger(address) || typeof length !== 'number') return false;
  const { architecture, regions } = machine;
  const start = pageOf(architecture, address);
  const end =
    start + Math.ceil((offsetOf(architecture, address) + length) / architecture.pageBytes);
  const vmproc = machine.processes.vmproc.get(process);
  for (let page = start; page < end; page++) {
    const region = mapLookup(machine, vmproc, page);
    if (region === 0) return false;
    if ((regions.protection.get(region) & needs.protection) !== needs.protection) return false;
  }
  return true;
}
