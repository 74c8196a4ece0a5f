/**
 * The reference traces on which the MMU is measured, made by arithmetic: `seq` sweeps 64 MiB in steps of 64 bytes,
 * `rnd` is uniform over 256 MiB, `zipf` draws from 262,144 pages with probability 1/rank, ranks shuffled.
 * Every fourth reference, or one drawn with probability 1/4, is a write.
 */
export type TraceName = 'seq' | 'rnd' | 'zipf';

const START = 0x10000000;
const MIB = 2 ** 20;
const ZIPF_PAGES = 262144;
const SEED_HIGH = 0x0139408d;
const SEED_LOW = 0xcbbf7a44;

/** The traces' full length. */
export const TRACE_LENGTH = 16 * MIB;

/** xorshift64 (Marsaglia 2003: 13, 7, 17) in two 32-bit halves, because bigints are slow. */
class Random {
  high = SEED_HIGH | 0;
  low = SEED_LOW | 0;

  next(): void {
    this.high ^= (this.high << 13) | (this.low >>> 19);
    this.low ^= this.low << 13;
    const { high } = this;
    this.high ^= high >>> 7;
    this.low ^= (this.low >>> 7) | (high << 25);
    this.high ^= (this.high << 17) | (this.low >>> 15);
    this.low ^= this.low << 17;
  }

  /** Bits 20 to 51. */
  middle(): number {
    return (this.low >>> 20) | (this.high << 12);
  }

  /** The number modulo `count`, at most 2 ** 20. */
  below(count: number): number {
    return (((this.high >>> 0) % count) * (2 ** 32 % count) + (this.low >>> 0)) % count;
  }

  /** In [0, 1), from the upper 53 bits. */
  fraction(): number {
    return ((this.high >>> 0) * 2 ** 21 + (this.low >>> 11)) * 2 ** -53;
  }
}

/** The first `length` references of a trace, as `accessBatch` takes them. All addresses are below 4 GiB. */
export function referenceTrace(name: TraceName, length: number): Int32Array {
  const references = new Int32Array(length);
  const random = new Random();
  if (name === 'seq') fillSequential(references);
  else if (name === 'rnd') {
    // The recorded traces come from one generator, in the order seq, rnd, zipf; seq draws nothing.
    fillUniform(references, random);
  } else {
    for (let i = 0; i < TRACE_LENGTH; i++) random.next();
    fillZipf(references, random);
  }
  return references;
}

function fillSequential(references: Int32Array): void {
  for (let i = 0; i < references.length; i++) {
    references[i] = (START + (i % MIB) * 64) | (i % 4 === 3 ? 1 : 0);
  }
}

function fillUniform(references: Int32Array, random: Random): void {
  for (let i = 0; i < references.length; i++) {
    random.next();
    const offset = random.middle() & (256 * MIB - 1) & ~7;
    references[i] = (START + offset) | ((random.low & 3) === 3 ? 1 : 0);
  }
}

function fillZipf(references: Int32Array, random: Random): void {
  const cumulative = new Float64Array(ZIPF_PAGES);
  let total = 0;
  for (let i = 0; i < ZIPF_PAGES; i++) {
    total += 1 / (i + 1);
    cumulative[i] = total;
  }
  const pageOfRank = shuffled(random);
  for (let i = 0; i < references.length; i++) {
    random.next();
    const rank = firstAtLeast(cumulative, random.fraction() * total);
    random.next();
    const offset = random.middle() & 4088;
    const address = START + (pageOfRank[rank] ?? 0) * 4096 + offset;
    references[i] = address | ((random.low & 3) === 3 ? 1 : 0);
  }
}

/** Fisher and Yates. */
function shuffled(random: Random): Int32Array {
  const pages = Int32Array.from({ length: ZIPF_PAGES }, (_, i) => i);
  for (let i = ZIPF_PAGES - 1; i > 0; i--) {
    random.next();
    const j = random.below(i + 1);
    const swapped = pages[i] ?? 0;
    pages[i] = pages[j] ?? 0;
    pages[j] = swapped;
  }
  return pages;
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
