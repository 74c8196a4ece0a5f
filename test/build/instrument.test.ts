/**
 * The stepping form of a source: it computes the same, opens and closes its spans in pairs, and
 * reports each statement at its own line. Every snippet runs plain and stepping, side by side.
 */
import vm from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { instrument, InstrumentError, noSites } from '../../build/instrument.mjs';

/** What a snippet did: its result, the lines it reported, and the calls it opened. */
interface Run {
  result: unknown;
  lines: number[];
  calls: string[];
  open: number;
}

type Sites = ReturnType<typeof noSites>;

/** Stands in for the machine's trace: keeps everything, and checks that spans close in order. */
class Recorder {
  lines: number[] = [];
  calls: string[] = [];
  depth = 0;

  constructor(readonly sites: Sites) {}

  open(id: number, ...values: unknown[]): number {
    this.calls.push(`${this.sites.functions[id]?.name ?? '?'}(${values.join(', ')})`);
    this.depth += 1;
    return this.depth;
  }

  at(depth: number, site: number): void {
    expect(depth).toBe(this.depth);
    this.lines.push(this.sites.siteLine[site] ?? 0);
  }

  close(depth: number, value?: unknown): unknown {
    expect(depth).toBe(this.depth);
    this.depth -= 1;
    return value;
  }
}

/** Calls `f(machine, ...values)` of a module's text. */
function call(text: string, machine: object, values: unknown[]): unknown {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exports: { f?: (machine: object, ...values: unknown[]) => unknown } = {};
  const body = `(function (exports) {${outputText}\n})`;
  const module = vm.runInThisContext(body) as (exports: object) => void;
  module(exports);
  return exports.f?.(machine, ...values);
}

/** Runs the snippet's `f` both ways and compares the results. */
function run(text: string, ...values: unknown[]): Run {
  const sites = noSites();
  const stepping = instrument(text, 'engine/snippet.ts', sites);
  expect(stepping.split('\n').length).toBe(text.split('\n').length);
  const trace = new Recorder(sites);
  const result = call(stepping, { trace }, values);
  expect(result).toEqual(call(text, {}, values));
  return { result, lines: trace.lines, calls: trace.calls, open: trace.depth };
}

/** Runs the snippet with each of the values, and lists the lines of each run. */
function linesFor(text: string, ...values: unknown[]): number[][] {
  return values.map((value) => {
    const { lines, open } = run(text, value);
    expect(open).toBe(0);
    return lines;
  });
}

describe('a function that takes the machine', () => {
  it('opens a span with its arguments and closes it when it falls off its end', () => {
    const ran = run(
      `export function f(machine: object, address: number, write: boolean): void {
  address + 1;
}`,
      64,
      true,
    );
    expect(ran).toEqual({ result: undefined, lines: [2], calls: ['f(64, true)'], open: 0 });
  });

  it('records 8 arguments at most, and 0 for one that has no name', () => {
    const text = `export function f(machine: object, a: number, { b }: { b: number }, c: number, d: number,
  e: number, g: number, h: number, i: number, j: number): number {
  return a + b + c + d + e + g + h + i + j;
}`;
    const ran = run(text, 1, { b: 2 }, 3, 4, 5, 6, 7, 8, 9);
    expect(ran.result).toBe(45);
    expect(ran.calls).toEqual(['f(1, 0, 3, 4, 5, 6, 7, 8)']);
    const sites = noSites();
    instrument(text, 'engine/snippet.ts', sites);
    expect(sites.functions).toEqual([
      {
        name: 'f',
        file: 'engine/snippet.ts',
        line: 1,
        parameters: ['a', '{ b }', 'c', 'd', 'e', 'g', 'h', 'i'],
      },
    ]);
  });

  it('may be empty, on one line, generic, overloaded or have default values', () => {
    const ran = run(`
function empty(machine: object): void {}
function short(machine: object): number { return 3 }
function last(machine: object): void { empty(machine) }
function over(machine: object, a: number): number;
function over(machine: object, a: string): number;
function over(machine: object, a: number | string): number {
  return Number(a);
}
function same<T>(machine: object, value: T, more = short(machine)): T {
  return value;
}
export function f(machine: object): number {
  empty(machine); last(machine);
  return over(machine, '4') + same(machine, short(machine));
}`);
    expect(ran.result).toBe(7);
    expect(ran.lines).toEqual([14, 14, 4, 15, 8, 3, 3, 11]);
    expect(ran.calls.slice(0, 4)).toEqual(['f()', 'empty()', 'last()', 'empty()']);
    expect(ran.open).toBe(0);
  });

  it('passes the value of every return through', () => {
    const text = `export function f(machine: object, n: number): unknown {
  if (n === 0) return;
  if (n === 1) return /* one */ { n } // an object
  if (n === 2) {
    return (
      n as number
    ) satisfies number;
  }
  if (n === 3) return [n, ...[n]];
  return n > 4 ? () => { return n } : (n, -n);
}`;
    expect(linesFor(text, 0, 1, 2, 3, 4)).toEqual([
      [2, 2],
      [2, 3, 3],
      [2, 3, 4, 5],
      [2, 3, 4, 9, 9],
      [2, 3, 4, 9, 10],
    ]);
  });

  it('is found within other functions, whose own statements are left alone', () => {
    const ran = run(`export function f(machine: object): number {
  const double = (n: number): number => {
    return n * 2;
  };
  const add = function (machine: object, n: number): number {
    return n + 1;
  };
  return inner(machine, add(machine, double(3))) + plain(1);
  function inner(machine: object, n: number): number {
    n++;
    return n;
  }
  function plain(n: number): number {
    return n;
  }
}`);
    expect(ran.result).toBe(9);
    expect(ran.lines).toEqual([2, 5, 8, 10, 11]);
    expect(ran.calls).toEqual(['f()', 'inner(7)']);
  });

  it('is not any other function', () => {
    const text = `const arrow = (machine: object) => machine;
export function f(other: object, machine: object) { return arrow(other); }
class Table { get(machine: object) { return machine; } }
declare function later(machine: object): void;
`;
    const sites = noSites();
    expect(instrument(text, 'engine/snippet.ts', sites)).toBe(text);
    expect(sites).toEqual(noSites());
  });
});

describe('statements', () => {
  it('marks each branch of an else-if chain, with and without braces', () => {
    const text = `export function f(machine: object, n: number): string {
  let found = '';
  if (n === 0) found = 'zero';
  else if (n === 1) {
    found = 'one';
  } else if (n === 2) found = 'two';
  else
    found = 'many';
  return found;
}`;
    expect(linesFor(text, 0, 1, 2, 3)).toEqual([
      [2, 3, 3, 9],
      [2, 3, 4, 5, 9],
      [2, 3, 4, 6, 6, 9],
      [2, 3, 4, 6, 8, 9],
    ]);
  });

  it('keeps an else with its own if', () => {
    const text = `export function f(machine: object, n: number): number {
  if (n > 0)
    if (n > 1) return 2;
    else return 1;
  return 0;
}`;
    expect(linesFor(text, 0, 1, 2)).toEqual([
      [2, 5],
      [2, 3, 4],
      [2, 3, 3],
    ]);
  });

  it('marks the body of each kind of loop, once a turn', () => {
    const text = `export function f(machine: object, n: number): number {
  let sum = 0;
  for (let i = 0, j = 1; i < n; i += j) sum += i;
  for (const x of [1, 2]) {
    sum += x;
  }
  for (const key in { a: 1 }) sum += key.length;
  while (sum > 3) sum -= 3;
  do sum++; while (sum < 2);
  do {
    sum++;
  } while (sum < 4);
  while (sum++ < 5);
  return sum;
}`;
    expect(run(text, 3).result).toBe(6);
    expect(linesFor(text, 0, 3)).toEqual([
      [2, 3, 4, 5, 5, 7, 7, 8, 8, 9, 9, 10, 11, 11, 13, 14],
      [2, 3, 3, 3, 3, 4, 5, 5, 7, 7, 8, 8, 8, 9, 9, 10, 11, 11, 13, 14],
    ]);
  });

  it('lets labelled loops be continued and left', () => {
    const text = `export function f(machine: object, n: number): number {
  let turns = 0;
  outer: for (let i = 0; i < n; i++) {
    inner:
    while (true) {
      turns++;
      if (turns > 4) break outer;
      if (turns % 2 === 0) continue outer;
      break inner;
    }
  }
  if (n > 0) block: { turns += 10; break block; }
  return turns;
}`;
    expect(linesFor(text, 0, 1, 2)).toEqual([
      [2, 3, 12, 13],
      [2, 3, 4, 6, 7, 8, 9, 12, 12, 12, 12, 13],
      [2, 3, 4, 6, 7, 8, 9, 4, 6, 7, 8, 8, 12, 12, 12, 12, 13],
    ]);
  });

  it('keeps the declarations of a list visible to what follows', () => {
    const text = `export function f(machine: object, n: number): number {
  switch (n) {
    case 0:
    case 1: let shared = n; const one = 1;
      shared += one;
      return shared;
    case 2: {
      const own = 5;
      return own;
    }
    default:
      n += 4;
      class Kept { value = n }
      return new Kept().value;
  }
}`;
    expect(linesFor(text, 0, 1, 2, 3)).toEqual([
      [2, 4, 4, 5, 6],
      [2, 4, 4, 5, 6],
      [2, 8, 9],
      [2, 12, 13, 14],
    ]);
  });

  it('lets a switch fall through and be left', () => {
    const text = `export function f(machine: object, n: number): number {
  let value = 0;
  switch (n) {
    case 1:
      value = 1;
    case 2:
      value += 2;
      break;
  }
  return value;
}`;
    expect(linesFor(text, 1, 2, 3)).toEqual([
      [2, 3, 5, 7, 8, 10],
      [2, 3, 7, 8, 10],
      [2, 3, 10],
    ]);
  });

  it('marks nested blocks but no types', () => {
    const text = `export function f(machine: object, n: number): number {
  type Small = 1 | 2;
  interface Pair { a: Small }
  {
    const n = 5;
    { void n; }
  }
  return n;
}`;
    expect(linesFor(text, 1)).toEqual([[5, 6, 8]]);
  });

  it('reports the line a statement begins on, after its comment', () => {
    const text = `export function f(machine: object, n: number): number {
  // Why this is so.
  /* More. */ const sum =
    n +
    1;
  return sum;
}`;
    expect(linesFor(text, 1)).toEqual([[3, 6]]);
  });
});

describe('what spans cannot follow', () => {
  it('gives its own variable a name that the source does not use', () => {
    const ran = run(
      `export function f(machine: object, $d: number): number { const $d_ = 1; return $d + $d_; }`,
      2,
    );
    expect(ran).toEqual({ result: 3, lines: [1, 1], calls: ['f(2)'], open: 0 });
  });

  it.each([
    ['a syntax error', 'const a =\n;', 'src/engine/x.ts:2: Expression expected.'],
    [
      'a try statement',
      'function f(machine: object) {\n  try {} finally {}\n}',
      'src/engine/x.ts:2:',
    ],
    ['a generator', '\nfunction* f(machine: object) {}', 'src/engine/x.ts:2:'],
    ['an async function', 'async function f(machine: object) {}', 'src/engine/x.ts:1:'],
    ['a second machine', 'function f(machine: object) {\nlet machine;}', 'src/engine/x.ts:2:'],
    [
      'a machine of a loop',
      'function f(machine: object) {\nfor (const { a: [machine] } of []);}',
      'src/engine/x.ts:2:',
    ],
  ])('refuses %s, with its place', (_what, text, message) => {
    const refused = () => instrument(text, 'engine/x.ts', noSites());
    expect(refused).toThrow(InstrumentError);
    expect(refused).toThrow(message);
  });
});
