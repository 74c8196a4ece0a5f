/** The texts of the pages: written in English in the code, and shown in the user's language where the host has them. */

let words: Readonly<Record<string, string>> = {};

/** Texts in the user's language by their English. */
export function useWords(translated: Readonly<Record<string, string>>): void {
  words = translated;
}

/** A text with its `{0}`, `{1}` ... filled in. */
export function t(english: string, ...values: readonly (string | number)[]): string {
  const text = words[english] ?? english;
  return text.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)] ?? ''));
}
