import { shortestSecret } from '../../common/secret.js';
import type { EffectiveAuth } from '../auth-credentials.js';

/** A warning for a credential that is so short that logs cannot mask it; `openclaw doctor` looks closer. */
export function weakCredentialWarnings(auth: EffectiveAuth): string[] {
  if (!('secret' in auth) || auth.secret.trim().length >= shortestSecret) return [];
  const place =
    auth.source === 'environment' ? `OPENCLAW_GATEWAY_${auth.mode.toUpperCase()}` : `gateway.auth.${auth.mode}`;
  return [
    `${place} has fewer than ${shortestSecret} characters: it can be guessed, and logs cannot mask it. ` +
      'Take a long random one, e.g. of `openssl rand -hex 32`.',
  ];
}
