const longestWord = 32;
const publicWord = /^[a-z0-9-]{1,32}$/;
const notPartOfWord = /[^A-Za-z0-9._:@#+-]+/g;

/**
 * The channel that a sender names, as a prompt may show it: always one short word, so that no sentence, fact or line of its
 * own can be brought in by it. For an agent that faces strangers only a word that is harmless as it stands; undefined where
 * nothing is left to show.
 */
export function shownChannel(given: string | undefined, { publicMode }: { publicMode: boolean }): string | undefined {
  if (given === undefined) return undefined;
  if (publicMode) return publicWord.test(given) ? given : undefined;
  const word = given
    .replace(notPartOfWord, '-')
    .slice(0, longestWord)
    .replace(/^-+|-+$/g, '');
  return word === '' ? undefined : word;
}
