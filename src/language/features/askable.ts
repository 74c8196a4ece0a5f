// What expressions may name, in groups, with what each name means: what a console lists. It must
// never read the machine.

import { compileQuery } from '../compileQuery';
import { nearestName } from '../suggest';
import { fieldNames, functionNames, functionSignature, type Kind } from '../vocabulary';
import { fieldText } from './texts/fieldTexts';
import { FUNCTION_TEXTS, NAME_TEXTS } from './texts/nameTexts';

/** Names that belong together. */
interface NameGroup {
  readonly name: string;
  readonly about: string;
  readonly names: readonly { readonly name: string; readonly text: string }[];
}

/** Kinds of values that have fields, with an example. */
const KINDS: readonly (readonly [Kind, about: string])[] = [
  ['process', 'fields of a process: child.faults'],
  ['faults', 'counters of page faults: child.faults.cow'],
  ['region', 'fields of a region: region(child, buf).perm'],
  ['pte', 'fields of a page-table entry: pte(child, buf).writable'],
  ['frame', 'fields of a frame: frame(child, buf).refs'],
  ['tlbEntry', 'fields of a TLB entry: tlb(child, buf).valid'],
  ['cpu', 'fields of a CPU: cpu(0).cycles'],
  ['tlb', 'counters of TLBs: tlb.misses'],
  ['frames', 'counters of all frames: frames.free'],
  ['disk', 'counters of the disk: disk.reads'],
  ['file', 'fields of a file: file("/x").cached'],
  ['event', 'fields of an event: count(events where .kind == "cow")'],
];

/** Everything that an expression may name besides the variables of its script. */
export const ASKABLE: readonly NameGroup[] = [
  {
    name: 'names',
    about: 'names of the machine that stand alone',
    names: Object.entries(NAME_TEXTS).map(([name, text]) => ({ name, text })),
  },
  {
    name: 'functions',
    about: 'functions of expressions',
    names: [...functionNames()].map((name) => ({
      name: functionSignature(name)?.form.replaceAll('`', '') ?? name,
      text: FUNCTION_TEXTS[name] ?? '',
    })),
  },
  ...KINDS.map(([name, about]) => ({
    name,
    about,
    names: [...fieldNames(name)].map((field) => ({
      name: field,
      text: fieldText(name, field) ?? '',
    })),
  })),
];

/** What a console asks of the language: to compile expressions, to guess names, to list them. */
export const ASKING = { compile: compileQuery, nearest: nearestName, names: ASKABLE };
