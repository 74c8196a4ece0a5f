/**
 * Calls that the model knows under another name: the same call with an argument more, which the model has nothing for.
 * They are run as that call; the summary tells which.
 */

interface Translation {
  readonly name: string;
  /** The arguments that the other call has, from `first` on, so many. */
  readonly first: number;
  readonly count: number;
}

const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map([
  // pkey_mprotect(2): the map shows no keys.
  ['pkey_mprotect', { name: 'mprotect', first: 0, count: 3 }],
  // execveat(2): the model has no directories.
  ['execveat', { name: 'execve', first: 1, count: 3 }],
]);

/** The name under which a call is run. */
export function translatedCall(name: string): string {
  return TRANSLATIONS.get(name)?.name ?? name;
}

/** The arguments of a call that is run as another one. */
export function translatedArguments<T>(name: string, args: readonly T[]): readonly T[] {
  const translation = TRANSLATIONS.get(name);
  if (translation === undefined) return args;
  return args.slice(translation.first, translation.first + translation.count);
}
