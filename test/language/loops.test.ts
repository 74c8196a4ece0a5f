// Compiled loops and definitions do what they say when they run.

import { describe, expect, it } from 'vitest';
import { failuresOf, programOf } from './checked';

describe('loops', () => {
  it.each([
    ['for i in 1..4 { let s = s + i }', 6],
    ['for i in 4 { let s = s + i }', 6],
    ['for i in 10..0 step -3 { let s = s + i }', 22],
    ['for i in 5..5 { let s = 1 }', 0],
    ['repeat 3 { repeat 2 { let s = s + 1 } }', 6],
    ['for i in 9 { if i == 3 { break }; let s = s + i }', 3],
    ['repeat 2 { for i in 9 { if i == 3 { break }; let s = s + i } }', 6],
    ['for x in [5, 6, 7] { let s = s + x }', 18],
    ['let a[3]; for i in 3 { let a[i] = 10 * i }; for x in a { let s = s + x }', 30],
    ['let a[2]; for x in a { let a[1] = 5; let s = s + x + 1 }', 2],
    ['def add(n) { let s = s + n }; for i in 3 { add(i) }', 3],
    ['def twice(n) = 2 * n; for i in 3 { let s = s + twice(i) }', 6],
    ['def down(n) { if n > 0 { let s = s + n; down(n - 1) } }; down(4)', 10],
    ['inject alloc(1) { let s = 1 }', 1],
    ['if s == 1 { let s = 5 } else if s == 0 { let s = 6 } else { let s = 7 }', 6],
  ])('%s', (source, sum) => {
    const program = programOf(`let s = 0\n${source}\nexpect s == ${String(sum)}`);
    expect(failuresOf(program)).toEqual([]);
  });

  it('go through the regions of a process', () => {
    const program = programOf(`spawn p
p: mmap(NULL, 3*PAGE, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
let n = 0
for r in p.regions { let n = n + r.size }
expect n == p.size && n > 0`);
    expect(failuresOf(program)).toEqual([]);
  });
});
