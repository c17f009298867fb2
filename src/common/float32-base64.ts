const bytesPerFloat = 4;

/** The numbers as little-endian 32-bit floats, in base64, as OpenAI writes an embedding. */
export function toFloat32Base64(numbers: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(numbers.length * bytesPerFloat);
  numbers.forEach((number, index) => bytes.writeFloatLE(number, index * bytesPerFloat));
  return bytes.toString('base64');
}

/** The numbers that `toFloat32Base64` wrote; undefined for text that is not base64 of whole floats. */
export function fromFloat32Base64(text: string): number[] | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.length % bytesPerFloat !== 0) return undefined;
  return Array.from({ length: bytes.length / bytesPerFloat }, (_, index) => bytes.readFloatLE(index * bytesPerFloat));
}
