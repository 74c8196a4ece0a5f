/**
 * Values of expressions as trees: a process with its fields, its regions with theirs, page-table entries, TLB entries,
 * lists. What an expression can ask is what is shown. Only looks.
 */
import { fieldNames, type Kind } from '../../language/vocabulary';
import type { RegionRow } from '../../engine/machine';
import { physblockNext } from '../../engine/vm/slots';
import { addressOf } from '../../program/address';
import { arrayExists, arrayLength, readElement } from '../../program/cells';
import { listElements } from '../../program/comprehension';
import { fieldOf } from '../../program/fields/fieldOf';
import { residentPages } from '../../program/fields/residency';
import { formatHexadecimal } from '../../program/integer';
import { nameOfProcess } from '../../program/processNames';
import { pidOf } from '../../program/processes';
import { isFailure, type ListValue, type RegionValue, type Value } from '../../program/value';
import { cellsOfField, setField } from './fieldCells';
import { endpointOfSpace, processExpression } from './processExpression';
import { summary } from './summaries';
import { listed, named, type Look, type Node, type Shown } from './shown';

/** Fields that are addresses or words. */
const HEXADECIMAL = new Set(['sp', 'pc', 'brk', 'start', 'end', 'word', 'address']);

/** The kind of a value in the vocabulary. */
function kindOf(value: Exclude<Value, number | bigint>): Kind | null {
  switch (value.kind) {
    case 'process':
    case 'faults':
    case 'region':
    case 'pte':
    case 'frame':
    case 'cpu':
    case 'file':
    case 'event':
      return value.kind;
    case 'tlb':
      return 'tlbEntry';
    case 'part':
      return value.name === 'frames' || value.name === 'disk' ? value.name : 'tlb';
    default:
      return null;
  }
}

/**
 * A value with a name.
 * @param expression what gives the value at any moment; null: nothing does.
 */
export function shownValue(
  look: Look,
  name: string,
  value: Value,
  expression: string | null,
  hexadecimal = false,
): Shown {
  const node = nodeOf(value, expression);
  const memory = memoryOf(look, value);
  return {
    name,
    value: summary(look, value, hexadecimal),
    type: typeof value === 'object' ? value.kind : 'integer',
    ...(node === null ? {} : { node }),
    ...(expression === null ? {} : { expression }),
    ...(memory === null ? {} : { memory }),
  };
}

function memoryOf(look: Look, value: Value): string | null {
  const { computer } = look;
  if (typeof value !== 'object') return null;
  if (value.kind === 'frame' && value.frame !== 0) return `frame:${value.frame}`;
  if (value.kind === 'region' && value.row !== 0) {
    const { regions } = computer;
    const vmproc = regions.parent.get(value.row);
    const start = addressOf(computer.architecture, regions.start.get(value.row), 0);
    return `va:${pidOf(computer, endpointOfSpace(look, vmproc))}:${formatHexadecimal(start)}`;
  }
  return null;
}

/** The children of a value; null: it has none. */
export function nodeOf(value: Value, expression: string | null): Node | null {
  if (typeof value !== 'object') return null;
  switch (value.kind) {
    case 'bytes':
      return null;
    case 'list':
      return value.elements.length === 0 ? null : listNode(value, expression);
    case 'array':
      return listed(
        ({ computer }) => (arrayExists(computer, value) ? arrayLength(computer, value) : 0),
        (look, index) => {
          const element = readElement(look.computer, value, index);
          return shownValue(look, `[${index}]`, element, elementOf(expression, index));
        },
      );
    case 'table':
      return listed(
        () => value.keys.length,
        (look, index) =>
          shownValue(look, summary(look, value.keys[index] ?? 0), value.values[index] ?? 0, null),
      );
    case 'region':
      return value.row === 0 ? null : regionNode(value, expression);
    case 'part':
      if (value.name === 'processes') return processesNode();
      if (value.name === 'events') return null;
      return fieldsNode(value, expression);
    default:
      return fieldsNode(value, expression);
  }
}

function elementOf(expression: string | null, index: number): string | null {
  return expression === null ? null : `${expression}[${index}]`;
}

/** Regions are named by where they begin, so that one more does not rename the others. */
function listNode(list: ListValue, expression: string | null): Node {
  return listed(
    () => list.elements.length,
    (look, index) => {
      const element = list.elements[index] ?? 0;
      if (typeof element === 'object' && element.kind === 'region') {
        return shownRegion(look, element);
      }
      return shownValue(look, `[${index}]`, element, elementOf(expression, index));
    },
  );
}

function shownRegion(look: Look, region: RegionValue): Shown {
  const { regions, architecture } = look.computer;
  const start = addressOf(architecture, regions.start.get(region.row), 0);
  const endpoint = endpointOfSpace(look, regions.parent.get(region.row));
  const name = formatHexadecimal(start);
  return shownValue(look, name, region, `region(${processExpression(look, endpoint)}, ${name})`);
}

/** A value's fields; those that it does not have now are left out. */
export function fieldsNode(value: Value, expression: string | null): Node {
  return named((look) => fieldsOf(look, value, expression));
}

function fieldsOf(look: Look, value: Value, expression: string | null): Shown[] {
  if (typeof value !== 'object') return [];
  const kind = kindOf(value);
  if (kind === null) return [];
  const shown: Shown[] = [];
  for (const name of fieldNames(kind)) {
    const field = fieldOf(look.evaluation, value, name);
    if (isFailure(field)) continue;
    const of = expression === null ? null : `${expression}.${name}`;
    const cells = cellsOfField(look, value, name);
    const set = setField(look, value, name);
    shown.push({
      ...shownValue(look, name, field, of, HEXADECIMAL.has(name)),
      ...(cells.length === 0 ? {} : { cells }),
      ...(set === null ? {} : { set }),
    });
  }
  return shown;
}

function regionNode(value: RegionValue, expression: string | null): Node {
  return named((look) => {
    const pages = presentPages(value.row);
    const count = pages.indexed?.(look) ?? 0;
    const shown = { name: 'pages', value: `${count} present` };
    return [...fieldsOf(look, value, expression), count === 0 ? shown : { ...shown, node: pages }];
  });
}

/** The processes, by pid. */
export function processesNode(): Node {
  return named((look) => {
    const list = listElements(look.evaluation, { kind: 'part', name: 'processes', cpu: -1 });
    if (!Array.isArray(list)) return [];
    return list.flatMap((one) => {
      if (typeof one !== 'object' || one.kind !== 'process') return [];
      const { endpoint } = one;
      const expression = processExpression(look, endpoint);
      const pid = String(pidOf(look.computer, endpoint));
      const value = nameOfProcess(look.computer, endpoint);
      return [{ ...shownValue(look, pid, one, expression), value }];
    });
  });
}

/** The pages of a region that have a frame, named by their addresses. */
function presentPages(region: RegionRow): Node {
  return {
    indexed: ({ computer }) => {
      const { regions } = computer;
      const start = regions.start.get(region);
      const end = start + regions.pages.get(region);
      return residentPages(computer, regions.parent.get(region), start, end);
    },
    children: (look, from, to) => pagesOf(look, region, from, to),
  };
}

function pagesOf(look: Look, region: RegionRow, from: number, to: number): Shown[] {
  const { computer } = look;
  const { regions } = computer;
  const vmproc = regions.parent.get(region);
  const end = regions.start.get(region) + regions.pages.get(region);
  const shown: Shown[] = [];
  let page = physblockNext(computer, vmproc, regions.start.get(region), end);
  for (let index = 0; page >= 0 && index < to; index++) {
    if (index >= from) shown.push(shownPage(look, endpointOfSpace(look, vmproc), page));
    page = physblockNext(computer, vmproc, page + 1, end);
  }
  return shown;
}

/** A page of a process: its entry of the last level. */
export function shownPage(look: Look, endpoint: number, page: number, level = 1): Shown {
  const address = formatHexadecimal(addressOf(look.computer.architecture, page, 0));
  const process = processExpression(look, endpoint);
  const expression = `pte(${process}, ${address}${level === 1 ? '' : `, ${level}`})`;
  const entry = { kind: 'pte', endpoint, page, level } as const;
  return {
    ...shownValue(look, address, entry, expression),
    memory: `va:${pidOf(look.computer, endpoint)}:${address}`,
  };
}
