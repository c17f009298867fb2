import { limitText } from '../../common/limit-text.js';

/** At most this many bytes make up one character in UTF-8, and one UTF-16 unit needs at most three of them. */
const bytesPerUnit = 3;

/** As many bytes as `characters` UTF-16 units can need, and one more unit to see whether there is more. */
export function bytesFor(characters: number): number {
  return (characters + 2) * bytesPerUnit;
}

/**
 * The first `maxCharacters` (UTF-16 units, no character split) of the bytes as UTF-8, without a byte order mark; bytes that
 * are no UTF-8 become U+FFFD. `complete` tells whether the bytes are the whole file: if not, a character that they break
 * off is left out.
 */
export function decodeStart(
  bytes: Uint8Array,
  complete: boolean,
  maxCharacters: number,
): { text: string; truncated: boolean } {
  const decoded = new TextDecoder('utf-8').decode(bytes, { stream: !complete });
  const text = limitText(decoded, maxCharacters);
  return { text, truncated: !complete || text.length < decoded.length };
}
