/** One sentence for a status line and a screen reader: where the run stands, and how much changed. */
import type { Answer, Mark } from '../../src/protocol/answer';
import { t } from './words';

/** @param marks of everything that is shown */
export function changesText(answer: Answer | null, marks: readonly (Mark | undefined)[]): string {
  if (answer === null) return '';
  const { at, since } = answer;
  if (since === null) return t('At {0}. Changes are marked from the next stop on.', at.text);
  const count = (mark: Mark): number => marks.filter((one) => one === mark).length;
  const parts = [
    [count('new'), t('new')],
    [count('changed'), t('changed')],
    [count('gone'), t('gone')],
  ] as const;
  const changes = parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`);
  return changes.length === 0
    ? t('At {0}. Nothing here changed since {1}.', at.text, since.text)
    : t('At {0}. Since {1}: {2}.', at.text, since.text, changes.join(', '));
}
