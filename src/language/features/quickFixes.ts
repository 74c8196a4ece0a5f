// Changes that make something wrong go away: those that the parser and the checker know, and those
// that need to look at what is around. It must never change what is right.

import type { Edit, Fix, MessageArguments } from '../diagnostic';
import type { MessageId } from '../messages';
import { insertion, quoted, replacement } from '../parseState';
import type { LocatedDiagnostic } from '../sources';
import type { Setting, Span } from '../tree';
import { DOCUMENT, type Analysis } from './analysis';
import type { Sentence } from './diagnostics';
import { contains, pathTo } from './nodes';

export interface QuickFix {
  /** What it is called. */
  readonly title: Sentence;
  readonly edits: readonly Edit[];
  /** The message that it answers. */
  readonly answers: MessageId;
  /** What that message is about. */
  readonly span: Span;
  /** Whether it is surely meant. */
  readonly isPreferred: boolean;
}

type FixMaker = (analysis: Analysis, diagnostic: LocatedDiagnostic) => readonly Fix[];

/** What can be changed about everything wrong in a stretch of the document. */
export function quickFixes(analysis: Analysis, { start, end }: Span): readonly QuickFix[] {
  const fixes: QuickFix[] = [];
  for (const diagnostic of analysis.diagnostics) {
    const { span, id, source } = diagnostic;
    if (source !== DOCUMENT || span.start > end || Math.max(span.end, span.start + 1) < start) {
      continue;
    }
    const own = diagnostic.fix === undefined ? [] : [diagnostic.fix];
    const all = [...own, ...(MAKERS[id]?.(analysis, diagnostic) ?? [])];
    for (const one of all) {
      const isPreferred = all.length === 1;
      fixes.push({ title: one, edits: one.edits, answers: id, span, isPreferred });
    }
  }
  return fixes;
}

function fix(id: MessageId, args: MessageArguments, ...edits: readonly Edit[]): Fix {
  return { id, args, edits };
}

function insert(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** The name that a message is about: without its backticks. */
function nameIn({ args }: LocatedDiagnostic): string {
  return (args['name'] ?? '').replaceAll('`', '');
}

// -------------------------------------------------------------------------------------------------
// Missing signs

function closing(sign: string): FixMaker {
  return (analysis, { span }) => [insertion(endOfCode(analysis.text, span.start), sign)];
}

/** Back over the blanks before a place. */
function endOfCode(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && /\s/.test(text.charAt(at - 1))) at--;
  return at;
}

const outcome: FixMaker = (analysis, { args, span }) => {
  if (args['where'] !== '@asOutcome') return [];
  const at = endOfCode(analysis.text, span.start);
  const blank = analysis.text.charAt(at - 1) === '=' ? ' ' : '';
  return ['0', '?'].map((text) => insertion(at, `${blank}${text}`));
};

const closingBrace: FixMaker = ({ text }) => {
  const at = endOfCode(text, text.length);
  return [fix('fixInsert', { text: quoted('}') }, insert(at, '\n}'))];
};

const closingQuote: FixMaker = (_, { span, args }) => {
  return [insertion(span.end, (args['quote'] ?? '').replaceAll('`', ''))];
};

// -------------------------------------------------------------------------------------------------
// Missing names

/** Where a statement can be put before the one at a place: at its scenario's or script's level. */
function lineBefore(analysis: Analysis, offset: number): { at: number; indent: string } {
  const path = pathTo(analysis.script, offset);
  const scenario = path.findIndex(({ kind }) => kind === 'scenario');
  const item = path[scenario < 0 ? 1 : scenario + 2];
  const start = item?.start ?? offset;
  const at = analysis.text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^[ \t]*/.exec(analysis.text.slice(at, start))?.[0] ?? '';
  return { at, indent };
}

function before(id: MessageId, textOf: (name: string) => string): FixMaker {
  return (analysis, diagnostic) => {
    const name = nameIn(diagnostic);
    if (!/^[A-Za-z_]\w*$/.test(name)) return [];
    const { at, indent } = lineBefore(analysis, diagnostic.span.start);
    const edit = insert(at, `${indent}${textOf(name)}\n`);
    return [fix(id, { name: quoted(name) }, edit)];
  };
}

const declare = before('fixDeclare', (name) => `let ${name} = 0`);
const spawn = before('fixSpawn', (name) => `spawn ${name}`);

/** How many processes are offered to do something. */
const MOST_ACTORS = 5;

const actor: FixMaker = (analysis, { span }) => {
  const processes = analysis
    .namesAt(span.start)
    .filter((name) => name.kind !== 'pid' && analysis.kindOf(name) === 'process');
  const path = pathTo(analysis.script, span.start);
  const start = path.filter((node) => node.kind === 'call').at(-1)?.start ?? span.start;
  return processes
    .slice(0, MOST_ACTORS)
    .map(({ name }) => fix('fixActor', { name: quoted(name) }, insert(start, `${name}: `)));
};

const describeFile: FixMaker = (analysis, { args, span }) => {
  const path = args['path'] ?? '';
  const { at, indent } = lineBefore(analysis, span.start);
  const text = `${indent}file ${path.replaceAll('`', '')} { text = 8K, data = 4K }\n`;
  return [fix('fixDescribeFile', { path }, insert(at, text))];
};

// -------------------------------------------------------------------------------------------------
// Values and settings

const minusOne: FixMaker = (analysis, { span }) => {
  return [replacement(span, analysis.text.slice(span.start, span.end), '-1')];
};

const wholePages: FixMaker = (analysis, { span, args }) => {
  const found = analysis.text.slice(span.start, span.end);
  return [args['below'], args['above']].flatMap((text) =>
    text === undefined || text === '0' ? [] : [replacement(span, found, text)],
  );
};

const slash: FixMaker = (_, { span }) => [insertion(span.start + 1, '/')];

/** Removes a setting, with the comma that belongs to it. */
const removeSetting: FixMaker = (analysis, { span }) => {
  const path = pathTo(analysis.script, span.start);
  for (const node of path.reverse()) {
    if (node.kind !== 'settings') continue;
    const at = node.entries.findIndex((entry) => contains(entry, span.start));
    const entry = node.entries[at];
    if (entry === undefined) continue;
    const found = quoted(analysis.text.slice(entry.start, entry.end));
    return [fix('fixRemove', { found }, { ...withComma(node.entries, at, entry), text: '' })];
  }
  return [];
};

function withComma(entries: readonly Setting[], at: number, entry: Setting): Span {
  const next = entries[at + 1];
  if (next !== undefined) return { start: entry.start, end: next.start };
  return { start: entries[at - 1]?.end ?? entry.start, end: entry.end };
}

const MAKERS: Readonly<Partial<Record<MessageId, FixMaker>>> = {
  expectedCloseCall: closing(')'),
  expectedCloseParen: closing(')'),
  expectedCloseIndex: closing(']'),
  expectedCloseList: closing(']'),
  expectedCloseStruct: closing('}'),
  expectedCloseValues: closing(']'),
  expectedValue: outcome,
  unclosedBlock: closingBrace,
  unclosedSettings: closingBrace,
  unterminatedString: closingQuote,
  unknownName: declare,
  unknownNameNear: declare,
  usedBeforeSet: declare,
  unknownProcess: spawn,
  unknownProcessNear: spawn,
  missingWho: actor,
  unknownProgram: describeFile,
  errorNeedsMinusOne: minusOne,
  memoryPages: wholePages,
  pathNotAbsolute: slash,
  duplicateKey: removeSetting,
  unknownKey: removeSetting,
  notYet: removeSetting,
};
