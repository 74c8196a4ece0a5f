// Every sentence about a script in English, in one table, so that it can be translated as one.
// Elsewhere there are only ids and arguments.

import { CHECK_MESSAGES } from './checkMessages';
import type { Diagnostic, MessageArguments } from './diagnostic';

/**
 * `{name}` is replaced by that argument. An argument `@id` is replaced by the message of that id,
 * which lets a message speak of "the end of the line" in any language.
 */
export const MESSAGES = {
  // How places in the script are called.
  endOfLine: 'the end of the line',
  endOfFile: 'the end of the file',

  // Words.
  unterminatedString: 'this string has no closing {quote} on its line',
  unterminatedComment: 'this comment is never closed: `*/` is missing',
  unknownEscape: 'the escape {found} means nothing: write `\\\\` for a backslash',
  badCharacter: "{found} is not one byte: write one character, as `'a'`, or an escape, as `'\\n'`",
  noHexDigits: '{found} has no digits after `0x`',
  badOctal: '{found} begins with `0`, so it is octal and its digits go from 0 to 7',
  numberSuffix: '{found} is not a number: only `K`, `M` and `G` may follow the digits',
  integerTooLarge: '{found} is too large: integers go up to 2^64-1',

  // What was expected where.
  expectedItem: 'expected a statement, found {found}',
  expectedEnd: 'expected the end of the line, found {found}',
  expectedTextEnd: 'expected `}` after the value in this text, found {found}',
  expectedValue: 'expected a value {where}, found {found}',
  expectedCloseCall: 'expected `,` or `)` in the arguments of {subject}, found {found}',
  expectedOpenCall: 'expected `(` and the arguments of {subject}, found {found}',
  expectedCloseList: 'expected `,` or `]` in the list, found {found}',
  expectedCloseStruct: 'expected `,` or `}` in the struct, found {found}',
  expectedCloseParen: 'expected `)` to close the parenthesis, found {found}',
  expectedCloseIndex: 'expected `]` after the index, found {found}',
  expectedField: 'expected the name of a field after `.`, found {found}',
  expectedAction: 'expected what {subject} does, as `mmap(...)`, found {found}',
  expectedColon: 'expected `:` after the process {subject}, found {found}',
  expectedCallAfterTarget:
    'expected a call to take the result from after `=`, found {found} (a variable is set by `let`)',
  expectedSignal: 'expected the name of a signal after `---`, found {found}',
  expectedDashes: 'expected `---` after the signal {subject}, found {found}',
  expectedPluses: 'expected `+++` at the end of the line, as in `+++ exited with 0 +++`',
  expectedWordsClose: 'expected `)` on this line after the words of the outcome',
  expectedPid: 'expected a process id and `]`, as in `[pid 28114]`, found {found}',
  expectedErrorName:
    'expected the name of an error, as `EINVAL`, or the end of the line, found {found}',
  expectedName: 'expected a name {where}, found {found}',
  expectedString: 'expected a text in quotes {where}, found {found}',
  expectedEquals: 'expected `=` {where}, found {found}',
  expectedBlock: 'expected `{` and a block after {subject}, found {found}',
  expectedSettings: 'expected `{` and settings after {subject}, found {found}',
  expectedSetting: 'expected `key = value` or `}`, found {found}',
  expectedSettingValue: 'expected the value of {subject}, found {found}',
  expectedSettingEnd: 'expected `,`, a new line or `}` after the value of {subject}, found {found}',
  expectedWays: 'expected the number of ways after `/`, found {found}',
  expectedCloseValues: 'expected `,` or `]` in the values of {subject}, found {found}',
  expectedIn: 'expected `in` after the variable {subject}, found {found}',
  expectedCloseParameters: 'expected `,` or `)` in the parameters of {subject}, found {found}',
  expectedDefineBody:
    'expected a block or `= value` after the parameters of {subject}, found {found}',
  expectedResumed: 'expected `<... CALL resumed>`, found {found}',

  // Where a value, a name or a text was expected.
  afterOperator: 'after {subject}',
  inParentheses: 'after `(`',
  inIndex: 'as the index',
  asArgument: 'as an argument of {subject}',
  asElement: 'as an element of the list',
  asStructField: 'as a field of the struct',
  asOutput: 'after `=>`',
  asOutcome: 'as the outcome',
  afterWord: 'after {subject}',
  asRangeEnd: 'after `..`',
  afterQuestion: 'and the answer after the question',
  asRange: 'after `in`',
  asCondition: 'after `where`',
  asGroup: 'after `by`',
  asVariable: 'for the variable',
  asParameter: 'as a parameter of {subject}',
  afterBrace: 'after `{`',
  asExpression: 'here',

  // Forms that look right in another language.
  comparisonChain: 'comparisons cannot be chained: compare twice and join the two with `&&`',
  assignmentInExpression: '`=` does not compare: write `==`',
  wordOperator: 'write {operator} instead of {found}',
  ellipsisInExpression: '`...` is only allowed in the arguments of an action',
  rangeNotFirst: 'a range can only be the first argument of {subject}',
  callInParentheses: '{word} takes its text without parentheses',
  wordTakesNothing: '{word} stands alone, without parentheses',
  missingColon: 'expected `:` after the process {subject}, found {found}',
  unknownWord: '{found} is not a statement: did you mean {suggestion}?',
  unknownStatement: '{found} begins no statement: write who does what, as `p: mmap(...)`',
  missingProcess:
    'nobody is named for this: write who does it, as `p: {target} = ...`, or `let {target} = ...`',
  missingLet: 'to set a variable, write `let {target} = ...`',
  smartQuote: '{found} is a typographic quote: write a plain one',
  elseWithoutIf: '`else` has no `if` before it',
  expressionInText: 'the `{` in this text has no `}`: write `\\{` for a brace',
  emptyExpressionInText: '`{}` in this text holds no value: write `\\{` for a brace',

  // Blocks and limits.
  unclosedBlock: 'this `{` is never closed',
  unclosedSettings: 'these settings are never closed: `}` is missing',
  unclosedMaps: 'this `{` is never closed: `}` must stand at the beginning or the end of a line',
  strayBrace: 'there is no block that this `}` could close',
  nestedTooDeeply: 'this is nested too deeply: no more than {limit} levels are read',
  tooManyErrors: 'there are more than {limit} errors: the rest of the script was not read',

  ...CHECK_MESSAGES,

  // Titles of fixes.
  fixInsert: 'Insert {text}',
  fixReplace: 'Replace {found} by {text}',
  fixRemove: 'Remove {found}',
  fixDeclare: 'Declare the variable {name}',
  fixSpawn: 'Spawn the process {name}',
  fixActor: 'Let {name} do it',
  fixDescribeFile: 'Describe the file {path}',

  // What a document says of the files that it includes.
  includeHasErrors: '{path} has an error in line {line}: {text}',
} as const;

export type MessageId = keyof typeof MESSAGES;

/**
 * The sentence for `id`, with its arguments put in. Also gives the title of a fix.
 * @param template the sentence without arguments, in another language than English.
 */
export function formatMessage(
  id: MessageId,
  args: MessageArguments,
  template: (id: MessageId) => string = (one) => MESSAGES[one],
): string {
  return template(id).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = args[name];
    if (value === undefined) return whole;
    const nested = value.startsWith('@') ? value.slice(1) : '';
    return isMessageId(nested) ? formatMessage(nested, args, template) : value;
  });
}

function isMessageId(name: string): name is MessageId {
  return Object.hasOwn(MESSAGES, name);
}

/** What is wrong, in words, without the place. */
export function describeDiagnostic(diagnostic: Diagnostic): string {
  return formatMessage(diagnostic.id, diagnostic.args);
}
