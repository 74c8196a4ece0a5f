/** Failed expectations as text. */
import { counted } from '../program/counted';
import type { Failed, Run } from './execute';

/** Each one that was kept, with its place and its statement; behind them how many more there are. */
export function failureTexts({ failed, failures }: Pick<Run, 'failed' | 'failures'>): string[] {
  const texts = failures.map(failureText);
  const more = failed - failures.length;
  return more > 0 ? [...texts, `... and ${counted(more, 'more failed expectation')}`] : texts;
}

function failureText({ source, line, column, message, statement }: Failed): string {
  const head = `${source}:${String(line)}:${String(column)}: ${message}`;
  return statement === null ? head : `${head}\n  ${statement}`;
}
