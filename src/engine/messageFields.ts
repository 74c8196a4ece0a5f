/**
 * What the numbers in a message can be. Whoever sends it, or changes it while it is queued, may write any number: a
 * handler looks before it uses one.
 */
import type { Machine } from './machine';

/** Whether a number can be the bytes of a pair: less than a page. A message may hold any numbers. */
export function isByte(machine: Machine, offset: number): boolean {
  return offset >= 0 && offset < machine.architecture.pageBytes;
}

/** Whether a number is that of a string of the program: a path, or data. */
export function isText(machine: Machine, text: number): boolean {
  return text > 0 && text < machine.strings.length;
}
