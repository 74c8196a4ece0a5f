/** The arguments of a request, read with checks: whatever a client sends, a handler gets what it asked for or throws. */
import { RequestError } from './errors';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object with fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export class Arguments {
  private readonly fields: Fields;

  constructor(
    value: unknown,
    private readonly of: string,
  ) {
    if (value !== undefined && value !== null && !isFields(value)) {
      throw new RequestError(`${of}: the arguments must be an object`);
    }
    this.fields = value ?? {};
  }

  has(name: string): boolean {
    const value = this.fields[name];
    return value !== undefined && value !== null;
  }

  text(name: string): string {
    const value = this.fields[name];
    if (typeof value !== 'string') throw this.wrong(name, 'a text');
    return value;
  }

  optionalText(name: string): string | null {
    return this.has(name) ? this.text(name) : null;
  }

  flag(name: string, otherwise: boolean): boolean {
    if (!this.has(name)) return otherwise;
    const value = this.fields[name];
    if (typeof value !== 'boolean') throw this.wrong(name, 'true or false');
    return value;
  }

  integer(name: string, least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): number {
    const value = this.fields[name];
    const isGood = typeof value === 'number' && Number.isSafeInteger(value);
    if (!isGood || value < least || value > most) {
      const range = least > Number.MIN_SAFE_INTEGER ? ` from ${least} on` : '';
      throw this.wrong(name, `an integer${range}`);
    }
    return value;
  }

  optionalInteger(name: string, least?: number, most?: number): number | null {
    return this.has(name) ? this.integer(name, least, most) : null;
  }

  object(name: string): Arguments {
    const value = this.fields[name];
    if (!isFields(value)) throw this.wrong(name, 'an object');
    return new Arguments(value, `${this.of}.${name}`);
  }

  /** The names and values of an object; none if it is missing. */
  entries(name: string): readonly (readonly [string, unknown])[] {
    const value = this.fields[name];
    if (value === undefined || value === null) return [];
    if (!isFields(value)) throw this.wrong(name, 'an object');
    return Object.entries(value);
  }

  /** The elements of a list of objects; none if it is missing. */
  objects(name: string): readonly Arguments[] {
    return this.list(name).map((one, i) => new Arguments(one, `${this.of}.${name}[${i}]`));
  }

  integers(name: string): readonly number[] {
    return this.list(name).map((one) => {
      if (typeof one !== 'number' || !Number.isSafeInteger(one)) {
        throw this.wrong(name, 'a list of integers');
      }
      return one;
    });
  }

  texts(name: string): readonly string[] {
    return this.list(name).map((one) => {
      if (typeof one !== 'string') throw this.wrong(name, 'a list of texts');
      return one;
    });
  }

  private list(name: string): readonly unknown[] {
    const value = this.fields[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw this.wrong(name, 'a list');
    return value as readonly unknown[];
  }

  private wrong(name: string, wanted: string): RequestError {
    return new RequestError(`${this.of}: ${name} must be ${wanted}`);
  }
}
