// Keys of `machine { }`, of files and processes, and what they can be set to.

import { laterValue } from '../later';
import type { Analysis } from './analysis';
import type { Completion } from './completionItem';
import { choicesOf, describeKey, keysOf, keyText, whyNotYet } from './describe';
import type { SettingsOwner } from './place';
import { decodeText } from '../scanText';
import type { StatementWords } from './words';

/** The keys that are not set yet. */
export function completeKey(owner: SettingsOwner, { words, open }: StatementWords): Completion[] {
  const from = open.at(-1)?.at ?? 0;
  const used = new Set(words.slice(from).map(({ text }) => text));
  return keysOf(owner)
    .filter((key) => !used.has(key))
    .map((key, rank) => ({
      label: key,
      kind: 'key',
      detail: keyText(owner, key)?.standard ?? '',
      markdown: describeKey(owner, key) ?? '',
      insert: `${key} = $0`,
      rank,
      again: true,
    }));
}

/** The values of a key; those that the machine does not have yet are left out. */
export function completeSettingValue(
  analysis: Analysis,
  owner: SettingsOwner,
  key: string,
): Completion[] {
  const choices = choicesOf(owner, key);
  const values = choices.length > 0 ? choices : (keyText(owner, key)?.examples ?? []);
  const known = values.filter((value) => owner !== 'machine' || laterValue(key, value) === null);
  const paths = owner === 'spawn' && key === 'image' ? programPaths(analysis) : [];
  return [...paths, ...known].map((label, rank) => ({
    label,
    kind: 'value',
    detail: rank === 0 && choices.length > 0 ? 'default' : '',
    markdown: whyNotYet(key, label) ?? '',
    rank,
  }));
}

function programPaths({ script }: Analysis): string[] {
  return script.items.flatMap((item) =>
    item.kind === 'file' ? [`"${decodeText(item.path.bytes)}"`] : [],
  );
}
