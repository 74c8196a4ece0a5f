/** Each snippet, with what it proposes, is a scenario without errors once its names exist. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/language/parser';

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
}

const FILE = path.resolve(import.meta.dirname, '../../snippets/vms.json');
const snippets = Object.entries(
  JSON.parse(fs.readFileSync(FILE, 'utf8')) as Record<string, Snippet>,
);

/** What stands there when somebody accepts every proposal. */
function accepted({ body }: Snippet): string {
  const proposals = new Map<string, string>();
  return body
    .join('\n')
    .replaceAll(
      /\$\{(\d+)(?::([^}]*)|\|([^,|]*)[^|]*\|)\}/g,
      (_all, number: string, text?: string, first?: string) => {
        const proposal = (text ?? first ?? '').replaceAll(
          /\$(\d+)/g,
          (_whole, n: string) => proposals.get(n) ?? '',
        );
        proposals.set(number, proposal);
        return proposal;
      },
    )
    .replaceAll(/\$(\d+)/g, (_all, number: string) => proposals.get(number) ?? '');
}

describe('snippets', () => {
  it.each(snippets)('%s parses', (_name, snippet) => {
    expect(parse(accepted(snippet)).diagnostics).toEqual([]);
  });
});
