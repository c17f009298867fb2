import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** The request that an assertion vouches for, as it arrives at the gateway. */
export interface RequestLine {
  readonly method: string;
  /** The path with its query. */
  readonly target: string;
}

/** What an assertion says, in the words in which it was sent. */
export interface OwnerAssertion {
  /** As `assertedKey` writes it. */
  readonly key: string;
  /** Seconds since the epoch. */
  readonly time: string;
  readonly nonce: string;
  /** As `assertedBody` writes it. */
  readonly body: string;
  /** The HMAC-SHA256 of `signedText` under the secret, in base64url. */
  readonly signature: string;
}

const form = /^v1;key=([!-:<-~]{1,2400});time=(\d{1,11});nonce=([\w-]{16,64});body=([\w-]{43});sig=([\w-]{43})$/;

/** Undefined for what is not of the form that the documentation gives. */
export function readOwnerAssertion(value: string): OwnerAssertion | undefined {
  const [, key, time, nonce, body, signature] = form.exec(value) ?? [];
  const isWhole = key !== undefined && time !== undefined && nonce !== undefined;
  return isWhole && body !== undefined && signature !== undefined ? { key, time, nonce, body, signature } : undefined;
}

/** The text whose HMAC is the signature: seven lines without a line break at the end. */
export function signedText({ method, target }: RequestLine, assertion: Omit<OwnerAssertion, 'signature'>): string {
  const { key, time, nonce, body } = assertion;
  return ['openclaw-owner-assertion-v1', method, target, body, key, time, nonce].join('\n');
}

/** The id of a credential with everything encoded that a header or a line could not hold. */
export function assertedKey(credentialId: string): string {
  return encodeURIComponent(credentialId.toWellFormed()).replaceAll('%3A', ':').replaceAll('%40', '@');
}

/** The digest of a body, which may be no text. */
export function assertedBody(body: Buffer): string {
  return hash('sha256', body, 'base64url');
}

/** Takes the same time whatever is wrong with the signature. */
export function isSignedWith(secret: string, text: string, signature: string): boolean {
  const given = Buffer.from(signature, 'base64url');
  const right = createHmac('sha256', secret).update(text).digest();
  return given.length === right.length && timingSafeEqual(given, right);
}
