// The file that `strace -y` prints behind a descriptor, `3</lib/x>` or `5<pipe:[7]>`: where it ends.

import { isNamePart } from './scanNumber';

/** How far `3<` looks for its `>`: longer than any path the kernel takes. */
const LONGEST_PATH = 8192;

const LINE_FEED = 10;
const STAR = 42;
const MINUS = 45;
const SLASH = 47;
const COLON = 58;
const LESS = 60;
const GREATER = 62;
const LEFT_BRACKET = 91;

/** The end of the `</path>` or `<pipe:[7]>` that begins at `open`, or -1 if it is none. */
export function fileEnd(source: string, open: number, limit: number): number {
  const first = source.charCodeAt(open + 1);
  const isPath = first === SLASH && source.charCodeAt(open + 2) !== STAR;
  if (!isPath && !isFileKind(source, open + 1)) return -1;
  const end = Math.min(limit, open + LONGEST_PATH);
  let depth = 0;
  for (let at = open; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code === LINE_FEED) return -1;
    // A path holds no `<`; only `</dev/pts/0<char 136:0>>` has one.
    if (code === LESS && ++depth > 2) return -1;
    // `TCP:[127.0.0.1:80->127.0.0.1:99]` holds an arrow.
    const isArrow = !isPath && source.charCodeAt(at - 1) === MINUS;
    if (code === GREATER && !isArrow && --depth === 0) return at + 1;
  }
  return -1;
}

/** Whether a kind of file that has no path stands at `at`, as `pipe:[` or `anon_inode:[`. */
function isFileKind(source: string, at: number): boolean {
  let end = at;
  while (end < at + 16 && isNamePart(source.charCodeAt(end))) end++;
  return (
    end > at && source.charCodeAt(end) === COLON && source.charCodeAt(end + 1) === LEFT_BRACKET
  );
}
