/** Identifiers and randomness; tests put a predictable source in its place. */
export interface Ids {
  /** A random UUID (version 4). */
  uuid(): string;
  /** `prefix` followed by 32 random hexadecimal digits, e.g. `chatcmpl-…`. */
  prefixed(prefix: string): string;
  /** A secret of `bytes` random bytes, base64url without padding. */
  secret(bytes: number): string;
  /** A number in [0, 1), for jitter. */
  fraction(): number;
}
export const Ids = Symbol('Ids');
