// Random syntax trees that some source could have.

import fc from 'fast-check';
import type {
  Action,
  Argument,
  BinaryOperator,
  Block,
  Expression,
  IntegerLiteral,
  Item,
  Outcome,
  Script,
  SettingValue,
  Settings,
  StringLiteral,
  StructLiteral,
  Text,
  UnaryOperator,
  Who,
} from '../../src/language/tree';

const NOWHERE = { start: 0, end: 0 };

const name = fc.constantFrom('a', 'buf', 'parent', 'PROT_READ', 'x1', '_y', 'p', 'unfinished');
const identifier = name.map((text) => ({ ...NOWHERE, text }));
const bytes = fc.string({ unit: 'binary', maxLength: 6 }).map(
  // One character for each byte.
  (text) =>
    Array.from(text, (character) => String.fromCharCode(character.charCodeAt(0) & 255)).join(''),
);

const integer: fc.Arbitrary<IntegerLiteral> = fc
  .record({
    value: fc.oneof(fc.nat(), fc.bigInt(0n, 0xffff_ffff_ffff_ffffn)),
    radix: fc.constantFrom<8 | 10 | 16>(8, 10, 16),
    file: fc.option(
      bytes.map((path) => `/${path.replaceAll('*', '')}`),
      { freq: 5 },
    ),
  })
  .map(({ value, radix, file }) => ({
    ...NOWHERE,
    kind: 'integer',
    value: value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value,
    radix,
    file,
  }));

const string: fc.Arbitrary<StringLiteral> = fc
  .record({ bytes, partial: fc.boolean() })
  .map((parts) => ({ ...NOWHERE, kind: 'string', ...parts }));

const plainString = string.map((literal) => ({ ...literal, partial: false }));

const BINARY: readonly BinaryOperator[] = [
  ...(['||', '&&', '==', '!=', '<', '<=', '>', '>=', '|', '^', '&'] as const),
  ...(['<<', '>>', '+', '-', '*', '/', '%'] as const),
];
const UNARY: readonly UnaryOperator[] = ['-', '!', '~'];

/** Expressions; those for texts hold no strings, which would end the text. */
function expressions(isInText: boolean): { expression: fc.Arbitrary<Expression> } {
  return fc.letrec<{ expression: Expression; argument: Argument }>((tie) => {
    const leaves: fc.Arbitrary<Expression>[] = [
      integer,
      fc.nat(255).map((value) => ({ ...NOWHERE, kind: 'character', value })),
      fc.boolean().map((value) => ({ ...NOWHERE, kind: 'boolean', value })),
      name.map((text) => ({ ...NOWHERE, kind: 'name', name: text })),
      name.map((field) => ({ ...NOWHERE, kind: 'elementField', field })),
    ];
    if (!isInText) leaves.push(string);
    const expression = tie('expression');
    const nested: fc.Arbitrary<Expression>[] = [
      fc
        .record({ operator: fc.constantFrom(...UNARY), operand: expression })
        .map((parts) => ({ ...NOWHERE, kind: 'unary', ...parts })),
      fc
        .record({ operator: fc.constantFrom(...BINARY), left: expression, right: expression })
        .map((parts) => ({ ...NOWHERE, kind: 'binary', ...parts })),
      fc
        .record({ object: expression, field: name })
        .map((parts) => ({ ...NOWHERE, kind: 'field', ...parts })),
      fc
        .record({ object: expression, index: expression })
        .map((parts) => ({ ...NOWHERE, kind: 'index', ...parts })),
      fc
        .record({
          callee: name,
          args: fc.array(expression, { minLength: 1, maxLength: 3 }),
          rangeEnd: fc.option(expression),
          where: fc.option(expression),
          by: fc.option(expression),
        })
        .map((parts) => ({ ...NOWHERE, kind: 'call', ...parts })),
    ];
    if (!isInText) {
      nested.push(
        fc
          .array(tie('argument'), { maxLength: 3 })
          .map((elements) => ({ ...NOWHERE, kind: 'list', elements })),
      );
    }
    return {
      expression: fc.oneof({ maxDepth: 4, withCrossShrink: true }, ...leaves, ...nested),
      argument: argumentsOf(expression, tie('argument')),
    };
  });
}

function argumentsOf(
  expression: fc.Arbitrary<Expression>,
  argument: fc.Arbitrary<Argument>,
): fc.Arbitrary<Argument> {
  const struct: fc.Arbitrary<StructLiteral> = fc
    .array(argument, { maxLength: 3 })
    .map((fields) => ({ ...NOWHERE, kind: 'struct', fields }));
  const value = fc.oneof(
    { arbitrary: expression, weight: 4 },
    { arbitrary: struct, weight: 1 },
    fc.constant({ ...NOWHERE, kind: 'ellipsis' } as const),
  );
  const named = fc
    .record({ name: fc.option(name), value, output: fc.option(value) })
    .filter((parts) => parts.name !== null || parts.output !== null)
    .map((parts) => ({ ...NOWHERE, kind: 'argument' as const, ...parts }));
  return fc.oneof({ maxDepth: 3, withCrossShrink: true }, value, named);
}

const { expression } = expressions(false);
const inText = expressions(true).expression;
const argument = argumentsOf(expression, fc.constant<Argument>({ ...NOWHERE, kind: 'ellipsis' }));
const args = fc.array(argument, { maxLength: 4 });
const words = fc
  .constantFrom('Invalid argument', 'flags O_RDWR|O_CLOEXEC', '[{fd=3}]', '')
  .map((text) => ({ ...NOWHERE, text }));
const details = fc
  .array(argument, { maxLength: 2 })
  .map((fields): StructLiteral => ({ ...NOWHERE, kind: 'struct', fields }));
const signal = fc.constantFrom('SIGSEGV', 'SIGCHLD').map((text) => ({ ...NOWHERE, text }));
const error = fc.constantFrom('EINVAL', 'ENOMEM').map((text) => ({ ...NOWHERE, text }));

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc
    .record({ reason: fc.option(error), words: fc.option(words) })
    .map((parts) => ({ ...NOWHERE, kind: 'any' as const, ...parts })),
  fc
    .record({ signal, details: fc.option(details), words: fc.option(words) })
    .map((parts) => ({ ...NOWHERE, kind: 'signal' as const, ...parts })),
  fc
    .record({ value: expression, error: fc.option(error) })
    .map((parts) => ({ ...NOWHERE, kind: 'value' as const, ...parts, words: null })),
  fc
    .record({ value: integer, error: fc.option(error), words })
    .map((parts) => ({ ...NOWHERE, kind: 'value' as const, ...parts })),
);

const who: fc.Arbitrary<Who> = fc.oneof(
  fc
    .record({ name, index: fc.option(expression) })
    .map((parts) => ({ kind: 'place' as const, ...parts })),
  fc.constant({ kind: 'self' as const }),
  fc
    .record({ pid: fc.nat(), spelling: fc.constantFrom('bare' as const, 'colon', 'bracketed') })
    .map((parts) => ({ kind: 'pid' as const, ...parts })),
);

const place = fc
  .record({ name, index: fc.option(expression) })
  .map((parts) => ({ ...NOWHERE, ...parts }));

const action: fc.Arbitrary<Action> = fc.oneof(
  fc
    .record({
      who,
      target: fc.option(place),
      callee: name,
      args,
      unfinished: fc.boolean(),
      outcome: fc.option(outcome),
    })
    .map((parts) => ({ ...NOWHERE, kind: 'call' as const, calleeStart: 0, ...parts })),
  fc
    .record({ who, callee: name, output: fc.option(details), args, outcome: fc.option(outcome) })
    .map((parts) => ({ ...NOWHERE, kind: 'resumed' as const, calleeStart: 0, ...parts })),
  fc
    .record({ who, signal, details: fc.option(details) })
    .map((parts) => ({ ...NOWHERE, kind: 'signal' as const, ...parts })),
  who.map((end) => ({
    ...NOWHERE,
    kind: 'exit' as const,
    who: end,
    words: { ...NOWHERE, text: 'killed by SIGSEGV (core dumped)' },
    status: null,
    signal: 'SIGSEGV',
  })),
);

const key = fc.constantFrom('arch', 'tlb', 'max_map_count').map((text) => ({ ...NOWHERE, text }));
const size = integer.map((literal) => ({ ...literal, file: null }));

const { settings } = fc.letrec<{ settings: Settings; value: SettingValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    size,
    plainString,
    fc
      .record({ value: size, ways: size })
      .map((parts) => ({ ...NOWHERE, kind: 'ratio' as const, ...parts })),
    fc
      .record({
        word: fc.constantFrom('i386', 'x86-64', 'top-down'),
        settings: fc.option(tie('settings')),
      })
      .map((parts) => ({ ...NOWHERE, kind: 'word' as const, ...parts })),
    fc
      .array(tie('value'), { minLength: 1, maxLength: 3 })
      .map((values) => ({ ...NOWHERE, kind: 'values' as const, values })),
    tie('settings'),
  ),
  settings: fc
    .array(
      fc.record({ key, value: tie('value') }).map((parts) => ({ ...NOWHERE, ...parts })),
      { maxLength: 3 },
    )
    .map((entries) => ({ ...NOWHERE, kind: 'settings' as const, entries })),
}));

const textPart = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
const text: fc.Arbitrary<Text> = fc
  .array(fc.oneof(textPart, inText), { maxLength: 3 })
  // Two strings in a row would be read as one.
  .filter((parts) =>
    parts.every((part, at) => typeof part !== 'string' || typeof parts[at + 1] !== 'string'),
  )
  .map((parts) => ({ ...NOWHERE, parts }));

const { item } = fc.letrec<{ item: Item; block: Block }>((tie) => {
  const block = tie('block');
  const simple: fc.Arbitrary<Item>[] = [
    action,
    settings.map((value) => ({ ...NOWHERE, kind: 'machine', settings: value })),
    fc
      .record({ path: plainString, settings })
      .map((parts) => ({ ...NOWHERE, kind: 'file', ...parts })),
    fc
      .record({ name: identifier, settings: fc.option(settings) })
      .map((parts) => ({ ...NOWHERE, kind: 'spawn', ...parts })),
    plainString.map((path) => ({ ...NOWHERE, kind: 'include', path })),
    fc
      .record({ name: identifier, length: expression })
      .map((parts) => ({ ...NOWHERE, kind: 'array', ...parts })),
    fc.record({ place, value: expression }).map((parts) => ({ ...NOWHERE, kind: 'let', ...parts })),
    fc
      .record({ condition: expression, message: fc.option(plainString) })
      .map((parts) => ({ ...NOWHERE, kind: 'expect', ...parts })),
    text.map((value) => ({ ...NOWHERE, kind: 'say', text: value })),
    fc.option(plainString).map((message) => ({ ...NOWHERE, kind: 'stop', message })),
    fc
      .constantFrom<'break' | 'mark' | 'settle'>('break', 'mark', 'settle')
      .map((kind) => ({ ...NOWHERE, kind })),
    fc
      .record({
        process: expression,
        lines: fc.array(
          fc
            .constantFrom('1000-2000 rw-p 0 00:00 0 [heap]', '2-3 r--p')
            .map((line) => ({ ...NOWHERE, text: line })),
          { maxLength: 2 },
        ),
      })
      .map((parts) => ({ ...NOWHERE, kind: 'expectMaps', ...parts, body: NOWHERE })),
  ];
  const compound: fc.Arbitrary<Item>[] = [
    fc.record({ who, body: block }).map((parts) => ({ ...NOWHERE, kind: 'who', ...parts })),
    fc
      .record({ title: plainString, body: block })
      .map((parts) => ({ ...NOWHERE, kind: 'scenario', ...parts })),
    fc
      .record({
        name: identifier,
        parameters: fc.array(identifier, { maxLength: 2 }),
        body: fc.oneof(block, expression),
      })
      .map((parts) => ({ ...NOWHERE, kind: 'define', ...parts })),
    fc
      .record({
        arms: fc.array(
          fc
            .record({ condition: expression, body: block })
            .map((parts) => ({ ...NOWHERE, ...parts })),
          { minLength: 1, maxLength: 3 },
        ),
        otherwise: fc.option(block),
      })
      .map((parts) => ({ ...NOWHERE, kind: 'if', ...parts })),
    fc
      .record({
        variable: identifier,
        range: fc
          .record({ from: expression, to: fc.option(expression), step: fc.option(expression) })
          .map(({ from, to, step }) => ({ ...NOWHERE, from, to, step: to === null ? null : step })),
        body: block,
      })
      .map((parts) => ({ ...NOWHERE, kind: 'for', ...parts })),
    fc
      .record({ count: expression, body: block })
      .map((parts) => ({ ...NOWHERE, kind: 'repeat', ...parts })),
    fc
      .record({
        question: text,
        points: fc.option(size),
        answer: expression,
        body: fc.option(block),
      })
      .map((parts) => ({ ...NOWHERE, kind: 'ask', ...parts })),
    fc
      .record({ kind: fc.constantFrom<'parallel' | 'explore'>('parallel', 'explore'), body: block })
      .map((parts) => ({ ...NOWHERE, ...parts })),
    fc
      .record({ fault: identifier, args, body: block })
      .map((parts) => ({ ...NOWHERE, kind: 'inject', ...parts })),
  ];
  return {
    item: fc.oneof({ maxDepth: 2, withCrossShrink: true }, ...simple, ...compound),
    block: fc
      .array(tie('item'), { maxLength: 2 })
      .map((items) => ({ ...NOWHERE, kind: 'block' as const, items })),
  };
});

/** Scripts in every form of the grammar. Their nodes have no places. */
export const scripts: fc.Arbitrary<Script> = fc
  .array(item, { maxLength: 5 })
  .map((items) => ({ ...NOWHERE, kind: 'script', items }));
