// What stands between quotes: escapes to bytes, and bytes to text and back.
// Strings are kept as bytes, one character each, because that is what memory and files hold.

/** Told of an escape that means nothing: its offsets in the source. */
export type ReportEscape = (start: number, end: number) => void;

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '{': '{',
  '}': '}',
};

/**
 * The bytes that `source` from `start` to `end` (inside the quotes) stands for: C's escapes, octal
 * and `\x` included, and `\{` `\}`, which keep `say` from reading an expression. Other characters
 * count as UTF-8.
 */
export function unescapeBytes(
  source: string,
  start: number,
  end: number,
  report: ReportEscape,
): string {
  let bytes = '';
  let at = start;
  while (at < end) {
    const code = source.charCodeAt(at);
    if (code === BACKSLASH) {
      const next = escapeEnd(source, at, end);
      bytes += escapedByte(source, at, next, report);
      at = next;
    } else if (code < 0x80) {
      bytes += source.charAt(at++);
    } else {
      const point = source.codePointAt(at) ?? 0;
      bytes += utf8(point);
      at += point > 0xffff ? 2 : 1;
    }
  }
  return bytes;
}

const BACKSLASH = 0x5c;

/** The end of the escape that begins at `at`: `\x` takes up to two digits, octal up to three. */
function escapeEnd(source: string, at: number, end: number): number {
  const first = source.charAt(at + 1);
  let next = Math.min(at + 2, end);
  if (first === 'x') {
    while (next < end && next < at + 4 && isHexDigit(source.charCodeAt(next))) next++;
  } else if (isOctalDigit(first.charCodeAt(0))) {
    while (next < end && next < at + 4 && isOctalDigit(source.charCodeAt(next))) next++;
  } else if ((source.codePointAt(at + 1) ?? 0) > 0xffff) {
    next = Math.min(at + 3, end);
  }
  return next;
}

function escapedByte(source: string, at: number, end: number, report: ReportEscape): string {
  const body = source.slice(at + 1, end);
  const simple = SIMPLE_ESCAPES[body];
  if (simple !== undefined) return simple;
  const isHex = body.startsWith('x') && body.length > 1;
  const value = isHex ? parseInt(body.slice(1), 16) : parseInt(body, 8);
  if (Number.isNaN(value) || value > 255) {
    report(at, end);
    return utf8(body.codePointAt(0) ?? BACKSLASH);
  }
  return String.fromCharCode(value);
}

function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102);
}

function isOctalDigit(code: number): boolean {
  return code >= 48 && code <= 55;
}

/**
 * The UTF-8 bytes of one code point. Half a surrogate pair becomes U+FFFD, as everywhere on the
 * Web.
 */
function utf8(point: number): string {
  if (point >= 0xd800 && point <= 0xdfff) return utf8(0xfffd);
  if (point < 0x80) return String.fromCharCode(point);
  const last = 0x80 | (point & 0x3f);
  if (point < 0x800) return String.fromCharCode(0xc0 | (point >> 6), last);
  const third = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return String.fromCharCode(0xe0 | (point >> 12), third, last);
  const second = 0x80 | ((point >> 12) & 0x3f);
  return String.fromCharCode(0xf0 | (point >> 18), second, third, last);
}

/** UTF-8 bytes, one character each, of `text`. */
export function encodeText(text: string): string {
  let bytes = '';
  for (const character of text) bytes += utf8(character.codePointAt(0) ?? 0);
  return bytes;
}

/** The text that UTF-8 `bytes` stand for; a byte that is not UTF-8 becomes U+FFFD. */
export function decodeText(bytes: string): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = utf8Length(bytes, at);
    if (length === 0) {
      text += '\ufffd';
      at++;
    } else {
      text += String.fromCodePoint(utf8Point(bytes, at, length));
      at += length;
    }
  }
  return text;
}

/**
 * How many bytes the character at `at` takes, or 0 if they are not the shortest UTF-8 of a
 * character.
 */
export function utf8Length(bytes: string, at: number): number {
  const lead = bytes.charCodeAt(at);
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead > 0xf4 || at + length > bytes.length) return 0;
  for (let next = 1; next < length; next++) {
    if ((bytes.charCodeAt(at + next) & 0xc0) !== 0x80) return 0;
  }
  const point = utf8Point(bytes, at, length);
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  const isTooLong = (length === 3 && point < 0x800) || (length === 4 && point < 0x10000);
  return isSurrogate || isTooLong || point > 0x10ffff ? 0 : length;
}

function utf8Point(bytes: string, at: number, length: number): number {
  const lead = bytes.charCodeAt(at);
  if (length <= 1) return lead;
  let point = lead & (0x7f >> length);
  for (let next = 1; next < length; next++) {
    point = (point << 6) | (bytes.charCodeAt(at + next) & 0x3f);
  }
  return point;
}

/** The end of the string between two `\"` that begins at `start`, in a text; -1 if it has none before `limit`. */
export function innerStringEnd(source: string, start: number, limit: number): number {
  for (let at = start + 2; at + 1 < limit; at++) {
    if (source.charCodeAt(at) !== BACKSLASH) continue;
    if (source.charCodeAt(at + 1) === 0x22) return at + 2;
    at++;
  }
  return -1;
}
