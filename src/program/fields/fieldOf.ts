/**
 * `.name` of a value: which file knows the fields of which kind, and which fields can be read as they were at the mark.
 */
import type { Evaluation } from '../evaluation';
import { fail } from '../failure';
import type { Result, Value } from '../value';
import { cpuField, isTlbPart, tlbCounter } from './cpuFields';
import { eventField } from './eventFields';
import { faultsField } from './faultFields';
import { fileField } from './fileFields';
import { frameField } from './frameFields';
import { partField } from './machineParts';
import { processField } from './processFields';
import { pteField } from './pteFields';
import { regionField } from './regionFields';
import { tlbField } from './tlbFields';

/** Counters, and what leads to them: what `since` may ask for. */
const KEPT_AT_MARK = new Set([
  ...['faults', 'number', 'minor', 'major', 'zero', 'cow', 'reuse', 'file', 'swap', 'upgrade'],
  ...['spurious', 'denied', 'size', 'rss', 'tables', 'tlb', 'itlb', 'dtlb', 'stlb'],
  ...['hits', 'misses', 'fills', 'evictions', 'flushes', 'invalidations', 'shootdowns'],
  ...['cycles', 'free', 'cached', 'copied', 'reads', 'writes'],
]);

/** The field `name` of a value. */
export function fieldOf(evaluation: Evaluation, value: Value, name: string): Result {
  if (evaluation.atMark && !KEPT_AT_MARK.has(name)) return fail('notAtMark', { name: `.${name}` });
  if (typeof value !== 'object') return fail('noField', { name, what: 'number' });
  switch (value.kind) {
    case 'process':
      return processField(evaluation, value.endpoint, name);
    case 'faults':
      return faultsField(evaluation, value, name);
    case 'region':
      return regionField(evaluation, value, name);
    case 'pte':
      return pteField(evaluation, value, name);
    case 'frame':
      return frameField(evaluation, value, name);
    case 'tlb':
      return tlbField(evaluation, value, name);
    case 'cpu':
      return cpuField(evaluation, value.cpu, name);
    case 'file':
      return fileField(evaluation, value, name);
    case 'part':
      return isTlbPart(value.name)
        ? tlbCounter(evaluation, value, name)
        : partField(evaluation, value.name, name);
    case 'event':
      return eventField(evaluation, value.position, name);
    default:
      return fail('noField', { name, what: value.kind });
  }
}
