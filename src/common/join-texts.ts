/** Texts of one answer bring the space between them along; those of several answers are paragraphs. */
export function joinTexts(first: string, second: string): string {
  if (first === '' || second === '' || /\s$/.test(first) || /^\s/.test(second)) return first + second;
  return `${first}\n\n${second}`;
}
