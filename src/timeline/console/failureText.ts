/** Failed expectations as lines of the console: where, what was written, and the values. Only looks. */
import type { Message } from '../../program/failure';
import type { Program } from '../../program/form';
import { sentence } from '../../program/messages';
import { textOfPlace } from '../../program/placeText';

/** `cow.vms:31  expect child.faults.cow == 2`, and below it what was expected and what came. */
export function failureLines(
  program: Program,
  instruction: number,
  message: Message | null,
): readonly string[] {
  const place = program.instructions[instruction]?.place;
  const source = program.sources[place?.source ?? 0];
  const text = place === undefined ? '' : textOfPlace(source?.text ?? '', place);
  const head = `${source?.name ?? ''}:${place?.line ?? 0}  ${text}`;
  return message === null ? [head] : [head, `    ${valuesText(message)}`];
}

/** What was expected and what came. */
export function valuesText(message: Message): string {
  const { id, args } = message;
  if (id !== 'comparisonFails') return sentence(message);
  return `expected ${args['operator'] ?? ''} ${args['right'] ?? ''}, actual ${args['left'] ?? ''}`;
}
