/** What standards promise of a call, one scenario for each promise: every expectation holds, the machine is sound. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/engine/vm/sanitycheck';
import { compileScript } from '../../src/language/analyze';
import { createComputer } from '../../src/program/computer';
import { step } from '../../src/program/interpreter';
import { sentence } from '../../src/program/messages';

const SCRIPTS = readdirSync(__dirname).filter((name) => name.endsWith('.vms'));

describe.each(SCRIPTS)('%s', (name) => {
  const { programs, diagnostics } = compileScript(
    readFileSync(join(__dirname, name), 'utf8'),
    name,
  );

  it('compiles', () => {
    expect(diagnostics).toEqual([]);
    expect(programs.length).toBeGreaterThan(1);
  });

  it.each(programs.map((program) => [program.name, program] as const))('%s', (_, program) => {
    const computer = createComputer(program);
    const { interpreter } = computer;
    const failures: string[] = [];
    for (let failed = 0; step(computer, program); failed = interpreter.failed.get(1)) {
      if (interpreter.failed.get(1) === failed) continue;
      const { failure, instruction } = computer.judgement;
      const line = program.instructions[instruction]?.place.line ?? 0;
      failures.push(`${line}: ${failure === null ? '' : sentence(failure)}`);
    }
    expect(failures).toEqual([]);
    expect(interpreter.expectations.get(1)).toBeGreaterThan(0);
    expect(checkInvariants(computer)).toEqual([]);
  });
});
