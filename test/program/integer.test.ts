/** The script's integers against BigInt arithmetic, which is exact by definition (ECMA-262, 6.1.6.2). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as integer from '../../src/program/integer';
import type { Integer } from '../../src/program/integer';

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 64n - 1n;

/** Any integer in range, often near the edges where the representation changes. */
const anyInteger = fc
  .oneof(
    fc.bigInt({ min: LEAST, max: GREATEST }),
    fc.constantFrom(
      0n,
      1n,
      -1n,
      LEAST,
      GREATEST,
      2n ** 53n,
      2n ** 53n - 1n,
      -(2n ** 53n),
      2n ** 32n,
    ),
    fc.bigInt({ min: -5000n, max: 5000n }),
  )
  .map((big) => [big, shorten(big)] as const);

function shorten(big: bigint): Integer {
  return big >= BigInt(Number.MIN_SAFE_INTEGER) && big <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(big)
    : big;
}

/** The normal form of an exact result, or the failure that says that it is out of range. */
function wanted(big: bigint): unknown {
  if (big < LEAST || big > GREATEST) return 'overflow';
  return shorten(big);
}

function found(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'id' in result ? result.id : result;
}

const BINARY: readonly [
  string,
  (a: Integer, b: Integer) => unknown,
  (a: bigint, b: bigint) => bigint,
][] = [
  ['+', integer.add, (a, b) => a + b],
  ['-', integer.subtract, (a, b) => a - b],
  ['*', integer.multiply, (a, b) => a * b],
  ['&', integer.and, (a, b) => a & b],
  ['|', integer.or, (a, b) => a | b],
  ['^', integer.xor, (a, b) => a ^ b],
];

describe('exact arithmetic', () => {
  it.each(BINARY)('%s gives the exact result or says that it is out of range', (_, ours, exact) => {
    fc.assert(
      fc.property(anyInteger, anyInteger, ([a, x], [b, y]) => {
        expect(Object.is(found(ours(x, y)), -0)).toBe(false);
        expect(found(ours(x, y))).toBe(wanted(exact(a, b)));
      }),
      { numRuns: 2000 },
    );
  });

  it('divides as C does, and refuses 0', () => {
    fc.assert(
      fc.property(anyInteger, anyInteger, ([a, x], [b, y]) => {
        const quotient = found(integer.divide(x, y));
        const rest = found(integer.remainder(x, y));
        expect(Object.is(quotient, -0) || Object.is(rest, -0)).toBe(false);
        expect(quotient).toBe(b === 0n ? 'divisionByZero' : wanted(a / b));
        expect(rest).toBe(b === 0n ? 'divisionByZero' : wanted(a % b));
      }),
      { numRuns: 2000 },
    );
  });

  it('shifts by 0 to 63', () => {
    fc.assert(
      fc.property(anyInteger, fc.integer({ min: 0, max: 63 }), ([a, x], count) => {
        expect(found(integer.shiftLeft(x, count))).toBe(wanted(a << BigInt(count)));
        expect(found(integer.shiftRight(x, count))).toBe(wanted(a >> BigInt(count)));
      }),
      { numRuns: 2000 },
    );
    expect(found(integer.shiftLeft(1, 64))).toBe('shiftCount');
    expect(found(integer.shiftRight(1, -1))).toBe('shiftCount');
  });

  it('negates and complements', () => {
    fc.assert(
      fc.property(anyInteger, ([a, x]) => {
        expect(found(integer.negate(x))).toBe(wanted(-a));
        expect(found(integer.complement(x))).toBe(wanted(~a));
      }),
    );
  });

  it('compares', () => {
    fc.assert(
      fc.property(anyInteger, anyInteger, ([a, x], [b, y]) => {
        expect(Math.sign(integer.compare(x, y))).toBe(a === b ? 0 : a < b ? -1 : 1);
      }),
    );
  });
});

describe('bytes', () => {
  it('are little-endian, in two’s complement', () => {
    fc.assert(
      fc.property(anyInteger, fc.integer({ min: 0, max: 12 }), ([a, x], count) => {
        const bytes = integer.toBytes(x, count);
        let back = 0n;
        for (const byte of [...bytes].reverse()) back = back * 256n + BigInt(byte);
        expect(back).toBe(BigInt.asUintN(8 * count, a));
      }),
    );
  });

  it('of at most 8 make an unsigned number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        let wantedNumber = 0n;
        for (const byte of [...bytes].reverse()) wantedNumber = wantedNumber * 256n + BigInt(byte);
        expect(integer.fromBytes(bytes)).toBe(shorten(wantedNumber));
      }),
    );
  });
});
