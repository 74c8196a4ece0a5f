/** Every example runs, all its expectations hold, and the machine is sound at its end. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { compileScript } from '../../src/language/analyze';
import { createComputer } from '../../src/program/computer';
import { step } from '../../src/program/interpreter';
import { sentence } from '../../src/program/messages';

const FOLDER = join(__dirname, '../../examples');
const EXAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith('.vms'));

describe('examples', () => {
  it.each(EXAMPLES)('%s', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    const { programs, diagnostics } = compileScript(text, name);
    expect(diagnostics.map((d) => JSON.stringify(d))).toEqual([]);
    const failures: string[] = [];
    for (const program of programs) {
      const computer = createComputer(program);
      let failed = 0;
      for (let at = computer.interpreter.counter.get(1); step(computer, program);) {
        if (computer.interpreter.failed.get(1) > failed) {
          failed = computer.interpreter.failed.get(1);
          const line = program.instructions[at]?.place.line ?? 0;
          const { failure } = computer.judgement;
          failures.push(`${name}:${String(line)}: ${failure === null ? '' : sentence(failure)}`);
        }
        at = computer.interpreter.counter.get(1);
      }
      expect(checkInvariants(computer)).toEqual([]);
      expect(computer.interpreter.expectations.get(1)).toBeGreaterThan(5);
    }
    expect(failures).toEqual([]);
  });
});
