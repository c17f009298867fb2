/** The first `maxCharacters` (UTF-16 units, no character split) of a text. */
export function limitText(text: string, maxCharacters: number): { text: string; truncated: boolean } {
  if (text.length <= maxCharacters) return { text, truncated: false };
  const last = text.charCodeAt(maxCharacters - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? maxCharacters - 1 : maxCharacters;
  return { text: text.slice(0, end), truncated: true };
}
