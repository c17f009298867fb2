/** The word that was probably meant: a third of the letters may differ, in a short word one. Case does not count. */
export function closestWord(word: string, candidates: Iterable<string>): string | undefined {
  const written = word.slice(0, 64).toLowerCase();
  const limit = Math.max(1, Math.floor(written.length / 3));
  const near = [...candidates]
    .map((candidate) => ({ candidate, distance: editDistance(written, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance);
  return near[0]?.candidate;
}

/** Letters to insert, delete or replace, or neighbours to swap (optimal string alignment). */
function editDistance(from: string, to: string): number {
  const [source, target] = [[...from], [...to]];
  let before: number[] = [];
  let previous = Array.from({ length: target.length + 1 }, (_, index) => index);
  for (const [row, letter] of source.entries()) {
    const current = [row + 1];
    for (const [column, other] of target.entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      const isSwap = row > 0 && letter === target[column - 1] && source[row - 1] === other;
      const swapped = isSwap ? (before[column - 1] ?? Infinity) + 1 : Infinity;
      current.push(Math.min(replaced, swapped, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    [before, previous] = [previous, current];
  }
  return previous.at(-1) ?? 0;
}
