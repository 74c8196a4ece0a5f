/** The variables of the script at a stop: its own, and the parameters and `for` variables of where it stands. Only looks. */
import { readCell } from '../../program/cells';
import { cellOf } from '../../program/evaluation';
import type { Instruction, Place, Slot } from '../../program/form';
import { isInteger, type Value } from '../../program/value';
import type { Frame } from '../../timeline/stack';
import type { Look, Shown } from './shown';
import { shownValue } from './valueNodes';

/** The global variables of the script that have a value. */
export function globalsOf(look: Look): readonly Shown[] {
  const { computer, program } = look;
  return program.globals.flatMap(({ name, index }) => {
    const value = readCell(computer, computer.variables, index);
    if (value === null) return [];
    return [
      {
        ...shownVariable(look, name, value, { scope: 'global', index }),
        cells: variableCells(index),
        set: (wanted: number | bigint) => [
          { kind: 'variable' as const, cell: index, value: String(wanted) },
        ],
      },
    ];
  });
}

/** Whether a frame is the statement at which the script stands: locals of others are not known. */
export function isWhereItStands({ computer, program }: Look, frame: Frame | null): boolean {
  if (frame?.kind !== 'statement' || frame.definition !== null) return false;
  const instruction = program.instructions[computer.interpreter.counter.get(1)];
  return instruction?.place === frame.place;
}

/** The parameters and `for` variables that have a value, innermost first; of equal names the inner one. */
export function localsOf(look: Look): readonly Shown[] {
  const { computer, program, evaluation } = look;
  const shown: Shown[] = [];
  let scope = program.scopes[computer.interpreter.counter.get(1)] ?? null;
  for (; scope !== null; scope = scope.outer) {
    const { name } = scope;
    const slot: Slot = { scope: 'local', index: scope.slot };
    const value = readCell(computer, computer.variables, cellOf(evaluation, slot));
    if (value === null || shown.some((one) => one.name === name)) continue;
    shown.push(shownVariable(look, name, value, slot));
  }
  return shown;
}

/** The cells of a variable. */
export function variableCells(index: number) {
  return ['kind', 'low', 'high'].map((part) => ({ column: `variable.${part}`, row: index }));
}

function shownVariable(look: Look, name: string, value: Value, slot: Slot): Shown {
  const hexadecimal = isInteger(value) && (value > 65535 || value < -65535);
  const place = slot.scope === 'global' ? firstAssignment(look, slot.index) : null;
  return {
    ...shownValue(look, name, value, name, hexadecimal),
    ...(place === null ? {} : { declared: { kind: 'script', place } as const }),
  };
}

/** The first statement of the script that gives a global variable its value. */
function firstAssignment({ program }: Look, index: number): Place | null {
  const found = program.instructions.find((one) => {
    const slot = assigned(one);
    return slot?.scope === 'global' && slot.index === index;
  });
  return found?.place ?? null;
}

function assigned(instruction: Instruction): Slot | null {
  if (instruction.op === 'loop') return instruction.counter;
  return 'target' in instruction ? (instruction.target?.slot ?? null) : null;
}
