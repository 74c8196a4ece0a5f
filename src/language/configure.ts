// Makes a machine's configuration from `machine { }` and `--set`: an override wins over the script,
// the script over the personality's table, and that over the first value of the reference.
// Impossible machines are reported with what would be possible.

import { i386, x86_64, type Architecture } from '../arch/architecture';
import { custom, isFinding } from '../arch/customArchitecture';
import type { Configuration, Cost, PersonalityName, TlbShape } from '../engine/configuration';
import { PERSONALITIES } from '../engine/personality';
import { laterValue } from './later';
import type { MessageId } from './messages';
import { quoted } from './parseState';
import {
  complain,
  keySettings,
  readChoice,
  readInteger,
  readIntegers,
  readSize,
  readSwitch,
  readTlb,
  readTlbLevels,
  sizeText,
  type KeyedSettings,
  type ValueReader,
} from './settingValues';
import type { Sources } from './sources';
import type { SettingValue, Span } from './tree';

/** All keys of a machine, in the order of the reference. */
export const MACHINE_KEYS = [
  ...(['arch', 'memory', 'cpus', 'seed', 'personality'] as const),
  ...(['tlb', 'itlb', 'dtlb', 'replace', 'asid', 'servers'] as const),
  ...(['l1', 'l2', 'line', 'walk_cached', 'coloring'] as const),
  ...(['model', 'buffer', 'allocator', 'placement', 'merge'] as const),
  ...(['zero_page', 'overcommit', 'oom', 'large_pages', 'readahead', 'max_map_count'] as const),
  ...(['swap', 'policy', 'touches', 'cost'] as const),
] as const;

type MachineKey = (typeof MACHINE_KEYS)[number];

/** Values of keys that are words; the first is the default. */
export const CHOICES = {
  personality: ['posix', 'linux', 'minix', 'netbsd'],
  replace: ['lru', 'plru', 'fifo', 'random'],
  asid: ['off', 'on'],
  servers: ['outside', 'inside'],
  walk_cached: ['off', 'on'],
  coloring: ['off', 'page', 'hopping', 'random'],
  model: ['sc', 'tso'],
  allocator: ['minix', 'first-fit', 'best-fit', 'buddy'],
  placement: ['top-down', 'minix', 'recorded'],
  merge: ['on', 'off'],
  zero_page: ['off', 'on'],
  overcommit: ['always', 'heuristic', 'strict'],
  oom: ['segv', 'kill', 'fail'],
  large_pages: ['never', 'madvise', 'always'],
  policy: ['lru', 'fifo', 'clock', 'second-chance', 'nru', 'ageing'],
  touches: ['none', 'assumed'],
} as const satisfies Partial<Record<MachineKey, readonly [string, ...string[]]>>;

export const ARCHITECTURES = [
  ...(['i386', 'x86-64', 'x86-64-la57', 'earm', 'sv32', 'sv39', 'sv48', 'custom'] as const),
] as const;

/** Processors of a machine: no more than a mask of 64 bits can name. */
const MOST_CPUS = 64;
/** Physical memory that can be simulated, in bytes. */
const MOST_MEMORY = 2 ** 31;
/** Frames without which nothing can run: the kernel's, a page table, some pages. */
const LEAST_FRAMES = 64;
const LEAST_CUSTOM_FRAMES = 8;
const DEFAULT_MEMORY = 16 * 2 ** 20;
const DEFAULT_TLB: TlbShape = { entries: 64, ways: 4 };
/** Linux: DEFAULT_MAX_MAP_COUNT. */
const DEFAULT_MAP_COUNT = 65530;
const MOST_MAP_COUNT = 2 ** 20;
const MOST_SEED = 2 ** 32 - 1;

/** The blackboard machine of the reference. */
const DEFAULT_CUSTOM = { address: 14, page: 64, levels: [4, 4], entry: 4 };
const DEFAULT_COST: Cost = { hit: 0, memory: 100, minor: 1000, major: 100_000, switch: 0 };
const MOST_COST = 1_000_000_000;

/**
 * The configuration that these settings make. What is wrong is reported, and the default stands for
 * it, so that the rest of the script can be checked.
 */
export function configure(sources: Sources, settings: KeyedSettings): Configuration {
  const values = new MachineValues(sources, settings);
  const personality: PersonalityName = values.choice('personality') ?? 'posix';
  const table = PERSONALITIES[personality];
  const architecture = values.architecture();
  values.checkUnused();
  return {
    architecture,
    memory: values.memory(architecture),
    cpus: values.integer('cpus', 1, MOST_CPUS) ?? 1,
    seed: values.integer('seed', 0, MOST_SEED) ?? 1,
    personality,
    tlb: values.read('tlb', readTlbLevels) ?? [DEFAULT_TLB],
    itlb: values.read('itlb', readTlb),
    dtlb: values.read('dtlb', readTlb),
    asid: values.read('asid', readSwitch) ?? false,
    placement: values.choice('placement') ?? table.placement,
    merge: values.read('merge', readSwitch) ?? table.merge,
    zeroPage: values.read('zero_page', readSwitch) ?? table.zeroPage,
    oom: values.choice('oom') === 'kill' ? 'kill' : 'segv',
    maxMapCount: values.integer('max_map_count', 1, MOST_MAP_COUNT) ?? DEFAULT_MAP_COUNT,
    cost: values.cost(),
    touches: values.choice('touches') ?? 'none',
  };
}

/** The settings of a machine, read one by one. */
class MachineValues {
  constructor(
    private readonly sources: Sources,
    private readonly settings: KeyedSettings,
  ) {}

  /** The value of a key by its reader; null when it is not set, or not well. */
  read<T>(
    key: MachineKey,
    reader: (reader: ValueReader, value: SettingValue) => T | null,
  ): T | null {
    const keyed = this.settings.get(key);
    if (keyed === undefined) return null;
    const { source, setting } = keyed;
    const { value } = setting;
    if (value.kind === 'missing') return null;
    const answer = reader({ sources: this.sources, source, key }, value);
    return answer === null || this.isRefused(key, source, value) ? null : answer;
  }

  /** Reports a value that belongs to a part of the machine that comes later. */
  private isRefused(key: string, source: number, value: SettingValue): boolean {
    const text = valueText(value);
    const why = laterValue(key, text);
    if (why === null) return false;
    const shown = text === '' ? this.sources.slice(source, value) : text;
    const args = { what: quoted(`${key} = ${shown}`), why: `@${why}` };
    this.sources.report(source, 'error', 'notYet', args, value);
    return true;
  }

  choice<K extends keyof typeof CHOICES>(key: K): (typeof CHOICES)[K][number] | null {
    const choices: readonly (typeof CHOICES)[K][number][] = CHOICES[key];
    return this.read(key, (reader, value) => readChoice(reader, value, choices));
  }

  integer(key: MachineKey, least: number, most: number): number | null {
    return this.read(key, (reader, value) => readInteger(reader, value, least, most));
  }

  memory({ pageBytes, name }: Architecture): number {
    const isCustom = name === 'custom';
    const least = pageBytes * (isCustom ? LEAST_CUSTOM_FRAMES : LEAST_FRAMES);
    const bytes = this.read('memory', (reader, value) =>
      readMemory(reader, value, least, pageBytes),
    );
    return bytes ?? Math.max(DEFAULT_MEMORY, least);
  }

  architecture(): Architecture {
    return this.read('arch', readArchitecture) ?? i386;
  }

  cost(): Cost {
    return this.read('cost', readCost) ?? DEFAULT_COST;
  }

  /** Reads the keys whose only allowed values change nothing, so that others are reported. */
  checkUnused(): void {
    for (const key of ['replace', 'servers', 'walk_cached', 'coloring', 'model'] as const) {
      this.choice(key);
    }
    for (const key of ['allocator', 'overcommit', 'large_pages', 'policy'] as const) {
      this.choice(key);
    }
    for (const key of ['l1', 'l2'] as const) this.read(key, readCache);
    this.integer('line', 1, 4096);
    this.integer('buffer', 1, 1024);
    this.integer('readahead', 0, 1024);
    this.read('swap', readSwap);
  }
}

/** A value as the table of refused ones spells it; empty when it is none of those. */
function valueText(value: SettingValue): string {
  if (value.kind === 'word') return value.word;
  return value.kind === 'integer' ? String(value.value) : '';
}

function readMemory(
  reader: ValueReader,
  value: SettingValue,
  least: number,
  page: number,
): number | null {
  const bytes = readSize(reader, value);
  if (bytes === null) return null;
  if (bytes < least || bytes > MOST_MEMORY) {
    const args = { least: sizeText(least), most: sizeText(MOST_MEMORY) };
    return complain(reader, 'memoryRange', value, args);
  }
  if (bytes % page === 0) return bytes;
  const below = bytes - (bytes % page);
  const args = { page: String(page), below: String(below), above: String(below + page) };
  return complain(reader, 'memoryPages', value, args);
}

function readArchitecture(reader: ValueReader, value: SettingValue): Architecture | null {
  const word = value.kind === 'word' ? value.word : '';
  const settings = value.kind === 'word' ? value.settings : null;
  const known = ARCHITECTURES.find((name) => name === word);
  if (known === undefined) {
    return complain(reader, 'wantsChoice', value, {
      choices: ARCHITECTURES.map((name) => `\`${name}\``).join(', '),
      found: quoted(word === '' ? reader.sources.slice(reader.source, value) : word),
    });
  }
  if (known === 'custom') return readCustom(reader, value);
  if (settings !== null) {
    return complain(reader, 'noSettingsHere', settings, { word: quoted(known) });
  }
  // Those that come later are refused by their table; i386 stands for them until then.
  return known === 'x86-64' ? x86_64 : i386;
}

function readCustom(reader: ValueReader, value: SettingValue): Architecture | null {
  const settings = value.kind === 'word' ? value.settings : null;
  const shape = { ...DEFAULT_CUSTOM };
  let isGood = true;
  if (settings !== null) {
    const { sources, source } = reader;
    const keys = keySettings(sources, source, settings, Object.keys(shape), 'customThing');
    for (const [key, { setting }] of keys) {
      const inner = { ...reader, key };
      const read =
        key === 'levels'
          ? readIntegers(inner, setting.value)
          : readInteger(inner, setting.value, 0, 2 ** 31);
      isGood &&= read !== null;
      if (read !== null) Object.assign(shape, { [key]: read });
    }
  }
  if (!isGood) return null;
  const architecture = custom(shape);
  if (!isFinding(architecture)) return architecture;
  const wrong = settings?.entries.find(({ key }) => key.text === keyOfFinding(architecture.id));
  const place: Span = wrong?.value ?? settings ?? value;
  return complain(reader, customMessage(architecture.id), place, architecture.args);
}

/** The key of `custom` that a finding is about. */
function keyOfFinding(id: string): string {
  if (id === 'customPage') return 'page';
  if (id === 'customEntry') return 'entry';
  return id === 'customAddress' ? 'address' : 'levels';
}

const CUSTOM_MESSAGES: readonly MessageId[] = [
  ...(['customPage', 'customEntry', 'customAddress', 'customLevels'] as const),
  ...(['customLevelBits', 'customBits', 'customTable'] as const),
];

function customMessage(id: string): MessageId {
  return CUSTOM_MESSAGES.find((known) => known === id) ?? 'customBits';
}

function readCost(reader: ValueReader, value: SettingValue): Cost | null {
  if (value.kind !== 'settings') return complain(reader, 'wantsSettings', value);
  const { sources, source } = reader;
  const keys = keySettings(sources, source, value, Object.keys(DEFAULT_COST), 'costThing');
  const cost: Record<string, number> = {};
  for (const [key, { setting }] of keys) {
    const cycles = readInteger({ ...reader, key }, setting.value, 0, MOST_COST);
    if (cycles !== null) cost[key] = cycles;
  }
  return { ...DEFAULT_COST, ...cost };
}

/** `off` or `32K/8`. */
function readCache(reader: ValueReader, value: SettingValue): SettingValue | null {
  const isOff = value.kind === 'word' && value.word === 'off';
  return isOff || value.kind === 'ratio' ? value : complain(reader, 'wantsCache', value);
}

/** `off` or a number of pages. */
function readSwap(reader: ValueReader, value: SettingValue): SettingValue | null {
  const isOff = value.kind === 'word' && value.word === 'off';
  return isOff || value.kind === 'integer' ? value : complain(reader, 'wantsSwap', value);
}
