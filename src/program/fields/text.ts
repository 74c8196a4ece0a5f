/** Bytes as text, for comparisons and for people. */

/** Whether bytes are the same. */
export function sameText(a: Uint8Array | undefined, b: Uint8Array): boolean {
  if (a === undefined || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** ASCII and UTF-8 bytes as a string; bytes that are neither become U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const [point, length] = codePointAt(bytes, i);
    text += String.fromCodePoint(point);
    i += length;
  }
  return text;
}

function codePointAt(bytes: Uint8Array, at: number): [number, number] {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return [first, 1];
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  let point = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] ?? 0;
    if ((byte & 0xc0) !== 0x80) return [0xfffd, 1];
    point = point * 64 + (byte & 0x3f);
  }
  const least = length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80;
  const isScalar = point < 0xd800 || (point > 0xdfff && point < 0x110000);
  return first < 0xf8 && point >= least && isScalar ? [point, length] : [0xfffd, 1];
}
