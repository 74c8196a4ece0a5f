/**
 * Numbers by which a client asks for the children of something that it was shown. Those of a stop end with it, and a
 * number is not given twice: who asks with an old one hears so, and never gets another thing.
 */
import { RequestError } from './errors';

/** DAP: references are below 2^31. */
const MOST = 2 ** 31 - 1;

export class References<T> {
  private readonly things = new Map<number, T>();
  private last: number;

  /** @param first the numbers count from here, so that several kinds can be told apart; at least 1. */
  constructor(
    private readonly what: string,
    private readonly first = 1,
    private readonly most = MOST,
  ) {
    this.last = first - 1;
  }

  /** A number for a thing. */
  add(thing: T): number {
    this.last = this.last >= this.most ? this.first : this.last + 1;
    this.things.set(this.last, thing);
    return this.last;
  }

  /** The thing of a number. */
  get(number: number): T {
    const thing = this.find(number);
    if (thing === undefined) throw new RequestError(`this ${this.what} belongs to an earlier stop`);
    return thing;
  }

  find(number: number): T | undefined {
    return this.things.get(number);
  }

  /** The stop is over. */
  clear(): void {
    this.things.clear();
  }

  /** Forgets the oldest while there are more than so many. */
  keep(most: number): void {
    for (const number of this.things.keys()) {
      if (this.things.size <= most) return;
      this.things.delete(number);
    }
  }
}
