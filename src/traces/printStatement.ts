/** Writes a statement of a log as a line of a scenario; a long map gets a line for each of its lines. */
import { printItem } from '../language/print';
import type { Statement } from './scenario';

/** The text of a statement, without a line end behind it. */
export function printStatement({ item, comment }: Statement): string {
  const text = brokenMaps(printItem(item));
  return comment === '' ? text : `${text}  # ${comment}`;
}

/** Lines of `maps=[...]` below each other: between parentheses a line end is a blank. */
function brokenMaps(text: string): string {
  if (!text.includes('maps=["')) return text;
  return text
    .replace(/(?<=\[|, )"(?=[0-9a-f]+-[0-9a-f]+ [r-][w-][x-][ps] )/g, '\n  "')
    .replace(/, \n/g, ',\n')
    .replace(/"\](?=\)|, brk=)/, '"\n]');
}
