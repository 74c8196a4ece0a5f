/** What changed of a thing between two stops, field by field. */
import type { Marked } from '../../protocol/answer';

type Plain = string | number | boolean | null;

/**
 * How a thing differs from what it was.
 * @param before the same fields at the stop before; undefined: it was not there.
 */
export function marksOf(now: object, before: object | undefined): Marked {
  if (before === undefined) return { mark: 'new' };
  const was: Record<string, Plain> = {};
  let changed = false;
  for (const [name, value] of Object.entries(before)) {
    if (!isPlain(value) || Reflect.get(now, name) === value) continue;
    was[name] = value;
    changed = true;
  }
  return changed ? { mark: 'changed', was } : {};
}

function isPlain(value: unknown): value is Plain {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
