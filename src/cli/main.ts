/**
 * The `pagewalk` command: its commands and options; and the entry of the thread that a console session runs in. Exit status: 0 all expectations hold, 1 one failed or a line of a
 * log could not be read, 2 the input or an option is wrong, and standard error says where and why.
 */
import { isMainThread, workerData } from 'node:worker_threads';
import { Argument, Command, Option } from 'commander';
import { interactive } from './console/interactive';
import { serveSession, type Start } from './console/sessionThread';
import { dapOnPort, dapOnStandardStreams } from './dap';
import { importLog } from './importLog';
import { printOpen, warn, warnOpen } from './output';
import { InputError } from './readText';
import { REPORTERS, type ReporterName } from './reporters';
import { run } from './run';
import { test } from './test';

interface MachineOptions {
  readonly set: readonly string[];
  readonly seed?: string;
}

interface RunOptions extends MachineOptions {
  readonly json?: true;
  readonly maps?: true;
  readonly interactive?: true;
  readonly until?: number;
}

/** EX_SOFTWARE of sysexits.h. */
const INTERNAL = 70;
const MOST_SEED = 2 ** 32 - 1;

const program = new Command('pagewalk')
  .description('A time-travel debugger for virtual memory: runs scenarios (.vms) and strace logs.')
  .usage('COMMAND [options]')
  .version(PAGEWALK_VERSION, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .helpCommand('help [COMMAND]', 'print the help of a command')
  .configureHelp({
    subcommandTerm: (command) =>
      [command.name(), ...command.registeredArguments.map((one) => one.name())].join(' '),
    optionTerm: ({ flags }) => flags.replace(/<(.*)>/, '$1'),
    optionDescription: ({ description }) => description,
    argumentTerm: (argument) => argument.name(),
  })
  .configureOutput({ writeOut: printOpen, writeErr: warnOpen })
  .showHelpAfterError('(pagewalk --help lists the commands and options)')
  .exitOverride();

command('run', 'Runs a scenario or an strace log, and prints what it says.', 'FILE [options]')
  .summary('run a scenario or a log, or debug it')
  .addArgument(new Argument('<FILE>', 'a scenario (.vms) or an strace log; - is standard input'))
  .option('--json', 'print the final state as JSON')
  .option('--maps', 'print the map of each process when it exits, or at the end')
  .addOption(
    new Option('--interactive', 'step through it in a console debugger').conflicts([
      'json',
      'maps',
    ]),
  )
  .addOption(
    new Option('--until <LINE>', 'stop before the first statement on or behind a line').argParser(
      lineNumber,
    ),
  )
  .addOption(setOption())
  .addOption(seedOption())
  .addHelpText(
    'after',
    `
Exit status: 0 all expectations hold, 1 one failed or a line of the log could
not be read, 2 the file or an option is wrong.

Examples:
  pagewalk run cow.vms
  pagewalk run cow.vms --set arch=x86-64,memory=64M --json
  pagewalk run cow.vms --interactive --until 29`,
  )
  .action(async (file: string, options: RunOptions) => {
    const { json = false, maps = false, until } = options;
    const overrides = overridesOf(options);
    if (options.interactive === true) await interactive(file, until, overrides);
    else process.exitCode = run(file, { json, maps, until, overrides });
  });

command('test', 'Runs scenarios and strace logs, and reports what came out.', 'PATH... [options]')
  .summary('run all scenarios and logs below the paths, and report')
  .addArgument(new Argument('<PATH...>', 'a file, or a folder with .vms, .strace, .maptrace files'))
  .addOption(
    new Option('--reporter <NAME>', `${REPORTERS.join(', ')}; without it spec`)
      .choices(REPORTERS)
      .default('spec'),
  )
  .addOption(setOption())
  .addOption(seedOption())
  .addHelpText(
    'after',
    `
Exit status: 0 all expectations hold, 1 one failed or a line of a log could not
be read, 2 a file cannot be run or an option is wrong.

Examples:
  pagewalk test examples
  pagewalk test examples --reporter junit > results.xml`,
  )
  .action((paths: readonly string[], options: MachineOptions & { reporter: ReporterName }) => {
    process.exitCode = test(paths, options.reporter, overridesOf(options));
  });

command('import', 'Prints an strace log as a scenario.', 'strace LOG [options]')
  .summary('print an strace log as a scenario')
  .addArgument(new Argument('<strace>', 'the kind of log; there is only this one'))
  .addArgument(new Argument('<LOG>', 'an strace log; - is standard input'))
  .addOption(
    new Option(
      '--touches <WHICH>',
      'accesses that calls imply: none or assumed; without it none',
    ).choices(['none', 'assumed']),
  )
  .addHelpText(
    'after',
    `
Exit status: 0 the whole log could be read, 1 a line of it could not, 2 nothing
in it can be run or an option is wrong.

Example:
  pagewalk import strace true.strace > true.vms`,
  )
  .action((kind: string, log: string, options: { readonly touches?: string }) => {
    const { touches } = options;
    process.exitCode = importLog(kind, log, touches === undefined ? [] : [`touches=${touches}`]);
  });

command('dap', 'Debugs over the Debug Adapter Protocol, for editors.', '[--port N]')
  .summary('be the debug adapter of an editor')
  .addOption(
    new Option(
      '--port <N>',
      'listen on this port of 127.0.0.1, 0: any; without it, standard input and output',
    ).argParser(portNumber),
  )
  .addHelpText(
    'after',
    `
Exit status: 0 the client ended the session, 2 the port cannot be used.

Example:
  pagewalk dap --port 4711`,
  )
  .action(({ port }: { readonly port?: number }) => {
    if (port === undefined) dapOnStandardStreams();
    else dapOnPort(port);
  });

if (isMainThread) void main();
else serveSession(workerData as Start);

async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof InputError) {
      warn(error.message);
      process.exitCode = 2;
    } else if (isCommanderError(error)) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      warn(`This is a fault of pagewalk itself. Please report it with what follows.\n${what}`);
      process.exitCode = INTERNAL;
    }
  }
}

function command(name: string, description: string, usage: string): Command {
  return program.command(name).description(description).usage(usage);
}

function setOption(): Option {
  return new Option('--set <KEY=VALUE>', 'change the machine: memory=64M; may be repeated')
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([]);
}

function seedOption(): Option {
  return new Option('--seed <N>', 'the seed of the machine');
}

function overridesOf({ set, seed }: MachineOptions): string[] {
  if (seed === undefined) return [...set];
  if (!/^\d+$/.test(seed) || Number(seed) > MOST_SEED) {
    throw new InputError(`--seed ${seed}: a seed is a whole number from 0 to ${MOST_SEED}`);
  }
  return [...set, `seed=${seed}`];
}

function lineNumber(text: string): number {
  const line = Number(text);
  if (Number.isSafeInteger(line) && line > 0) return line;
  throw new InputError(`--until ${text}: a line number is a whole number from 1`);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new InputError(`--port ${text}: a port is a whole number from 0 to 65535`);
}

function isCommanderError(error: unknown): error is { readonly exitCode: number } {
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number';
}
