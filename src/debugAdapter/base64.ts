/** Bytes as DAP sends them. Hosts differ in what they have for it. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = Math.min(3, bytes.length - at) + 1;
    for (let i = 0; i < 4; i++)
      text += i < digits ? DIGITS.charAt((word >>> (18 - 6 * i)) & 63) : '=';
  }
  return text;
}

/** Null: this is not base64. */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let at = 0, out = 0; at < text.length; at += 4) {
    let word = 0;
    for (let i = 0; i < 4; i++)
      word = (word << 6) | Math.max(0, DIGITS.indexOf(text.charAt(at + i)));
    for (let i = 0; i < 3 && out < bytes.length; i++) bytes[out++] = (word >>> (16 - 8 * i)) & 255;
  }
  return bytes;
}
