/** Values in one line, as a list of them shows them: shorter than all their fields, longer than their names. Only looks. */
import { fieldOf } from '../../program/fields/fieldOf';
import { formatValue } from '../../program/format';
import { isFailure, isInteger, type PteValue, type Value } from '../../program/value';
import type { Look } from './shown';

/** A value in one line. */
export function summary(look: Look, value: Value, hexadecimal = false): string {
  const { computer } = look;
  if (typeof value !== 'object') return formatValue(computer, value, hexadecimal);
  switch (value.kind) {
    case 'region':
      return value.row === 0 ? formatValue(computer, value) : regionText(look, value);
    case 'pte':
      return entryText(look, value);
    case 'frame': {
      if (value.frame === 0) return formatValue(computer, value);
      const refs = fieldText(look, value, 'refs');
      return `frame ${value.frame}, ${fieldText(look, value, 'kind')}, ${refs} references`;
    }
    case 'list':
      return value.elements.some((one) => !isInteger(one))
        ? `${value.elements.length} elements`
        : formatValue(computer, value);
    default:
      return formatValue(computer, value);
  }
}

function regionText(look: Look, value: Value): string {
  const [start, end] = ['start', 'end'].map((name) => fieldText(look, value, name, true));
  const perm = textField(look, value, 'perm');
  const file = textField(look, value, 'file');
  return `${start ?? ''}-${end ?? ''} ${perm} ${file === '' ? textField(look, value, 'type') : file}`;
}

function textField(look: Look, value: Value, name: string): string {
  const field = fieldOf(look.evaluation, value, name);
  if (isFailure(field) || typeof field !== 'object' || field.kind !== 'bytes') return '';
  return String.fromCharCode(...field.bytes);
}

function fieldText(look: Look, value: Value, name: string, hexadecimal = false): string {
  const field = fieldOf(look.evaluation, value, name);
  if (isFailure(field)) return '?';
  if (typeof field === 'object' && field.kind === 'bytes')
    return String.fromCharCode(...field.bytes);
  return formatValue(look.computer, field, hexadecimal);
}

const ENTRY_FLAGS = ['writable', 'user', 'executable', 'accessed', 'dirty', 'global', 'large'];

function entryText(look: Look, value: PteValue): string {
  const { evaluation } = look;
  if (fieldOf(evaluation, value, 'present') !== 1) return 'not present';
  const frame = fieldOf(evaluation, value, 'frame');
  const number = typeof frame === 'object' && frame.kind === 'frame' ? frame.frame : 0;
  const flags = ENTRY_FLAGS.filter((name) => fieldOf(evaluation, value, name) === 1);
  return [`frame ${number}`, ...flags].join(' ');
}
