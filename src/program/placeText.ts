/** What stands at a place of a source, as people are shown it. Only reads texts. */
import type { Place } from './form';

/** A line of a text, from 1, without its end; empty when there is none. */
export function lineOf(text: string, line: number): string {
  let start = 0;
  for (let at = 1; at < line; at++) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return '';
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
}

/** The first line of what stands at a place. */
export function textOfPlace(source: string, { start, end }: Place): string {
  return (source.slice(start, end).split('\n', 1)[0] ?? '').trim();
}
