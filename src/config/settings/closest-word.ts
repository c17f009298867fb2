/** The word that was probably meant: a third of the letters may differ, or two of a short word's. Case does not count. */
export function closestWord(word: string, candidates: Iterable<string>): string | undefined {
  const written = word.slice(0, 64).toLowerCase();
  const limit = written.length < 4 ? 1 : Math.max(2, Math.floor(written.length / 3));
  const near = [...candidates]
    .map((candidate) => ({ candidate, distance: editDistance(written, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance);
  return near[0]?.candidate;
}

/** Letters to insert, delete or replace (Levenshtein), two neighbours swapped counting as two. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
