/** `pagewalk test`: runs scenarios and logs below the given paths and reports what came out. */
import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { faultCounters } from '../program/faultCounters';
import { execute, type Run } from './execute';
import { loadInput } from './input';
import { print } from './output';
import { InputError, reasonOf } from './readText';
import { isPassed, report, type ReporterName, type Result } from './reporters';

const EXTENSIONS = /\.(vms|strace|maptrace)(\.gz)?$/;

/** Runs everything below the paths. @returns the exit status. */
export function test(
  paths: readonly string[],
  reporter: ReporterName,
  overrides: readonly string[],
): number {
  const files = paths.flatMap(filesBelow);
  if (files.length === 0) {
    throw new InputError(`${paths.join(', ')}: there is no .vms, .strace or .maptrace file there`);
  }
  const results = files.flatMap((file) => resultsOf(file, overrides));
  print(report(reporter, results));
  if (results.some(({ error }) => error !== null)) return 2;
  return results.every(isPassed) ? 0 : 1;
}

/** A file itself, or the scenarios and logs in a folder, in order of their names. */
function filesBelow(path: string): string[] {
  const names = namesIn(path);
  if (names === null) return [path];
  return names.flatMap((entry) => {
    const below = join(path, entry.name);
    if (entry.isDirectory()) return filesBelow(below);
    return EXTENSIONS.test(entry.name) ? [below] : [];
  });
}

/** What is in a folder; null for a file. */
function namesIn(path: string): Dirent[] | null {
  try {
    if (!statSync(path).isDirectory()) return null;
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new InputError(`${path}: ${reasonOf(error)}`);
  }
}

function resultsOf(file: string, overrides: readonly string[]): Result[] {
  try {
    const { programs, text, unreadable } = loadInput(file, overrides);
    return programs.map((program) => ({
      file,
      name: program.name,
      about: aboutOf(text),
      error: null,
      unreadable,
      ...resultOf(execute(program)),
    }));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const none = { statements: 0, expectations: 0, failed: 0, failures: [], faults: {} };
    return [{ file, name: file, about: '', error: error.message, unreadable: [], ...none }];
  }
}

function resultOf({ computer, statements, expectations, failed, failures }: Run) {
  const faults: Record<string, number> = {};
  for (let vmproc = 1; vmproc < computer.vmprocs.capacity; vmproc++) {
    for (const [cause, count] of Object.entries(faultCounters(computer, vmproc))) {
      faults[cause] = (faults[cause] ?? 0) + count;
    }
  }
  return { statements, expectations, failed, failures, faults };
}

/** `# cow.vms: a page is shared until someone writes` is about the latter. */
function aboutOf(text: string): string {
  const first = text.slice(0, 500).split('\n')[0] ?? '';
  const comment = /^#\s*(?:[\w.-]+:\s*)?(.*)$/.exec(first);
  return comment?.[1] ?? '';
}
