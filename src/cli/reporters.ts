/**
 * How `pagewalk test` tells what came out: for people (spec, summary), for other tools (TAP 14, JUnit XML, JSON).
 * They print to standard output only.
 */
import { counted } from '../program/counted';
import type { Failed } from './execute';
import { failureTexts } from './failureText';

export const REPORTERS = ['spec', 'tap', 'junit', 'json', 'summary'] as const;
export type ReporterName = (typeof REPORTERS)[number];

/** The result of one program: a script, or one scenario of it. */
export interface Result {
  readonly file: string;
  readonly name: string;
  readonly statements: number;
  readonly expectations: number;
  /** Failed expectations, and the first of them. */
  readonly failed: number;
  readonly failures: readonly Failed[];
  /** Lines of a log that could not be read, as people are told of them. */
  readonly unreadable: readonly string[];
  /** Why it could not run at all; null if it ran. */
  readonly error: string | null;
  /** Faults by cause, summed over all processes. */
  readonly faults: Readonly<Record<string, number>>;
  /** The first line of its first comment: what it is about. */
  readonly about: string;
}

export function report(reporter: ReporterName, results: readonly Result[]): string {
  switch (reporter) {
    case 'tap':
      return tap(results);
    case 'junit':
      return junit(results);
    case 'json':
      return JSON.stringify({ version: 1, results }, null, 2);
    case 'summary':
      return summary(results);
    default:
      return spec(results);
  }
}

/** Whether a result counts as passed. */
export function isPassed({ error, failed, unreadable }: Result): boolean {
  return error === null && failed === 0 && unreadable.length === 0;
}

function counts(results: readonly Result[]): string {
  const passed = results.filter(isPassed).length;
  return `${String(passed)} passed, ${String(results.length - passed)} failed`;
}

function title({ file, name }: Result): string {
  return name === file ? file : `${file}: ${name}`;
}

function failureLines(result: Result): string[] {
  const { error, unreadable } = result;
  const texts = error === null ? [...unreadable, ...failureTexts(result)] : [error];
  return texts.flatMap((text) => text.split('\n'));
}

function spec(results: readonly Result[]): string {
  const lines = results.flatMap((result) => [
    `${isPassed(result) ? 'ok  ' : 'FAIL'} ${title(result)} (${counted(result.expectations, 'expectation')})`,
    ...failureLines(result).map((line) => `       ${line}`),
  ]);
  return [...lines, '', counts(results)].join('\n');
}

function summary(results: readonly Result[]): string {
  const blocks = results.map((result) => {
    const faults = Object.entries(result.faults)
      .filter(([, count]) => count > 0)
      .map(([cause, count]) => `${cause} ${String(count)}`);
    const { failed } = result;
    const held = `${counted(result.expectations, 'expectation')}, ${failed === 0 ? 'all hold' : `${String(failed)} failed`}`;
    return [
      `${isPassed(result) ? 'ok  ' : 'FAIL'} ${title(result)}`,
      `       ${result.about}`,
      `       ${counted(result.statements, 'statement')}, ${held}`,
      `       faults: ${faults.length === 0 ? 'none' : faults.join(', ')}`,
      ...failureLines(result).map((line) => `       ${line}`),
    ].join('\n');
  });
  return [...blocks, '', counts(results)].join('\n');
}

function tap(results: readonly Result[]): string {
  const lines = results.flatMap((result, i) => {
    const head = `${isPassed(result) ? 'ok' : 'not ok'} ${String(i + 1)} - ${title(result).replaceAll('#', '\\#')}`;
    if (isPassed(result)) return [head];
    const messages = failureLines(result).map((line) => `    - ${JSON.stringify(line)}`);
    return [head, '  ---', '  messages:', ...messages, '  ...'];
  });
  return ['TAP version 14', `1..${String(results.length)}`, ...lines].join('\n');
}

function junit(results: readonly Result[]): string {
  const failed = results.filter((result) => !isPassed(result)).length;
  const cases = results.map((result) => {
    const open = `  <testcase classname="${escape(result.file)}" name="${escape(result.name)}"`;
    if (isPassed(result)) return `${open}/>`;
    const kind = result.error === null ? 'failure' : 'error';
    const text = failureLines(result).join('\n');
    const message = escape(text.split('\n')[0] ?? '');
    return `${open}>\n    <${kind} message="${message}">${escape(text)}</${kind}>\n  </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="pagewalk" tests="${String(results.length)}" failures="${String(failed)}">`,
    ...cases,
    '</testsuite>',
  ].join('\n');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
