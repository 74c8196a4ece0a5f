/** `pagewalk run`: runs one scenario or log and tells what came out. */
import { execute, type Failed } from './execute';
import { finalState } from './finalState';
import { loadInput } from './input';

export interface RunCommand {
  readonly json: boolean;
  readonly maps: boolean;
  readonly until: number | undefined;
  readonly overrides: readonly string[];
}

/** Results to standard output, messages to standard error. @returns the exit status. */
export function run(file: string, { json, maps, until, overrides }: RunCommand): number {
  const input = loadInput(file, overrides);
  for (const note of input.notes) process.stderr.write(`${note}\n`);
  const states: unknown[] = [];
  let failed = input.unreadable;
  for (const program of input.programs) {
    const result = execute(program, {
      ...(until === undefined ? {} : { until }),
      ...(json ? {} : { say: (text) => process.stdout.write(`${text}\n`) }),
      ...(maps ? { maps: (lines) => process.stdout.write(`${lines.join('\n')}\n`) } : {}),
    });
    for (const failure of result.failures) process.stderr.write(`${failureText(failure)}\n`);
    failed += result.failures.length;
    states.push(finalState(program.name, result));
    const { statements, expectations, failures } = result;
    const which = input.programs.length > 1 ? `${program.name}: ` : '';
    process.stderr.write(
      `${which}${String(statements)} statements, ${String(expectations)} expectations, ${String(failures.length)} failed\n`,
    );
  }
  if (json) {
    const printed = states.length === 1 ? states[0] : { version: 1, scenarios: states };
    process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
  }
  return failed === 0 ? 0 : 1;
}

/** One failed expectation, with its place. */
export function failureText({ source, line, column, message, statement }: Failed): string {
  const head = `${source}:${String(line)}:${String(column)}: ${message}`;
  return statement === null ? head : `${head}\n  ${statement}`;
}
