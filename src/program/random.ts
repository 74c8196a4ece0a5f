/**
 * The generator behind `pick`: 32 bits of state in a column, so that it travels in time with the machine. Equal seeds
 * give equal draws everywhere.
 */
import type { Computer } from './computer';
import { fromWords, type Integer } from './integer';

const TWO_32 = 0x1_0000_0000;

/** 32 random bits. The state walks through all its values; the mixing is that of mulberry32 (public domain). */
function draw32(machine: Computer): number {
  const { random } = machine.interpreter;
  const state = (random.get(1) + 0x6d2b79f5) | 0;
  random.set(1, state);
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}

/** A number from 0 to size - 1, each as likely as the others; `size` is at least 1. */
export function drawBelow(machine: Computer, size: Integer): Integer {
  if (size <= TWO_32) {
    const most = Number(size);
    const fair = TWO_32 - (TWO_32 % most);
    let drawn = draw32(machine);
    while (drawn >= fair) drawn = draw32(machine);
    return drawn % most;
  }
  const bits = BigInt(size).toString(2).length;
  for (;;) {
    const high = draw32(machine) >>> (64 - bits);
    const drawn = fromWords(draw32(machine), high);
    if (drawn < size) return drawn;
  }
}
