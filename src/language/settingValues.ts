// Reads the values of settings: numbers, sizes, choices, shapes. Each function answers with the
// value, or reports what would have been right and answers null.

import { checkTlbShape, type TlbShape } from '../arch/hardware';
import type { MessageArguments } from './diagnostic';
import type { MessageId } from './messages';
import { quoted, replacement } from './parseState';
import type { Sources } from './sources';
import { nearestName } from './suggest';
import type { IntegerLiteral, Setting, Settings, SettingValue, Span } from './tree';

/** Settings of one thing, by key: where each stands and what it is set to. */
export interface KeyedSetting {
  readonly source: number;
  readonly setting: Setting;
}
export type KeyedSettings = ReadonlyMap<string, KeyedSetting>;

/** Where a value stands, for its reader. */
export interface ValueReader {
  readonly sources: Sources;
  readonly source: number;
  readonly key: string;
}

/** How a message calls what the settings belong to. */
export type ThingName = 'machineThing' | 'fileThing' | 'processThing' | 'customThing' | 'costThing';

/** Sorts settings by key; unknown and repeated keys are reported. */
export function keySettings(
  sources: Sources,
  source: number,
  settings: Settings,
  keys: readonly string[],
  thing: ThingName,
  into = new Map<string, KeyedSetting>(),
): Map<string, KeyedSetting> {
  const here = new Set<string>();
  for (const setting of settings.entries) {
    const { key } = setting;
    if (!keys.includes(key.text)) {
      reportUnknownKey(sources, source, setting, keys, thing);
    } else if (here.has(key.text)) {
      sources.report(source, 'error', 'duplicateKey', { key: quoted(key.text) }, key);
    } else {
      here.add(key.text);
      into.set(key.text, { source, setting });
    }
  }
  return into;
}

function reportUnknownKey(
  sources: Sources,
  source: number,
  { key }: Setting,
  keys: readonly string[],
  thing: ThingName,
): void {
  const near = nearestName(key.text, keys);
  const args = { what: `@${thing}`, key: quoted(key.text) };
  if (near === null) {
    sources.report(source, 'error', 'unknownKey', args, key);
    return;
  }
  const withNear = { ...args, suggestion: quoted(near) };
  const fix = replacement(key, key.text, near);
  sources.report(source, 'error', 'unknownKeyNear', withNear, key, fix);
}

/** Reports about a value. */
export function complain(
  reader: ValueReader,
  id: MessageId,
  value: Span,
  args: MessageArguments = {},
): null {
  const { sources, source, key } = reader;
  const found = quoted(sources.slice(source, value));
  sources.report(source, 'error', id, { key: quoted(key), found, ...args }, value);
  return null;
}

/** One of several words or numbers. */
export function readChoice<T extends string>(
  reader: ValueReader,
  value: SettingValue,
  choices: readonly T[],
): T | null {
  const text = value.kind === 'word' && value.settings === null ? value.word : null;
  const choice = choices.find((known) => known === text);
  if (choice !== undefined) return choice;
  return complain(reader, 'wantsChoice', value, { choices: listOf(choices) });
}

function listOf(choices: readonly string[]): string {
  return choices.map((choice) => `\`${choice}\``).join(', ');
}

/** `on` or `off`. */
export function readSwitch(reader: ValueReader, value: SettingValue): boolean | null {
  const choice = readChoice(reader, value, ['on', 'off']);
  return choice === null ? null : choice === 'on';
}

/** A whole number between two others, both included. */
export function readInteger(
  reader: ValueReader,
  value: SettingValue,
  least: number,
  most: number,
): number | null {
  if (value.kind === 'integer' && value.value >= least && value.value <= most) {
    return Number(value.value);
  }
  const args = { least: String(least), most: String(most) };
  return complain(reader, 'wantsInteger', value, args);
}

/** A number of bytes, 0 or more; beyond 2^53 it is rounded, which no limit lets pass. */
export function readSize(reader: ValueReader, value: SettingValue): number | null {
  return value.kind === 'integer' ? Number(value.value) : complain(reader, 'wantsSize', value);
}

/** The bytes of a text, one character each. */
export function readString(reader: ValueReader, value: SettingValue): string | null {
  return value.kind === 'string' ? value.bytes : complain(reader, 'wantsString', value);
}

/** `64/4`. */
export function readTlb(reader: ValueReader, value: SettingValue): TlbShape | null {
  if (value.kind !== 'ratio') return complain(reader, 'wantsTlb', value);
  const shape = { entries: numberOf(value.value), ways: numberOf(value.ways) };
  const wrong = checkTlbShape(shape);
  if (wrong === null) return shape;
  return complain(reader, tlbMessage(wrong.id), value, wrong.args);
}

function tlbMessage(id: string): MessageId {
  if (id === 'tlbEntries') return id;
  return id === 'tlbWays' ? id : 'tlbSets';
}

/** `64/4`, or two levels `[64/4, 1536/12]`. */
export function readTlbLevels(reader: ValueReader, value: SettingValue): TlbShape[] | null {
  if (value.kind === 'ratio') {
    const shape = readTlb(reader, value);
    return shape === null ? null : [shape];
  }
  if (value.kind !== 'values' || value.values.length > 2) {
    return complain(reader, 'wantsTlbLevels', value);
  }
  const shapes = value.values.map((level) => readTlb(reader, level));
  const good = shapes.filter((shape) => shape !== null);
  return good.length === shapes.length ? good : null;
}

/** `[4, 4]`. */
export function readIntegers(reader: ValueReader, value: SettingValue): number[] | null {
  if (value.kind !== 'values') return complain(reader, 'wantsList', value);
  const numbers: number[] = [];
  for (const element of value.values) {
    if (element.kind !== 'integer') return complain(reader, 'wantsList', value);
    numbers.push(numberOf(element));
  }
  return numbers;
}

export function numberOf({ value }: IntegerLiteral): number {
  return Number(value);
}

/** A number of bytes as people write it: 16M, 4K, 100. */
export function sizeText(bytes: number): string {
  const units: readonly [number, string][] = [
    [2 ** 30, 'G'],
    [2 ** 20, 'M'],
    [2 ** 10, 'K'],
  ];
  for (const [unit, letter] of units) {
    if (bytes >= unit && bytes % unit === 0) return `${bytes / unit}${letter}`;
  }
  return String(bytes);
}
