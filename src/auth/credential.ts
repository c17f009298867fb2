import type { GatewayError } from '../common/gateway-error.js';
import type { OperatorScope } from '../common/operator-scopes.js';
import type { CompatMode } from '../config/compat-mode.js';

/** A proven caller. What is absent does not narrow it; only a named key is narrowed. */
export interface Credential {
  /**
   * For logs and run records, never secret: `shared-token`, `shared-password`, `anonymous`, `user:<name given by the proxy>` or
   * `key:<name of the named key>`.
   */
  readonly id: string;
  readonly kind: 'token' | 'password' | 'trusted-proxy' | 'none' | 'key';
  /** Whether runs under this credential can be owner runs at all; see `resolveOwner`. */
  readonly mayBeOwner: boolean;
  /** Ids of the agents that it may use. */
  readonly agents?: readonly string[] | undefined;
  /** Its runs have only the tools that the rules of the agent and these both allow. */
  readonly tools?: CredentialToolRules | undefined;
  /** It sees nothing but the sessions, runs and responses of this namespace, and makes nothing outside of it. */
  readonly namespace?: string | undefined;
  /** The most that operators' connections may get; absent: what `grantedScopes` gives. */
  readonly scopes?: readonly OperatorScope[] | undefined;
  readonly limits?: CredentialLimits | undefined;
  /** In place of `gateway.http.compat`. */
  readonly compat?: CompatMode | undefined;
  /** Milliseconds since the epoch; from then on it is worth nothing, on connections that are open too. */
  readonly expiresAt?: number | undefined;
}

/** Names of tools, groups and patterns, as `tools.allow` and `tools.deny` of an agent have them. */
export interface CredentialToolRules {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

/** How much a credential may ask for. What is absent is not limited. */
export interface CredentialLimits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  /** Runs at the same time. */
  readonly maxConcurrent?: number | undefined;
}

/**
 * Why a caller is not let in: nothing was presented · what was presented is no credential · it is the wrong one · it was right
 * until it expired · it is of a key that was revoked or replaced · the proxy names a user who is not admitted. Only `wrong` is a
 * guess, so only that counts for the limit.
 */
export type RefusalReason = 'missing' | 'malformed' | 'wrong' | 'expired' | 'revoked' | 'not-admitted';

/**
 * Who was let in, and whether the request vouches for being the owner's: `ignored` where that is switched off; a valid assertion
 * holds for a body of this digest only.
 */
export interface Caller {
  readonly credential: Credential;
  readonly assertion?: { readonly kind: 'ignored' } | { readonly kind: 'valid'; readonly assertedBody: string };
}

/**
 * `error` is what a refused caller is told in place of what the reason says; `credential` is the id of what was presented, where
 * that is known.
 */
export type Verdict =
  | ({ readonly admitted: true } & Caller)
  | {
      readonly admitted: false;
      readonly reason: RefusalReason;
      readonly error?: GatewayError;
      readonly credential?: string;
    };
