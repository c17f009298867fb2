/**
 * The first `max` places where a text occurs in another, overlapping ones too. Takes linear time whatever the texts are
 * (Knuth, Morris and Pratt); `indexOf` can be made to take minutes.
 */
export function occurrences(text: string, sought: string, max: number): number[] {
  const fallbacks = fallbacksOf(sought);
  const found: number[] = [];
  let matched = 0;
  for (let index = 0; index < text.length && found.length < max; index++) {
    matched = extend(sought, fallbacks, matched, text.charCodeAt(index));
    if (matched < sought.length) continue;
    found.push(index + 1 - matched);
    matched = fallbacks[matched - 1] ?? 0;
  }
  return found;
}

/** For each beginning of the text, how much of it is also its end without being all of it. */
function fallbacksOf(sought: string): Uint32Array {
  const fallbacks = new Uint32Array(sought.length);
  let matched = 0;
  for (let index = 1; index < sought.length; index++) {
    matched = extend(sought, fallbacks, matched, sought.charCodeAt(index));
    fallbacks[index] = matched;
  }
  return fallbacks;
}

/** How many characters match once the next one has been read. */
function extend(sought: string, fallbacks: Uint32Array, matched: number, next: number): number {
  let length = matched;
  while (length > 0 && sought.charCodeAt(length) !== next) length = fallbacks[length - 1] ?? 0;
  return sought.charCodeAt(length) === next ? length + 1 : length;
}
