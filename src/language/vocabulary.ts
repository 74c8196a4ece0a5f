// What expressions may ask: names that stand alone, functions, and the fields of each kind of
// value. Data for the checker, completion and the reference. It must never read the machine.

/** Kinds of values, as far as they are known before the run. */
export type Kind =
  | 'any'
  | 'number'
  | 'text'
  | 'process'
  | 'faults'
  | 'region'
  | 'pte'
  | 'frame'
  | 'tlbEntry'
  | 'cpu'
  | 'tlb'
  | 'frames'
  | 'disk'
  | 'file'
  | 'event'
  | 'events'
  | 'processes'
  | 'regions'
  | 'list'
  | 'table';

type Fields = Readonly<Record<string, Kind>>;

function numbers(names: string): Fields {
  return Object.fromEntries(names.split(' ').map((name) => [name, 'number']));
}

/** The fields of each kind, and what they are. */
const FIELDS: Readonly<Partial<Record<Kind, Fields>>> = {
  process: {
    ...numbers('pid uid cpu alive exit killed sp pc brk size rss pss uss tables'),
    ...{ parent: 'process', state: 'text', name: 'text', faults: 'faults', regions: 'regions' },
    ...{ heap: 'region', stack: 'region', signals: 'list' },
  },
  faults: numbers('number minor major zero cow reuse file upgrade spurious denied'),
  region: {
    ...numbers('start end size offset rss id'),
    ...{ perm: 'text', type: 'text', file: 'text' },
  },
  pte: {
    ...numbers('present writable user executable accessed dirty global large word index'),
    frame: 'frame',
  },
  frame: { ...numbers('number refs'), kind: 'text' },
  tlbEntry: { ...numbers('valid writable dirty global large asid stale'), frame: 'frame' },
  cpu: {
    ...{ process: 'process', cycles: 'number' },
    ...{ tlb: 'tlb', itlb: 'tlb', dtlb: 'tlb', stlb: 'tlb' },
  },
  tlb: numbers('hits misses fills evictions flushes invalidations shootdowns'),
  frames: numbers('total free largest cached copied'),
  disk: numbers('reads writes used'),
  file: numbers('size cached dirty'),
  event: {
    ...numbers('line address cpu number'),
    ...{ kind: 'text', rule: 'text', call: 'text', function: 'text' },
    ...{ process: 'process', frame: 'frame' },
  },
};

/** Names of the machine that stand alone. */
const MACHINE_NAMES: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...(['cycles', 'seed', 'now', 'ticks', 'sound'] as const).map((name): [string, Kind] => [
    name,
    'number',
  ]),
  ['hash', 'text'],
  ['frames', 'frames'],
  ['processes', 'processes'],
  ['events', 'events'],
  ['disk', 'disk'],
  ...(['tlb', 'itlb', 'dtlb', 'stlb'] as const).map((name): [string, Kind] => [name, 'tlb']),
]);

/**
 * The processes that exist before any script (language.md: "the servers ... are processes too").
 */
const SERVER_NAMES: ReadonlySet<string> = new Set(['pm', 'vfs', 'rs', 'vm', 'mfs', 'init']);

/** What an argument of a function must be. */
export type ParameterKind = 'process' | 'number' | 'path' | 'processOrPath' | 'list' | 'any';

/** A function of expressions. */
export interface FunctionSignature {
  readonly parameters: readonly ParameterKind[];
  /** How many of them must be given. */
  readonly least: number;
  /** The last parameter may be given any number of times. */
  readonly repeats: boolean;
  readonly result: Kind;
  /** How it is written, for people. */
  readonly form: string;
}

function signature(
  form: string,
  result: Kind,
  least: number,
  ...parameters: ParameterKind[]
): FunctionSignature {
  return { parameters, least, repeats: form.includes('...'), result, form };
}

const FUNCTIONS: ReadonlyMap<string, FunctionSignature> = new Map([
  ['region', signature('region(p, a)', 'region', 2, 'process', 'number')],
  ['pte', signature('pte(p, a[, level])', 'pte', 2, 'process', 'number', 'number')],
  ['frame', signature('frame(p, a)` or `frame(n)', 'frame', 1, 'process', 'number')],
  ['tlb', signature('tlb(p, a[, cpu])', 'tlbEntry', 2, 'process', 'number', 'number')],
  ['cpu', signature('cpu(n)', 'cpu', 1, 'number')],
  ['file', signature('file("/x")', 'file', 1, 'path')],
  [
    'peek',
    signature(
      'peek(p, a[, n])` or `peek("/x", offset, n)',
      'text',
      2,
      ...(['processOrPath', 'number', 'number'] as const),
    ),
  ],
  ['ondisk', signature('ondisk("/x", offset, n)', 'text', 2, 'path', 'number', 'number')],
  ['mapped', signature('mapped(p, a)', 'number', 2, 'process', 'number')],
  ['resident', signature('resident(p, a)', 'number', 2, 'process', 'number')],
  ['min', signature('min(x, y, ...)', 'number', 1, 'any')],
  ['max', signature('max(x, y, ...)', 'number', 1, 'any')],
  ['pick', signature('pick(a..b)` or `pick(x, y, ...)', 'any', 1, 'any')],
  ['since', signature('since(counter)', 'number', 1, 'any')],
  ['count', signature('count(list where condition by key)', 'number', 1, 'list')],
  ['sum', signature('sum(list, value where condition by key)', 'number', 1, 'list', 'any')],
  ['first', signature('first(list where condition)', 'any', 1, 'list')],
  ['last', signature('last(list where condition)', 'any', 1, 'list')],
]);

/** The functions that go through a list and take `where` and `by`. */
export type ComprehensionName = 'count' | 'sum' | 'first' | 'last';

export function isComprehension(name: string): name is ComprehensionName {
  return name === 'count' || name === 'sum' || name === 'first' || name === 'last';
}

/** The function of this name, or undefined. */
export function functionSignature(name: string): FunctionSignature | undefined {
  return FUNCTIONS.get(name);
}

export function functionNames(): Iterable<string> {
  return FUNCTIONS.keys();
}

/** The kind of a name of the machine that stands alone, or undefined. */
export function machineNameKind(name: string): Kind | undefined {
  return MACHINE_NAMES.get(name);
}

export function machineNames(): Iterable<string> {
  return MACHINE_NAMES.keys();
}

export function isServerName(name: string): boolean {
  return SERVER_NAMES.has(name);
}

export function serverNames(): Iterable<string> {
  return SERVER_NAMES;
}

/** The kind of a field, or undefined when values of this kind do not have it. */
export function fieldKind(of: Kind, field: string): Kind | undefined {
  if (of === 'any') return ANY_FIELDS.get(field);
  const fields = FIELDS[of];
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** The fields that values of a kind have; those of every kind for `any`. */
export function fieldNames(of: Kind): Iterable<string> {
  return of === 'any' ? ANY_FIELDS.keys() : Object.keys(FIELDS[of] ?? {});
}

/** Fields of any kind; what one of two kinds has is `any` when they disagree. */
const ANY_FIELDS: ReadonlyMap<string, Kind> = allFields();

function allFields(): Map<string, Kind> {
  const all = new Map<string, Kind>();
  for (const fields of Object.values(FIELDS)) {
    for (const [name, kind] of Object.entries(fields)) {
      const known = all.get(name);
      all.set(name, known === undefined || known === kind ? kind : 'any');
    }
  }
  return all;
}

/** What the elements of a list are. */
export function elementKind(list: Kind): Kind {
  switch (list) {
    case 'processes':
      return 'process';
    case 'regions':
      return 'region';
    case 'frames':
      return 'frame';
    case 'events':
      return 'event';
    default:
      return 'any';
  }
}

/** Whether values of this kind are certainly no list. */
export function isNoList(kind: Kind): boolean {
  return !['any', 'list', 'processes', 'regions', 'frames', 'events'].includes(kind);
}
