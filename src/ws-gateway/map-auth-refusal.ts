import { AuthLockedOutError, UnauthorizedError } from '../auth/auth.errors.js';
import type { RefusalReason } from '../auth/credential.js';
import type { ConnectParams } from '../gateway-protocol/connect-params.js';
import { ConnectRefusedError, refuseConnect } from './connect-refused.error.js';

export type SecretName = 'token' | 'password';

/** The refusal of a credential in the protocol's words; anything else stays what it is. */
export function mapAuthRefusal(error: unknown, secret: SecretName, { device }: ConnectParams): unknown {
  if (error instanceof AuthLockedOutError) return lockedOut(error);
  if (!(error instanceof UnauthorizedError)) return error;
  return refused(error.reason, secret, device !== undefined);
}

function refused(reason: RefusalReason, secret: SecretName, hasDevice: boolean): ConnectRefusedError {
  switch (reason) {
    case 'missing':
      return hasDevice ? unauthorized('missing', secret) : unknownClient(secret);
    case 'malformed':
    case 'wrong':
      return unauthorized('mismatch', secret);
    case 'expired':
      return keyIsOver('expired', 'the key has expired');
    case 'revoked':
      return keyIsOver('revoked', 'the key was revoked or replaced');
    case 'not-admitted':
      return refuseConnect('unauthorized: this user is not admitted', { code: 'AUTH_VERIFIED_USER_REQUIRED' });
  }
}

function keyIsOver(why: 'expired' | 'revoked', words: string): ConnectRefusedError {
  return refuseConnect(`unauthorized: ${words}`, {
    code: `AUTH_KEY_${why.toUpperCase()}`,
    authReason: `key_${why}`,
    canRetryWithDeviceToken: false,
    recommendedNextStep: 'update_auth_credentials',
  });
}

function unauthorized(what: 'missing' | 'mismatch', secret: SecretName): ConnectRefusedError {
  return refuseConnect(`unauthorized: gateway ${secret} ${what} (provide gateway auth ${secret})`, {
    code: `AUTH_${secret.toUpperCase()}_${what.toUpperCase()}`,
    authReason: `${secret}_${what}`,
    canRetryWithDeviceToken: false,
    recommendedNextStep: 'update_auth_credentials',
  });
}

/** The message is what the programs of OpenClaw know; the details say what to do, since no device is needed here. */
function unknownClient(secret: SecretName): ConnectRefusedError {
  const details = { code: 'DEVICE_IDENTITY_REQUIRED', reason: `no ${secret} was sent: put it into auth.${secret}` };
  return new ConnectRefusedError({ code: 'NOT_PAIRED', message: 'device identity required', details });
}

function lockedOut({ retryAfterSeconds = 1 }: AuthLockedOutError): ConnectRefusedError {
  return new ConnectRefusedError({
    code: 'AUTH_RATE_LIMITED',
    message: 'unauthorized: too many failed authentication attempts (retry later)',
    details: {
      code: 'AUTH_RATE_LIMITED',
      authReason: 'rate_limited',
      canRetryWithDeviceToken: false,
      recommendedNextStep: 'wait_then_retry',
    },
    retryable: true,
    retryAfterMs: retryAfterSeconds * 1000,
  });
}
