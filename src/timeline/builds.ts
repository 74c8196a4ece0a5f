/**
 * The two builds of the interpreter and the engine below it: the plain one, and the stepping copy, which knows at every
 * moment which function and line of the servers it is in. Both run on the same tables.
 *
 * The only file that names the stepping copy.
 */
import { step as plainStep } from '../program/interpreter';
import type { Computer } from '../program/computer';
import type { Program } from '../program/form';
import { mentionsEventLines } from '../program/mentions';
import { step as steppingStep } from 'stepping/program/interpreter';
import { columns } from 'stepping/columns';
import { functions, siteFunction, siteLine } from 'stepping/sites';
import { sources } from 'stepping/sources';

export type Step = (machine: Computer, program: Program) => boolean;

export const PLAIN: Step = plainStep;
export const STEPPING: Step = (machine, program) => {
  machine.serverLine = serverLine;
  return steppingStep(machine, program);
};

/** The build that a program runs in: the plain one, unless its statements ask where in the servers events happened. */
export function buildOf(program: Program): Step {
  return mentionsEventLines(program) ? STEPPING : PLAIN;
}

/** For each function, its first site: the line before which a call of it can be stopped. */
const FIRST_SITES = Int32Array.from(functions, () => -1);
siteFunction.forEach((of, site) => {
  if (FIRST_SITES[of] === -1) FIRST_SITES[of] = site;
});

/** A place in the servers' source. */
export interface ServerLine {
  readonly function: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Where a site of the stepping build is. */
export function serverLine(site: number): ServerLine {
  const of = functions[siteFunction[site] ?? -1];
  return { function: of?.name ?? '', file: of?.file ?? '', line: siteLine[site] ?? 0 };
}

/** A function of the stepping build: name, file and names of its arguments. */
export function serverFunction(number: number) {
  return functions[number];
}

/** The numbers of the functions with a name. */
export function functionsNamed(name: string): readonly number[] {
  return functions.flatMap((of, number) => (of.name === name ? [number] : []));
}

/** The line on which a function of a file is declared, from 1; 1 when there is no such function. */
export function functionLine(name: string, file: string): number {
  return functions.find((of) => of.name === name && of.file === file)?.line ?? 1;
}

/** The first site of a function; -1 if it has no statement. */
export function firstSiteOf(number: number): number {
  return FIRST_SITES[number] ?? -1;
}

/** The first site of the function to which a site belongs. */
export function firstSite(site: number): number {
  return firstSiteOf(siteFunction[site] ?? -1);
}

/** The line on which a site begins, from 1. */
export function lineOf(site: number): number {
  return siteLine[site] ?? 0;
}

/** Names of all functions that can be stepped through. */
export function functionNames(): readonly string[] {
  return [...new Set(functions.map((of) => of.name))].sort();
}

/** Whether a file is meant: `vm/mmap.ts` is enough for `engine/vm/mmap.ts`. */
function isNamed(file: string, name: string): boolean {
  return file === name || file.endsWith(`/${name}`);
}

function fileOf(site: number): string {
  return functions[siteFunction[site] ?? -1]?.file ?? '';
}

/** The sites on a line of a file (`vm/mmap.ts` is enough for `engine/vm/mmap.ts`). */
export function sitesAt(file: string, line: number): readonly number[] {
  const found: number[] = [];
  siteLine.forEach((at, site) => {
    if (at === line && isNamed(fileOf(site), file)) found.push(site);
  });
  return found;
}

/** The first line from `line` on where a statement of a file begins; null if there is none. */
export function nextLineWithSites(file: string, line: number): number | null {
  let next = Infinity;
  siteLine.forEach((at, site) => {
    if (at >= line && at < next && isNamed(fileOf(site), file)) next = at;
  });
  return next === Infinity ? null : next;
}

/** The files of the servers whose source there is, sorted. */
export function sourceFiles(): readonly string[] {
  return Object.keys(sources).sort();
}

/** The text of a file of the servers; undefined if there is none. */
export function sourceText(file: string): string | undefined {
  return Object.hasOwn(sources, file) ? sources[file] : undefined;
}

/** The text of a line of the servers' source, without its indentation; empty if there is none. */
export function sourceLine(file: string, line: number): string {
  return (sourceText(file)?.split('\n')[line - 1] ?? '').trim();
}

/** What a column of the machine's tables means (`region.flags`), as its declaration says; null if that says nothing. */
export function columnText(column: string): string | null {
  return Object.hasOwn(columns, column) ? (columns[column] ?? null) : null;
}
