import type { Live } from './live-config.js';

/**
 * How callers prove themselves, after configuration and environment have been weighed against each other.
 * `tokenPath` is the file that holds a token which the gateway made itself.
 */
export type EffectiveAuth =
  | { readonly mode: 'token'; readonly secret: string; readonly source: CredentialSource; readonly tokenPath?: string }
  | { readonly mode: 'password'; readonly secret: string; readonly source: 'config' | 'environment' }
  | TrustedProxyAuth
  | { readonly mode: 'none' };

export type CredentialSource = 'config' | 'environment' | 'generated';

/** Identity comes from `userHeader`, believed only from a socket peer in `trustedProxies` (addresses or CIDR ranges). */
export interface TrustedProxyAuth {
  readonly mode: 'trusted-proxy';
  readonly trustedProxies: readonly string[];
  /** Header names are lower case. */
  readonly userHeader: string;
  /** Headers that must be present too. */
  readonly requiredHeaders: readonly string[];
  /** Empty means every user that the proxy names. */
  readonly allowUsers: readonly string[];
}

/** The credentials in force; a reload of the configuration replaces them. */
export type AuthCredentials = Live<EffectiveAuth>;
export const AuthCredentials = Symbol('AuthCredentials');
