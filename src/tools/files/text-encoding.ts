export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** The encoding of a text file, by its byte order mark; undefined for a binary file, which is one that holds a NUL. */
export function textEncoding(bytes: Uint8Array): TextEncoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes.includes(0) ? undefined : 'utf-8';
}

/**
 * The text without its byte order mark; undefined for a binary file. Bytes that are no text become U+FFFD. Where the bytes are
 * only the beginning of a file, half a character at their end is left out.
 */
export function decodeText(bytes: Uint8Array, isBeginning = false): string | undefined {
  const encoding = textEncoding(bytes);
  if (encoding === undefined) return undefined;
  const text = new TextDecoder(encoding).decode(bytes, { stream: isBeginning });
  return encoding !== 'utf-8' && text.includes('\0') ? undefined : text;
}
