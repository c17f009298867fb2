/** A rule of thumb for English text, where no tokenizer of the model is at hand. */
export const charactersPerToken = 4;

/** About how many tokens a text of so many characters (UTF-16 units) has, rounded up; only the provider knows. */
export function estimateTextTokens(characters: number): number {
  return Math.ceil(characters / charactersPerToken);
}
