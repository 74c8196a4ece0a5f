/**
 * The `pagewalk` command. Exit status: 0 all expectations hold, 1 one failed, 2 the input cannot be run, and one line on
 * standard error says where and why.
 */
import { Command, Option } from 'commander';
import { printLog } from '../traces/log';
import { InputError, readText } from './input';
import { interactive } from './interactive';
import { REPORTERS, type ReporterName } from './reporters';
import { run } from './run';
import { test } from './test';

interface Shared {
  readonly set: readonly string[];
  readonly seed?: string;
}

const program = new Command('pagewalk')
  .description('A time-travel debugger for virtual memory: runs scenarios and strace logs.')
  .version(process.env['npm_package_version'] ?? '0.1.0')
  .showHelpAfterError('(see pagewalk --help)')
  .exitOverride();

const setOption = (): Option =>
  new Option('--set <key=value>', 'a setting of the machine; beats the script, may be repeated')
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none');

program
  .command('run')
  .description('run a scenario (.vms) or an strace log; - is standard input')
  .argument('<file>')
  .option('--json', 'print the final state as JSON', false)
  .option('--maps', 'print the map of each process when it exits, and at the end', false)
  .option('--interactive', 'step through it in a small console debugger', false)
  .option('--until <line>', 'stop before the first statement on or behind this line')
  .option('--seed <n>', 'the seed of the machine')
  .addOption(setOption())
  .action((file: string, options: Shared & RunFlags) => {
    const until = options.until === undefined ? undefined : lineNumber(options.until);
    const overrides = overridesOf(options);
    if (options.interactive) interactive(file, overrides);
    else process.exitCode = run(file, { json: options.json, maps: options.maps, until, overrides });
  });

interface RunFlags {
  readonly json: boolean;
  readonly maps: boolean;
  readonly interactive: boolean;
  readonly until?: string;
}

program
  .command('test')
  .description('run all scenarios and logs below the paths, and report')
  .argument('<path...>')
  .addOption(new Option('--reporter <name>', 'how to report').choices(REPORTERS).default('spec'))
  .option('--seed <n>', 'the seed of the machine')
  .addOption(setOption())
  .action((paths: readonly string[], options: Shared & { readonly reporter: ReporterName }) => {
    process.exitCode = test(paths, options.reporter, overridesOf(options));
  });

program
  .command('import')
  .description('print an strace log as a scenario')
  .addOption(
    new Option('--touches <which>', 'accesses that calls imply').choices(['none', 'assumed']),
  )
  .argument('<kind>', 'strace')
  .argument('<log>')
  .action((kind: string, log: string, options: { readonly touches?: string }) => {
    if (kind !== 'strace') throw new InputError(`${kind}: only strace logs can be imported`);
    const overrides = options.touches === undefined ? [] : [`touches=${options.touches}`];
    const { text, problems } = printLog(readText(log), log, overrides);
    process.stdout.write(text);
    for (const problem of problems) {
      process.stderr.write(
        `${log}:${String(problem.line)}:${String(problem.column)}: ${problem.text}\n`,
      );
    }
    process.exitCode = problems.length === 0 ? 0 : 1;
  });

function overridesOf({ set, seed }: Shared): string[] {
  return seed === undefined ? [...set] : [...set, `seed=${seed}`];
}

function lineNumber(text: string): number {
  const line = Number(text);
  if (Number.isInteger(line) && line > 0) return line;
  throw new InputError(`--until ${text}: a line number is a whole number from 1`);
}

main();

function main(): void {
  // A reader that went away (`pagewalk ... | head`) is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 2);
  });
  try {
    program.parse();
  } catch (error) {
    if (error instanceof InputError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 2;
    } else if (isCommanderError(error)) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else throw error;
  }
}

function isCommanderError(error: unknown): error is { readonly exitCode: number } {
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number';
}
