/** Words that say nothing about what a question is after. */
const stopWords = new Set(
  `a about after all also am an and any are as at be been but by can could did do does doing don each explain find for from
  get give go had happen happens has have hello help here hey hi how i if in into is it its just know let like ll located look make many may me more much must my
  need no not now of on one or our out own please possible re s see shall should show so some stored t tell than thank thanks that the their them then
  there these they thing this those to too up us use used using ve very want was way we were what when where which who why will
  with without work works would you your`.split(/\s+/),
);

const maximumTerms = 24;

/** Characters of a text that are looked at; what is asked is rarely said later than that. */
const maximumLength = 8000;

/** The telling words of a text, lower case, each once, at most 24. They hold letters and digits only. */
export function searchTerms(text: string): string[] {
  return [...new Set(wordsOf(text))].filter((word) => !stopWords.has(word)).slice(0, maximumTerms);
}

/** The words of a text in order, lower case, without those far behind in a long one. */
export function wordsOf(text: string): string[] {
  return (
    text
      .slice(0, maximumLength)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Words that ask for the same thing; the first of each stands for all. */
const synonyms = [
  ['stop', 'quit', 'exit', 'shutdown'],
  ['change', 'reset', 'rotate'],
  ['forget', 'delete', 'remove', 'erase'],
  ['log', 'logfile', 'logging'],
  ['container', 'docker', 'podman'],
  ['conversation', 'chat'],
];

const groups = new Map(synonyms.flatMap((group) => group.map((word) => [word, group] as const)));

/** The term and the words that ask for the same, for a search that counts them as one. */
export function withSynonyms(term: string): readonly string[] {
  const group = groups.get(term) ?? groups.get(singular(term)) ?? [];
  return [...new Set([term, ...group])];
}

/** What a text is after, whatever the order, number and choice among synonyms of its telling words. */
export function subjectOf(text: string): string {
  const subjects = searchTerms(text).map((term) => groups.get(singular(term))?.[0] ?? singular(term));
  return [...new Set(subjects)].sort().join(' ');
}

function singular(term: string): string {
  return term.replace(/(?<=\w{2})s$/, '');
}

/** The text with each camelCase name followed by its words, so that "public mode" finds `publicMode`. */
export function withNamesSplit(text: string): string {
  return text.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (name) => `${name} ${name.replace(/(?=[A-Z])/g, ' ')}`);
}
