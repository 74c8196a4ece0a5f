/**
 * strace logs as scenarios: a log is read, turned into statements of the scenario language, and compiled; or printed as
 * the scenario that it is. Running a log and running what was printed are the same by construction. Places of statements
 * and of what is wrong are places in the log.
 */
import { collectNames } from '../language/collectNames';
import { CompileState, StringPool } from '../language/compileState';
import { compileStatement } from '../language/compileStatement';
import { configure, MACHINE_KEYS } from '../language/configure';
import type { Diagnostic } from '../language/diagnostic';
import { describeDiagnostic } from '../language/messages';
import { readOverrides, splitOverrides } from '../language/overrides';
import { parse } from '../language/parser';
import { keySettings, type KeyedSetting, type KeyedSettings } from '../language/settingValues';
import { Sources, type LocatedDiagnostic } from '../language/sources';
import type { Program, Source } from '../program/form';
import type { Log } from './logEvents';
import { isLog } from './logLine';
import { printStatement } from './printStatement';
import { readLog } from './readLog';
import { WHY } from './reasons';
import { writeScenario, type Statement } from './scenario';

export { isLog };

/** Something wrong with a log, or with a setting. */
export interface Problem {
  /** In `sources`. */
  readonly source: number;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

export interface CompiledLog {
  /** One; none when the settings are wrong or nothing can be run. */
  readonly programs: readonly Program[];
  /** In order of their places. What they are about is left out, the rest runs. */
  readonly problems: readonly Problem[];
  /** What was not run, with counts: one line for each reason. */
  readonly summary: readonly string[];
  readonly sources: readonly Source[];
}

/** The machine of a log: x86-64 under Linux, with everything where the log has it. */
const MACHINE_SETTINGS: Readonly<Record<string, string>> = {
  arch: 'x86-64',
  memory: '256M',
  personality: 'linux',
  placement: 'recorded',
};

/**
 * Compiles a log.
 * @param name the file it comes from, for messages.
 * @param overrides texts of `--set key=value`.
 */
export function compileLog(text: string, name: string, overrides: readonly string[]): CompiledLog {
  return new LogCompiler(text, name, overrides).compile(() => undefined);
}

/** The scenario that a log is, as text, with comments on what the log does not show. */
export function printLog(
  text: string,
  name: string,
  overrides: readonly string[],
): CompiledLog & { readonly text: string } {
  const printed: string[] = [];
  const compiler = new LogCompiler(text, name, overrides);
  const compiled = compiler.compile((statement) => {
    printed.push(printStatement(statement));
  });
  const head = [
    `# ${name}`,
    ...compiled.summary.map((line) => `# ${line}`),
    machineText(overrides),
  ];
  return { ...compiled, text: `${[...head, '', ...printed].join('\n')}\n` };
}

/** `machine { ... }` of a log; texts of `--set` win. */
function machineText(overrides: readonly string[]): string {
  const settings = new Map(Object.entries(MACHINE_SETTINGS));
  for (const text of overrides.flatMap(splitOverrides)) {
    const equals = text.indexOf('=');
    if (equals > 0) settings.set(text.slice(0, equals).trim(), text.slice(equals + 1).trim());
  }
  return `machine { ${[...settings].map(([key, value]) => `${key} = ${value}`).join(', ')} }`;
}

class LogCompiler {
  private readonly sources = new LogSources();
  private readonly settings: KeyedSettings;
  private readonly state: CompileState;
  private readonly log: Log;

  constructor(
    text: string,
    private readonly name: string,
    overrides: readonly string[],
  ) {
    this.sources.add(name, text);
    this.settings = readSettings(this.sources, overrides);
    this.state = new CompileState(
      this.sources,
      configure(this.sources, this.settings),
      new StringPool(),
    );
    this.log = readLog(text);
  }

  /** @param accept is handed every statement that can be run. */
  compile(accept: (statement: Statement) => void): CompiledLog {
    const { sources, state, log, name } = this;
    const wrong = sources.diagnostics();
    if (wrong.length === 0) {
      writeScenario(log, (statement) => {
        if (this.statement(statement)) accept(statement);
      });
    }
    const isEmpty = state.instructions.length === 0;
    const { length } = log.text;
    state.emit({ op: 'end', place: state.place({ start: length, end: length }) });
    const problems = this.problems(wrong, isEmpty);
    const { configuration, instructions, strings, images, files, frame } = state;
    const globals = [...state.globals.values()].map(({ name, index }) => ({ name, index }));
    const program: Program = {
      ...{ name, configuration, sources: sources.list, instructions, definitions: [] },
      ...{ strings: strings.list, images, files: [...files.values()], globals },
      scopes: [],
      locals: frame.most,
    };
    for (const [constant, count] of state.unmodelled) log.tally.add(WHY.flag, constant, count);
    const summary = log.tally.lines();
    return { programs: isEmpty ? [] : [program], problems, summary, sources: sources.list };
  }

  /** Compiles one statement. @returns whether it can be run; if not, it leaves no trace but a problem. */
  private statement({ item }: Statement): boolean {
    const { state, sources, log } = this;
    const before = state.instructions.length;
    sources.errors.length = 0;
    collectNames(state, [{ source: 0, item }]);
    compileStatement(state, item);
    const [error] = sources.errors;
    if (error === undefined) return true;
    state.instructions.length = before;
    state.scopes.length = before;
    log.problems.push({ from: error.span.start, text: describeDiagnostic(error) });
    return false;
  }

  private problems(wrong: readonly LocatedDiagnostic[], isEmpty: boolean): Problem[] {
    const { sources, log } = this;
    const found = wrong.map((diagnostic): Problem => {
      const { source, line, column } = diagnostic;
      return { source, line, column, text: describeDiagnostic(diagnostic) };
    });
    for (const { from, text } of [...log.problems].sort((a, b) => a.from - b.from)) {
      const { line, column } = sources.place(0, { start: from, end: from });
      found.push({ source: 0, line, column, text });
    }
    if (isEmpty && found.length === 0) {
      found.push({ source: 0, line: 1, column: 1, text: 'the log has no call that can be run' });
    }
    return found;
  }
}

/** The settings of a log's machine, and those that win over them. */
function readSettings(sources: Sources, overrides: readonly string[]): KeyedSettings {
  const settings = new Map<string, KeyedSetting>();
  const text = machineText([]);
  const [machine] = parse(text).script.items;
  const source = sources.add('the machine of a log', text);
  if (machine?.kind === 'machine') {
    keySettings(sources, source, machine.settings, MACHINE_KEYS, 'machineThing', settings);
  }
  for (const [key, setting] of readOverrides(sources, overrides)) settings.set(key, setting);
  return settings;
}

/** Sources of which the first is a log: errors in it are handed on one by one, however many there are. */
class LogSources extends Sources {
  readonly errors: Diagnostic[] = [];

  override report(...[source, severity, id, args, span, fix]: Parameters<Sources['report']>): void {
    if (source !== 0) super.report(source, severity, id, args, span, fix);
    else if (severity === 'error') this.errors.push({ id, args, span, severity });
  }
}
