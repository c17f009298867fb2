/** Shorter ones cost less to search than to find. */
const shortest = 1_000;

/** What is left of `text` when the given parts, which stand in it in about this order, are cut out. */
export function piecesWithout(text: string, parts: readonly string[]): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const part of parts) {
    if (part.length < shortest) continue;
    const at = text.indexOf(part, from);
    if (at < 0) continue;
    pieces.push(text.slice(from, at));
    from = at + part.length;
  }
  return [...pieces, text.slice(from)];
}
