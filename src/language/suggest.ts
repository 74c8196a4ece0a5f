// Finds what someone probably meant to write. It must stay cheap: it runs once for each wrong word.

/** Longer words are not compared, so that junk costs nothing. */
const LONGEST_WORD = 32;

/**
 * The candidate that is nearest to `word`, or null if none is near: at most one edit (insertion,
 * deletion, replacement or swap of neighbours) in words below five letters, two above. Of equally
 * near ones the first wins.
 */
export function nearestName(word: string, candidates: Iterable<string>): string | null {
  if (word.length < 2 || word.length > LONGEST_WORD) return null;
  let best: string | null = null;
  let bestDistance = word.length < 5 ? 1 : 2;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance || (distance === bestDistance && best === null)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Optimal string alignment distance of `from` and `to`. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      let distance = Math.min(
        cell(previous, column - 1) + (isSame ? 0 : 1),
        cell(previous, column) + 1,
        cell(current, column - 1) + 1,
      );
      const isSwap =
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      if (isSwap) distance = Math.min(distance, cell(before, column - 2) + 1);
      current.push(distance);
    }
    before = previous;
    previous = current;
  }
  return cell(previous, to.length);
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
