// The words about a name of the script: what it is, and the line that gives it.

import type { DefineItem } from '../tree';
import type { Analysis } from './analysis';
import { originOf, type NameKind, type ScriptName } from './names';

const KIND_TEXTS: Readonly<Record<NameKind, string>> = {
  process: 'process',
  variable: 'variable',
  array: 'array',
  definition: 'definition',
  parameter: 'parameter',
  loop: 'variable of the loop',
  pid: 'process id',
};

/** `name(a, b)`. */
export function definitionForm({ name, parameters }: DefineItem): string {
  return `${name.text}(${parameters.map(({ text }) => text).join(', ')})`;
}

/** What a name is, and the first line that gives it, as Markdown. */
export function nameText(analysis: Analysis, name: ScriptName): string {
  const origin = originOf(name);
  const kind = analysis.kindOf(name);
  const isKnown = name.kind === 'variable' && kind !== 'any' && kind !== 'number';
  const what = `${KIND_TEXTS[name.kind]} \`${name.name}\`${isKnown ? `: ${kind}` : ''}`;
  if (origin === undefined) return what;
  const { source, start } = origin;
  const isHere = source === 0;
  const where = isHere ? '' : `\n\nin \`${analysis.sourceNames[source] ?? ''}\``;
  return `\`\`\`vms\n${lineAt(analysis, source, start)}\n\`\`\`\n\n${what}${where}`;
}

/** The line of a place, without the blanks around it. */
function lineAt(analysis: Analysis, source: number, offset: number): string {
  const text = analysis.textOf(source, 0, Number.MAX_SAFE_INTEGER);
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? text.length : end).trim();
}
