// Reads what stands between two words of a scenario: comments and line ends, which the formatter
// must keep.

/** A comment, with what stood before it since the word or comment before. */
export interface Comment {
  readonly text: string;
  /** How many line ends stood before it. */
  readonly lineEnds: number;
  /** The blanks right before it, if it shares its line with something. */
  readonly blanks: string;
}

/** What stands between two words. */
export interface Gap {
  readonly comments: readonly Comment[];
  /** How many line ends stood behind the last comment, or in all if there is none. */
  readonly lineEnds: number;
}

/** The comments and line ends in `source` from `from` to `to`; other signs there do not count. */
export function readGap(source: string, from: number, to: number): Gap {
  const comments: Comment[] = [];
  let lineEnds = 0;
  let blanksFrom = from;
  let at = from;
  while (at < to) {
    const end = commentEnd(source, at, to);
    const character = source.charAt(at);
    if (end > at) {
      const blanks = lineEnds === 0 ? source.slice(blanksFrom, at) : '';
      comments.push({ text: source.slice(at, end).replace(/[ \t\r]+$/gm, ''), lineEnds, blanks });
      lineEnds = 0;
      at = end;
      blanksFrom = end;
    } else {
      if (character === '\n') lineEnds++;
      if (character !== ' ' && character !== '\t') blanksFrom = at + 1;
      at++;
    }
  }
  return { comments, lineEnds };
}

/** The end of the comment that begins at `at`, or `at` if none does. */
function commentEnd(source: string, at: number, to: number): number {
  if (source.charAt(at) === '#') {
    const end = source.indexOf('\n', at);
    return end < 0 || end > to ? to : end;
  }
  return source.startsWith('/*', at) ? source.indexOf('*/', at + 2) + 2 : at;
}
