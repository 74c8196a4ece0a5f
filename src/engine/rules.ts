/**
 * All rules of the engine: which rule of which function decided an event, and its sentence. Each server has its own
 * table with its own range of ids; 0 means that there was nothing to decide.
 */
import { KERNEL_RULES } from './kernel/rules';
import { PM_RULES } from './pm/rules';
import { VFS_RULES } from './vfs/rules';
import { ALLOC_RULES } from './vm/allocRules';
import { VM_RULES } from './vm/rules';

export interface Rule {
  /** Its key in its table. */
  readonly name: string;
  readonly id: number;
  /** English; {subject}, {a} and {b} stand for the event's numbers. */
  readonly sentence: string;
}

const TABLES: readonly Readonly<Record<string, { id: number; sentence: string }>>[] = [
  KERNEL_RULES,
  PM_RULES,
  VFS_RULES,
  ALLOC_RULES,
  VM_RULES,
];

/** All rules, by ascending id. */
export const RULES: readonly Rule[] = TABLES.flatMap((rules) =>
  Object.entries(rules).map(([name, { id, sentence }]) => ({ name, id, sentence })),
).sort((a, b) => a.id - b.id);

const BY_ID: ReadonlyMap<number, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule with an id, undefined for 0 and unknown ones. */
export function ruleOf(id: number): Rule | undefined {
  return BY_ID.get(id);
}
