/** `pagewalk run`: runs one scenario or log and tells what came out. */
import { counted } from '../program/counted';
import { execute } from './execute';
import { failureTexts } from './failureText';
import { finalState } from './finalState';
import { loadInput } from './input';
import { print, warn } from './output';
import type { ProcessMap } from './processMaps';

export interface RunCommand {
  readonly json: boolean;
  readonly maps: boolean;
  readonly until: number | undefined;
  readonly overrides: readonly string[];
}

/** Results to standard output, messages to standard error. @returns the exit status. */
export function run(file: string, { json, maps, until, overrides }: RunCommand): number {
  const { programs, notes, unreadable } = loadInput(file, overrides);
  for (const note of [...unreadable, ...notes]) warn(note);
  const states: unknown[] = [];
  let isGood = unreadable.length === 0;
  for (const program of programs) {
    const collected: ProcessMap[] = [];
    const tell = (map: ProcessMap): void => {
      if (json) collected.push(map);
      else print(map.text);
    };
    const result = execute(program, {
      ...(until === undefined ? {} : { until }),
      ...(json ? {} : { say: print }),
      ...(maps ? { maps: tell } : {}),
    });
    for (const text of failureTexts(result)) warn(text);
    const { statements, expectations, failed } = result;
    const which = programs.length > 1 ? `${program.name}: ` : '';
    const expected = counted(expectations, 'expectation');
    warn(`${which}${counted(statements, 'statement')}, ${expected}, ${String(failed)} failed`);
    isGood &&= failed === 0;
    if (json) states.push(finalState(program, result, maps ? collected : null));
  }
  if (json) {
    const printed = states.length === 1 ? states[0] : { version: 1, scenarios: states };
    print(JSON.stringify(printed, null, 2));
  }
  return isGood ? 0 : 1;
}
