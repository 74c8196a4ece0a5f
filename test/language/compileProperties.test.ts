// Whatever the text: the checker never throws, and what it lets through has no loose ends.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScript } from '../../src/language/analyze';
import { describeDiagnostic } from '../../src/language/messages';
import { printScript } from '../../src/language/print';
import type { Program } from '../../src/program/form';
import { scripts } from './arbitraries';
import { damaged } from './sample';

/** Places that instructions lead to. */
function targets(program: Program): number[] {
  return program.instructions.flatMap((instruction) => {
    switch (instruction.op) {
      case 'jump':
      case 'unless':
        return [instruction.to];
      case 'loop':
        return [instruction.exit];
      case 'next':
        return [instruction.body];
      case 'ask':
        return [instruction.end];
      default:
        return [];
    }
  });
}

function check(text: string): void {
  const { programs, diagnostics, sources } = compileScript(text, 'any.vms');
  for (const diagnostic of diagnostics) {
    const { span, source, line, column } = diagnostic;
    const length = sources[source]?.text.length ?? 0;
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeLessThanOrEqual(length);
    expect(line).toBeGreaterThan(0);
    expect(column).toBeGreaterThan(0);
    // Every argument of a sentence is given, and every sentence it refers to exists.
    expect(describeDiagnostic(diagnostic)).not.toMatch(/\{[a-z]+\}|^@|[ (]@[a-z]/);
  }
  for (const program of programs) {
    for (const target of targets(program)) {
      expect(target).toBeGreaterThanOrEqual(0);
      expect(target).toBeLessThan(program.instructions.length);
    }
    for (const { entry } of program.definitions) {
      expect(entry).toBeLessThanOrEqual(program.instructions.length);
    }
  }
}

describe('any text', () => {
  it('is checked without a crash when it is a damaged script', () => {
    fc.assert(fc.property(damaged, check), { numRuns: 500 });
  });

  it('is checked without a crash when it is any tree', () => {
    fc.assert(fc.property(scripts.map(printScript), check), { numRuns: 500 });
  });

  it('is checked without a crash when it is junk', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), check), { numRuns: 500 });
  });
});

describe('a long script', () => {
  it('gives one instruction for each of 100,000 lines', () => {
    const lines = 'p: store(buf + 8*PAGE, 5, 4)\nexpect p.faults.cow == 1\n'.repeat(50_000);
    const { programs } = compileScript(`spawn p\nlet buf = 5\n${lines}`, 'long.vms');
    expect(programs[0]?.instructions.length).toBe(100_003);
  });
});
