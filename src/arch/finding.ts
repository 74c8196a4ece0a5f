/**
 * Something that is wrong, for people: a message's name and its arguments. The words are elsewhere, so that they can
 * be translated; this layer must never hold a sentence.
 */
export interface Finding {
  readonly id: string;
  readonly args: Readonly<Record<string, string>>;
}
