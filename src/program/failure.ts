/**
 * Failures of the program layer: what could not be computed or did not come out, as an id and arguments. Their
 * English is in messages.ts. A failure is a value that is handed on; nothing here is ever thrown.
 */
import type { Place } from './form';
import type { MessageId } from './messages';

/** What a message's `{name}` are replaced by. */
export type MessageArguments = Readonly<Record<string, string | number>>;

/** A sentence for people: an id of `MESSAGES` and its arguments. */
export interface Message {
  readonly id: MessageId;
  readonly args: MessageArguments;
}

/** What an evaluation gives in place of a value. */
export interface Failure extends Message {
  readonly kind: 'failure';
  /** Where in the source, when that is known. */
  readonly place: Place | null;
}

/** Makes a failure. */
export function fail(
  id: MessageId,
  args: MessageArguments = {},
  place: Place | null = null,
): Failure {
  return { kind: 'failure', id, args, place };
}

/** The same failure with a place, unless it has one. */
export function at(failure: Failure, place: Place): Failure {
  return failure.place === null ? { ...failure, place } : failure;
}

/** Whether it says that the event that a comprehension looks at has not the field that was asked for. */
export function isMissingField({ id }: Failure): boolean {
  return id === 'eventWithout';
}
