/**
 * The forms in which a secret may turn up in text: as is, inside JSON, inside JSON inside JSON, percent-encoded in upper
 * and lower case, and as (part of) base64 or base64url.
 */
export function secretSpellings(secret: string): Set<string> {
  const inJson = jsonEscaped(secret);
  const bytes = Buffer.from(secret);
  const inUrl = encodeURIComponent(bytes.toString());
  return new Set([
    secret,
    inJson,
    jsonEscaped(inJson),
    inUrl,
    inUrl.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    ...base64Spellings(bytes),
  ]);
}

/** As it stands between the quotation marks of a JSON text. */
export function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/**
 * base64 groups three bytes, so a secret inside a longer text (`user:secret`) looks different at each of three offsets.
 * Each spelling holds the digits that depend on the secret alone.
 */
export function base64Spellings(secret: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), secret]);
    const firstOwnDigit = Math.ceil((offset * 8) / 6);
    const endOfOwnDigits = Math.floor((padded.length * 8) / 6);
    return (['base64', 'base64url'] as const).map((encoding) =>
      padded.toString(encoding).slice(firstOwnDigit, endOfOwnDigits),
    );
  });
}
