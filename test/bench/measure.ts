/** How benchmarks measure: CPU time of this process, medians of several runs. They print and never fail. */

const RUNS = 7;

/** Nanoseconds of CPU time (user) for each of `count` operations: median, least and most of 7 runs after 2 others. */
export function nanoseconds(count: number, run: () => void): { median: number; text: string } {
  return nanosecondsAfter(() => undefined, count, run);
}

/** The same where each run needs something new: making it is not measured. */
export function nanosecondsAfter<T>(
  prepare: () => T,
  count: number,
  run: (prepared: T) => void,
): { median: number; text: string } {
  const times: number[] = [];
  for (let i = -2; i < RUNS; i++) {
    const prepared = prepare();
    const start = process.cpuUsage();
    run(prepared);
    const time = (process.cpuUsage(start).user * 1000) / count;
    if (i >= 0) times.push(time);
  }
  times.sort((a, b) => a - b);
  const median = times[RUNS >> 1] ?? NaN;
  return { median, text: `${round(median)} ns (${round(times[0])} to ${round(times[RUNS - 1])})` };
}

/** Milliseconds of wall time of each call: median, 99th percentile and most. */
export function latencies(count: number, run: (i: number) => void): string {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    run(i);
    times.push(performance.now() - start);
  }
  return summary(times);
}

/** The same of calls that answer later. */
export async function latenciesOf(
  count: number,
  run: (i: number) => Promise<void>,
): Promise<string> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await run(i);
    times.push(performance.now() - start);
  }
  return summary(times);
}

/** @param times in milliseconds */
export function summary(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(2);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms (${String(sorted.length)} calls)`;
}

/** Operations a second as people read them. */
export function perSecond(median: number): string {
  const rate = 1e9 / median;
  return rate >= 1e6 ? `${(rate / 1e6).toFixed(2)} M/s` : `${(rate / 1e3).toFixed(1)} k/s`;
}

export function line(what: string, figure: string): void {
  console.log(`${what.padEnd(44)} ${figure}`);
}

function round(value: number | undefined): string {
  const number = value ?? NaN;
  return number >= 100 ? number.toFixed(0) : number.toFixed(1);
}
