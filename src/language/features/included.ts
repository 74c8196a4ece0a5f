// The files that a script includes, found without parsing it.

import { unescapeBytes, decodeText } from '../scanText';

/** At most so many files are followed; more is a mistake. */
const MOST_INCLUDED = 1000;

const INCLUDE = /(?:^|[;{])[ \t]*include[ \t]+"((?:[^"\\\n]|\\.)*)"/gm;

/** The paths behind `include`, as they are written. A comment that looks like one counts, too. */
export function includedNames(text: string): readonly string[] {
  if (!text.includes('include')) return [];
  const names: string[] = [];
  for (const match of text.matchAll(INCLUDE)) {
    const path = match[1] ?? '';
    const bytes = unescapeBytes(path, 0, path.length, () => undefined);
    names.push(decodeText(bytes));
    if (names.length >= MOST_INCLUDED) break;
  }
  return names;
}
