/**
 * What may stand at a place of what is typed: fields behind a dot, otherwise commands of the console, and variables,
 * names and functions of expressions.
 */
import { fieldNames, functionNames, machineNames, serverNames } from '../language/vocabulary';
import { wordsFor } from '../timeline/console/completing';
import type { Arguments } from './arguments';
import { consoleOf } from './consoleRequests';
import type { Answer, Call } from './dispatcher';
import type { Session } from './session';

type Handler = (session: Session, args: Arguments, call: Call) => Answer;

export const COMPLETION_REQUESTS: Readonly<Record<string, Handler>> = {
  completions(session, args) {
    const { counting } = session.client;
    const line = args.optionalInteger('line');
    const lines = args.text('text').split('\n');
    const text = lines[line === null ? 0 : counting.ourLine(line) - 1] ?? '';
    const before = text.slice(0, Math.max(0, counting.ourColumn(args.integer('column')) - 1));
    const word = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? '';
    const isField = before.slice(0, before.length - word.length).endsWith('.');
    const names = isField ? fields() : namesOf(session);
    const commands = wordsFor(consoleOf(session), before);
    const offered = [
      ...(isField ? [] : commands.map((name): Named => [name, 'keyword'])),
      ...names,
    ];
    const targets = offered.filter(([label]) => label.startsWith(word));
    return {
      targets: targets.map(([label, type]) => ({
        ...{ label, type, start: before.length - word.length, length: word.length },
      })),
    };
  },
};

type Named = readonly [
  label: string,
  type: 'field' | 'function' | 'variable' | 'module' | 'keyword',
];

function fields(): readonly Named[] {
  return [...fieldNames('any')].map((name): Named => [name, 'field']);
}

function namesOf({ debuggee }: Session): readonly Named[] {
  return [
    ...debuggee.program.globals.map(({ name }): Named => [name, 'variable']),
    ...[...functionNames()].map((name): Named => [name, 'function']),
    ...[...machineNames(), ...serverNames()].map((name): Named => [name, 'module']),
  ];
}
