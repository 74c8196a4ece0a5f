import { describe, expect, it } from 'vitest';
import { KERNEL_RULES } from '../../src/engine/kernel/rules';
import { PM_RULES } from '../../src/engine/pm/rules';
import { ruleOf, RULES } from '../../src/engine/rules';
import { VFS_RULES } from '../../src/engine/vfs/rules';
import { ALLOC_RULES } from '../../src/engine/vm/allocRules';
import { VM_RULES } from '../../src/engine/vm/rules';

describe('the rules', () => {
  it('have ids and names of their own, and a sentence', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const rule of RULES) {
      expect(rule.sentence.length).toBeGreaterThan(5);
      expect(ruleOf(rule.id)).toBe(rule);
    }
    expect(ruleOf(0)).toBeUndefined();
  });

  it.each([
    ['kernel', KERNEL_RULES, 100],
    ['pm', PM_RULES, 200],
    ['vfs', VFS_RULES, 300],
    ['alloc', ALLOC_RULES, 400],
    ['vm', VM_RULES, 500],
  ] as const)('of %s lie in its range', (_name, rules, first) => {
    for (const { id } of Object.values(rules)) {
      expect(id).toBeGreaterThanOrEqual(first);
      expect(id).toBeLessThan(first + 100);
      expect(RULES.some((rule) => rule.id === id)).toBe(true);
    }
  });
});
