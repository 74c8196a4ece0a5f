// What can be wrong with a script, as data: a message's id and arguments, a place, and perhaps a
// fix. It must never hold English: that is in messages.ts.

import type { MessageId } from './messages';
import type { Span } from './tree';

/** One replacement of source text. An empty span inserts. */
export interface Edit extends Span {
  readonly text: string;
}

/** A change that makes the diagnostic go away. `id` names its title in messages.ts. */
export interface Fix {
  readonly id: MessageId;
  readonly args: MessageArguments;
  readonly edits: readonly Edit[];
}

/**
 * What a message's `{name}` are replaced by. Text that stands in the script is given in backticks;
 * a value `@id` is itself a message (see `MESSAGES`), so that it can be translated.
 */
export type MessageArguments = Readonly<Record<string, string>>;

export interface Diagnostic {
  readonly id: MessageId;
  readonly args: MessageArguments;
  readonly span: Span;
  readonly severity: 'error' | 'warning';
  readonly fix?: Fix;
}
