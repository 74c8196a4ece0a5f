/**
 * From launch arguments to a program that can be run. What cannot be run is refused with every error and its place.
 */
import { joinPath } from '../language/includes';
import { parse } from '../language/parser';
import { decodeText } from '../language/scanText';
import type { Program } from '../program/form';
import { parseMoment, type Moment } from '../timeline/moment';
import { compileInput, isLogText, problemTexts } from '../traces/input';
import type { Arguments } from './arguments';
import { RequestError } from './errors';
import type { Host } from './host';

/** docs/dap.md describes them. */
export interface LaunchArguments {
  /** The path or URI by which the client knows the script or log. */
  readonly program: string;
  /** Its text, when it is not to be read: an unsaved or virtual document. */
  readonly text: string | null;
  /** The scenario that is run, of a file with several; null: the first. */
  readonly scenario: string | null;
  /** Keys of `machine { }` that win over the script, as texts of `--set`. */
  readonly set: readonly string[];
  readonly noDebug: boolean;
  /** Null: only when no breakpoint is set. */
  readonly stopOnEntry: boolean | null;
  /** Whether the session stays open at the end of the run, to go back from there. */
  readonly stopAtEnd: boolean;
  /** Where the session begins: before the first statement, at the first failed expectation, or at a moment. */
  readonly startAt: Moment | 'firstFailure' | null;
}

export interface Loaded {
  readonly program: Program;
  /** The names of all scenarios of the file. */
  readonly scenarios: readonly string[];
  /** What people should know though it runs: warnings, lines of a log that were not understood. */
  readonly notes: readonly string[];
  /** Lines of a log that could not be read. */
  readonly unreadable: number;
}

export function readLaunchArguments(args: Arguments): LaunchArguments {
  return {
    program: args.text('program'),
    text: args.optionalText('text'),
    scenario: args.optionalText('scenario'),
    set: args.entries('set').map(([key, value]) => `${key}=${settingText(key, value)}`),
    noDebug: args.flag('noDebug', false),
    stopOnEntry: args.has('stopOnEntry') ? args.flag('stopOnEntry', false) : null,
    stopAtEnd: args.flag('stopAtEnd', true),
    startAt: startOf(args.optionalText('startAt')),
  };
}

function startOf(text: string | null): LaunchArguments['startAt'] {
  if (text === null || text === 'firstFailure') return text;
  const moment = parseMoment(text);
  if (moment !== null) return moment;
  throw new RequestError(`startAt: ${text} is neither "firstFailure" nor a moment, as 12 or 12.3`);
}

/** `tlb: ["64/4", "1536/12"]` is `tlb=[64/4, 1536/12]`. */
function settingText(key: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map((one) => settingText(key, one)).join(', ')}]`;
  throw new RequestError(`set.${key}: a setting is a text, a number, or a list of them`);
}

/** Reads, with what it includes, and compiles. */
export async function load(launch: LaunchArguments, host: Host): Promise<Loaded> {
  const { program: name, set } = launch;
  const text = launch.text ?? (await host.readText(name, null));
  const included = isLogText(text, name) ? NO_TEXTS : await readIncluded(text, name, host);
  const { isLog, programs, nothing, problems, sources, summary } = compileInput(text, name, {
    overrides: set,
    logOverrides: ['touches=assumed'],
    readInclude: (path, from) => included.get(joinPath(from, path)) ?? null,
  });
  if (nothing !== null) throw new RequestError(`${name}: ${nothing}`, true);
  const notes = [...problemTexts(problems, sources)];
  const program = chosen(programs, launch.scenario, notes);
  if (programs.length > 1 && launch.scenario === null) {
    const others = programs.slice(1).map((one) => `"${one.name}"`);
    notes.push(
      `runs scenario "${program.name}"; "scenario" in the launch arguments may name ${others.join(', ')}`,
    );
  }
  return {
    program,
    scenarios: programs.map((one) => one.name),
    notes: [...notes, ...summary],
    unreadable: isLog ? problems.length : 0,
  };
}

const NO_TEXTS: ReadonlyMap<string, string> = new Map();

function chosen(
  programs: readonly Program[],
  scenario: string | null,
  notes: readonly string[],
): Program {
  const [first] = programs;
  if (first === undefined) throw new RequestError(notes.join('\n'), true);
  const named = scenario === null ? first : programs.find(({ name }) => name === scenario);
  if (named !== undefined) return named;
  const names = programs.map(({ name }) => `"${name}"`).join(', ');
  throw new RequestError(`there is no scenario "${scenario ?? ''}": there are ${names}`, true);
}

/** The paths after `include`, as they are written. */
function includedPaths(text: string): string[] {
  const { items } = parse(text).script;
  const inside = items.flatMap((item) => (item.kind === 'scenario' ? item.body.items : []));
  return [...items, ...inside].flatMap((item) =>
    item.kind === 'include' ? [decodeText(item.path.bytes)] : [],
  );
}

/** The texts of all files that a script includes, by their names; those that cannot be read are missing. */
async function readIncluded(
  text: string,
  name: string,
  host: Host,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const waiting = [{ text, name }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const path of includedPaths(next.text)) {
      const included = joinPath(next.name, path);
      if (texts.has(included)) continue;
      try {
        const found = await host.readText(path, next.name);
        texts.set(included, found);
        waiting.push({ text: found, name: included });
      } catch {
        // The compiler reports it, at its place.
      }
    }
  }
  return texts;
}
