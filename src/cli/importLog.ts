/** `pagewalk import`: prints a log as the scenario that it is. */
import { loadPrintedLog } from './input';
import { printOpen, warn } from './output';
import { InputError } from './readText';

/** The scenario to standard output, lines that could not be read to standard error. @returns the exit status. */
export function importLog(kind: string, path: string, overrides: readonly string[]): number {
  if (kind !== 'strace') throw new InputError(`${kind}: only strace logs can be imported`);
  const { scenario, unreadable } = loadPrintedLog(path, overrides);
  printOpen(scenario);
  for (const line of unreadable) warn(line);
  return unreadable.length === 0 ? 0 : 1;
}
