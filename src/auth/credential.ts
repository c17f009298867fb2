/** A proven caller. */
export interface Credential {
  /** For logs and run records, never secret: `shared-token`, `shared-password`, `anonymous` or `user:<name given by the proxy>`. */
  readonly id: string;
  readonly kind: 'token' | 'password' | 'trusted-proxy' | 'none';
  /** Whether runs under this credential can be owner runs at all; see `resolveOwner`. */
  readonly mayBeOwner: boolean;
}

/**
 * Why a caller is not let in: nothing was presented · what was presented is no credential · it is the wrong one ·
 * the proxy names a user who is not admitted. Only `wrong` is a guess, so only that counts for the limit.
 */
export type RefusalReason = 'missing' | 'malformed' | 'wrong' | 'not-admitted';

export type Verdict =
  | { readonly admitted: true; readonly credential: Credential }
  | { readonly admitted: false; readonly reason: RefusalReason };
