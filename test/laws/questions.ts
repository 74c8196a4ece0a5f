/** Everything that a script can ask (docs/language.md, "What can be asked"): each field of each kind of value. */
import {
  elementKind,
  fieldNames,
  fieldKind,
  machineNameKind,
  machineNames,
} from '../../src/language/vocabulary';
import type { Kind } from '../../src/language/vocabulary';
import type { Program } from '../../src/program/form';

/** Fields of fields of fields. */
const MOST_DEPTH = 3;

/** An expression, and what it is. */
type Base = readonly [string, Kind];

/** Questions about the processes that a program names, and about some of the addresses in it. */
export function questionsAbout(program: Program, choose: (below: number) => number): string[] {
  const names = program.globals.map(({ name }) => name);
  const who = names[choose(names.length)] ?? 'vm';
  const addresses = addressesIn(program);
  const address = `0x${(addresses[choose(addresses.length)] ?? 4096).toString(16)}`;
  const file = program.files.length === 0 ? null : pathOf(program, choose(program.files.length));
  const bases: readonly Base[] = [
    [who, 'any'],
    ['vm', 'process'],
    [`region(${who}, ${address})`, 'region'],
    [`pte(${who}, ${address})`, 'pte'],
    [`pte(${who}, ${address}, 2)`, 'pte'],
    [`frame(${who}, ${address})`, 'frame'],
    ['frame(20)', 'frame'],
    [`tlb(${who}, ${address})`, 'tlbEntry'],
    [`tlb(${who}, ${address}, 0)`, 'tlbEntry'],
    ['cpu(0)', 'cpu'],
    ...(file === null ? [] : [[`file("${file}")`, 'file'] as const]),
    ...[...machineNames()].map((name): Base => [name, machineNameKind(name) ?? 'any']),
  ];
  const fields = bases.flatMap((base) => withFields(base, 1));
  return [...fields, ...functions(who, address, file), ...lists(who)];
}

/** An expression and all that its fields lead to. */
function withFields([text, kind]: Base, depth: number): string[] {
  const found = [text];
  if (depth > MOST_DEPTH) return found;
  const of = kind === 'any' ? 'process' : kind;
  for (const field of fieldNames(of)) {
    const next = fieldKind(of, field) ?? 'any';
    found.push(
      ...withFields([`${text}.${field}`, next], next === 'number' ? MOST_DEPTH + 1 : depth + 1),
    );
  }
  return found;
}

function functions(who: string, address: string, file: string | null): string[] {
  const ofFile = file === null ? [] : [`peek("${file}", 1, 9)`, `ondisk("${file}", 0, 70)`];
  return [
    ...ofFile,
    ...[
      `peek(${who}, ${address}, 8)`,
      `mapped(${who}, ${address})`,
      `resident(${who}, ${address})`,
    ],
    ...['min(frames.free, 3)', 'max(1, cpu(0).cycles)', 'since(tlb.misses)', 'pick(1..5)'],
    ...['(1 << 40) / 7 % 5 == ~now && !sound || hash != "x"', '[1, 2, 3][1]', '"abc"[2]'],
  ];
}

/** Each list, counted, summed, searched and tabulated. */
function lists(who: string): string[] {
  const found: string[] = [];
  const all: readonly Base[] = [
    ['processes', 'processes'],
    [`${who}.regions`, 'regions'],
    ['frames', 'frames'],
    ['events', 'events'],
  ];
  for (const [text, kind] of all) {
    found.push(`count(${text})`);
    for (const field of fieldNames(elementKind(kind))) {
      found.push(`count(${text} where .${field} == 1)`, `count(${text} where true by .${field})`);
      found.push(`sum(${text}, .${field})`, `first(${text} where .${field} != 0)`);
      found.push(`last(${text}).${field}`);
    }
  }
  return found;
}

/** Numbers in the program that may be addresses. */
function addressesIn({ instructions }: Program): number[] {
  const found: number[] = [];
  for (const instruction of instructions) {
    const value = instruction.op === 'call' ? instruction.arguments[0]?.value : undefined;
    if (value?.kind !== 'integer' || typeof value.value !== 'number') continue;
    if (value.value > 64) found.push(value.value);
  }
  return found;
}

function pathOf({ files, strings }: Program, position: number): string {
  return String.fromCharCode(...(strings[files[position]?.name ?? 0] ?? []));
}
