import { closestWord } from './closest-word.js';

/** The word, with the one of the candidates that was probably meant. */
export function withHint(word: string, candidates: Iterable<string>): string {
  return `${word}${hintAt(closestWord(word, candidates))}`;
}

/** What follows a wrong word; empty where no other is near. */
export function hintAt(closest: string | undefined): string {
  return closest === undefined ? '' : ` (did you mean "${closest}"?)`;
}
