/**
 * The first `maxCharacters` (UTF-16 units) of a text, or one less where the cut would leave half a character: providers
 * refuse text that is not Unicode. A limit below 0 counts as 0; a text within the limit comes back as it is.
 */
export function limitText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const last = text.charCodeAt(maxCharacters - 1);
  const isFirstHalf = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, Math.max(0, isFirstHalf ? maxCharacters - 1 : maxCharacters));
}
