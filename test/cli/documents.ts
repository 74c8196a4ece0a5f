/** What the documents show, as tests read it: fenced blocks by their language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** The contents of the fenced blocks of a language in a document, in order. */
export function fencedBlocks(file: string, language: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm');
  return Array.from(text.matchAll(fence), (match) => match[1] ?? '');
}
