// The words that begin an item: what they are for, and a snippet that writes one. `$1`, `${1:text}`
// and `$0` are stops of the cursor, as in VS Code.

/** A word of the language. */
export interface KeywordText {
  readonly text: string;
  readonly snippet: string;
  /** Where it may stand. */
  readonly place: 'top' | 'anywhere' | 'loop';
}

function keyword(
  text: string,
  snippet: string,
  place: KeywordText['place'] = 'anywhere',
): KeywordText {
  return { text, snippet, place };
}

const KEYWORDS: Readonly<Record<string, KeywordText>> = {
  machine: keyword(
    'Describes the machine.',
    'machine { arch = ${1:i386}, memory = ${2:4M} }$0',
    'top',
  ),
  file: keyword(
    'A file that exists before the run, or a program.',
    'file "/${1:x}" { size = ${2:10K} }$0',
    'top',
  ),
  spawn: keyword('Makes a process.', 'spawn ${1:p}$0'),
  include: keyword('Stands for the items of a file.', 'include "${1:shared.vms}"$0', 'top'),
  def: keyword(
    'Defines a block with parameters, or a value.',
    'def ${1:name}(${2:who}) {\n\t$0\n}',
    'top',
  ),
  scenario: keyword(
    'A test of its own, on a fresh machine.',
    'scenario "${1:what holds}" {\n\t$0\n}',
    'top',
  ),
  let: keyword('Sets a variable, or makes an array of zeros.', 'let ${1:x} = ${2:0}$0'),
  if: keyword('Does a block if a condition holds.', 'if ${1:condition} {\n\t$0\n}'),
  for: keyword(
    'Counts, or goes through a list; the end is not included.',
    'for ${1:i} in ${2:0..8} {\n\t$0\n}',
  ),
  repeat: keyword('Does a block so many times.', 'repeat ${1:3} {\n\t$0\n}'),
  break: keyword('Leaves the innermost loop.', 'break$0', 'loop'),
  expect: keyword(
    'Says what must hold here; a failure is reported and the run goes on.',
    'expect ${1:condition}$0',
  ),
  ask: keyword(
    'A question that is put before its block and answered after it.',
    'ask "${1:How many?}" = ${2:answer} {\n\t$0\n}',
  ),
  say: keyword('Prints a text; `{expr}` in it is replaced.', 'say "${1:text}"$0'),
  stop: keyword('Stops the debugger.', 'stop$0'),
  mark: keyword('Begins `since(e)`: by how much `e` has grown.', 'mark$0'),
  settle: keyword('Runs the machine until nothing is pending.', 'settle$0'),
  parallel: keyword(
    "Each process's lines in order, interleaved by the seed.",
    'parallel {\n\t$0\n}',
  ),
  explore: keyword('All interleavings of what is in it.', 'explore {\n\t$0\n}'),
  inject: keyword('Something fails in its block.', 'inject ${1:alloc(1)} {\n\t$0\n}'),
};

/** What a word of the language means, or undefined. */
export function keywordText(word: string): KeywordText | undefined {
  return Object.hasOwn(KEYWORDS, word) ? KEYWORDS[word] : undefined;
}

export function keywords(): readonly (readonly [string, KeywordText])[] {
  return Object.entries(KEYWORDS);
}

/** Words inside items and what they mean. */
export const INNER_WORDS: Readonly<Record<string, string>> = {
  else: 'Does its block if no condition before it held.',
  in: 'What the loop goes through.',
  step: 'By how much the loop counts; may be negative.',
  where: "Which elements count; `.field` is the element's.",
  by: 'Makes a table: one row for each value of `by`.',
  maps: 'Compares with lines of /proc/PID/maps.',
  true: 'Counts as 1.',
  false: 'Counts as 0.',
};

/** What `inject` takes. */
export const FAULT_TEXTS: Readonly<
  Record<string, { readonly form: string; readonly text: string }>
> = {
  alloc: { form: 'alloc(k)', text: 'The k-th allocation in the block fails.' },
  disk: {
    form: 'disk(ERRNO)',
    text: 'The disk fails with this error, or is slow: `disk(delay=n)`.',
  },
};

/** Fields of what a signal carries. */
export const SIGNAL_FIELD_TEXTS: Readonly<Record<string, string>> = {
  si_code: 'Why: `SEGV_MAPERR`, `SEGV_ACCERR`, `BUS_ADRERR`.',
  si_addr: 'The address that was touched.',
  si_signo: 'The signal.',
};
