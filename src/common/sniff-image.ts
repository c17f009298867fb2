/** Those that `sniffImage` knows, which are those that models read. */
export const imageTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];

const sniffedBytes = 16;

/** As `sniffImage`, of base64. */
export function sniffBase64Image(data: string): string | undefined {
  return sniffImage(Buffer.from(data.slice(0, sniffedBytes * 2), 'base64'));
}

/** The media type of a PNG, JPEG, GIF or WebP image, by its first 16 bytes; undefined for anything else. */
export function sniffImage(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.subarray(0, sniffedBytes)).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}
