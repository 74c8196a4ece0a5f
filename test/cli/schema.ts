/**
 * Checks values against the part of JSON Schema that docs/cli.md and the protocol's messages use. A keyword that it does not know is an error of
 * the schema, so that nothing is passed over.
 */

export type Schema = Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};
const NOTES = new Set(['$schema', '$defs', 'title']);

/** What is wrong with a value, each with its place; empty when it is as the schema says. */
export function schemaErrors(root: Schema, value: unknown): string[] {
  return errorsAt(root, root, value, '');
}

function errorsAt(root: Schema, schema: Schema, value: unknown, place: string): string[] {
  return Object.entries(schema).flatMap(([keyword, wanted]) => {
    if (NOTES.has(keyword)) return [];
    const check = KEYWORDS[keyword];
    if (check === undefined) throw new Error(`the schema has the unknown keyword ${keyword}`);
    return check({ root, schema, wanted, value, place });
  });
}

interface Question {
  readonly root: Schema;
  readonly schema: Schema;
  readonly wanted: unknown;
  readonly value: unknown;
  readonly place: string;
}

const KEYWORDS: Readonly<Record<string, (question: Question) => string[]>> = {
  $ref: ({ root, wanted, value, place }) =>
    errorsAt(root, definition(root, String(wanted)), value, place),
  oneOf({ root, wanted, value, place }) {
    const tried = listOf(wanted).map((one) => errorsAt(root, schemaOf(one), value, place));
    const fitting = tried.filter((errors) => errors.length === 0).length;
    return fitting === 1 ? [] : [`${place}: fits ${fitting} forms`, ...tried.flat()];
  },
  anyOf({ root, wanted, value, place }) {
    const tried = listOf(wanted).map((one) => errorsAt(root, schemaOf(one), value, place));
    const fits = tried.some((errors) => errors.length === 0);
    return fits ? [] : [`${place}: fits none of ${tried.length} forms`, ...tried.flat()];
  },
  type({ wanted, value, place }) {
    const names = (Array.isArray(wanted) ? listOf(wanted) : [wanted]).map(String);
    const checks = names.map((name) => TYPES[name]);
    if (checks.includes(undefined))
      throw new Error(`the schema has an unknown type: ${names.join(', ')}`);
    return checks.some((check) => check?.(value)) ? [] : [`${place}: is no ${names.join(' or ')}`];
  },
  const: ({ wanted, value, place }) =>
    value === wanted ? [] : [`${place}: is not ${JSON.stringify(wanted)}`],
  enum: ({ wanted, value, place }) =>
    listOf(wanted).includes(value) ? [] : [`${place}: is not one of ${JSON.stringify(wanted)}`],
  minimum: ({ wanted, value, place }) =>
    typeof value !== 'number' || value >= Number(wanted)
      ? []
      : [`${place}: is below ${String(wanted)}`],
  pattern: ({ wanted, value, place }) =>
    typeof value !== 'string' || new RegExp(String(wanted)).test(value)
      ? []
      : [`${place}: does not match ${String(wanted)}`],
  required({ wanted, value, place }) {
    if (!isRecord(value)) return [];
    const missing = listOf(wanted).filter((key) => !(String(key) in value));
    return missing.map((key) => `${place}: lacks ${String(key)}`);
  },
  properties({ root, wanted, value, place }) {
    if (!isRecord(value)) return [];
    return Object.entries(schemaOf(wanted)).flatMap(([key, schema]) =>
      key in value ? errorsAt(root, schemaOf(schema), value[key], `${place}.${key}`) : [],
    );
  },
  additionalProperties({ schema, wanted, value, place }) {
    if (wanted !== false) throw new Error('the schema may only forbid other properties');
    if (!isRecord(value)) return [];
    const known = schemaOf(schema['properties'] ?? {});
    const others = Object.keys(value).filter((key) => !(key in known));
    return others.map((key) => `${place}: has ${key}, which the schema does not name`);
  },
  items({ root, wanted, value, place }) {
    if (!Array.isArray(value)) return [];
    const items: readonly unknown[] = value;
    return items.flatMap((item, i) => errorsAt(root, schemaOf(wanted), item, `${place}[${i}]`));
  },
};

function definition(root: Schema, reference: string): Schema {
  const name = /^#\/\$defs\/(\w+)$/.exec(reference)?.[1] ?? '';
  const found = schemaOf(root['$defs'])[name];
  if (found === undefined) throw new Error(`the schema has no ${reference}`);
  return schemaOf(found);
}

function isRecord(value: unknown): value is Schema {
  return TYPES['object']?.(value) === true;
}

function schemaOf(value: unknown): Schema {
  if (!isRecord(value)) throw new Error(`this is no schema: ${JSON.stringify(value)}`);
  return value;
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`this is no list: ${JSON.stringify(value)}`);
  return value;
}
