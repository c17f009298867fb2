import { hash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AuditDoor } from '../audit/audit-event.js';
import { AuthCredentials } from '../config/auth-credentials.js';
import type { EffectiveAuth, TrustedProxyAuth } from '../config/auth-credentials.js';
import type { RequestLine } from './assertion/owner-assertion.js';
import { OwnerAssertionError } from './assertion/owner-assertion.error.js';
import { OwnerAssertions } from './assertion/owner-assertions.service.js';
import type { PresentedCredential } from './bearer.js';
import type { RequestSource } from './client-address.js';
import type { Credential, RefusalReason, Verdict } from './credential.js';
import { KeyRing } from './keys/key-ring.service.js';
import { headerText, headerValues } from './raw-headers.js';
import { TrustedProxies } from './trusted-proxies.js';

/** An attempt to come in through any door. */
export interface Attempt extends RequestSource {
  readonly presented: PresentedCredential;
  /** Default: `http`. */
  readonly door?: AuditDoor;
  /** Of an HTTP request; no other can vouch for being the owner's. */
  readonly request?: RequestLine;
}

/** The name goes into logs and run records. */
const LONGEST_USER_NAME = 256;

type SharedSecretAuth = Extract<EffectiveAuth, { secret: string }>;

/** Says who a caller is, or why nobody; used by every door alike. Counts nothing, see `AuthenticationService`. */
@Injectable()
export class CredentialsService {
  private readonly digests = new WeakMap<SharedSecretAuth, Buffer>();

  constructor(
    @Inject(AuthCredentials) private readonly credentials: AuthCredentials,
    private readonly keys: KeyRing,
    private readonly assertions: OwnerAssertions,
  ) {}

  /** Spends the owner assertion of the attempt, so it is to be asked once. */
  judge(attempt: Attempt): Verdict {
    const verdict = this.judgeCredential(attempt);
    return verdict.admitted ? this.judgeAssertion(attempt, verdict.credential) : verdict;
  }

  /** Why a caller that was let in is not any more; undefined where it still is. */
  reasonToLeave(credential: Credential): RefusalReason | undefined {
    return this.keys.standing(credential) === 'ended' ? this.keys.reasonOfEnd(credential) : undefined;
  }

  private judgeCredential(attempt: Attempt): Verdict {
    const auth = this.credentials.current;
    switch (auth.mode) {
      case 'token':
      case 'password':
        return this.judgeSharedSecret(auth, attempt.presented);
      case 'trusted-proxy':
        return this.judgeKey(attempt.presented) ?? this.judgeWithoutKey(auth, attempt);
      case 'none':
        return this.judgeKey(attempt.presented) ?? admitted({ id: 'anonymous', kind: 'none', mayBeOwner: true });
    }
  }

  private judgeAssertion({ request, rawHeaders }: Attempt, credential: Credential): Verdict {
    const assertion = request && this.assertions.judge({ ...request, rawHeaders }, credential.id);
    switch (assertion?.kind) {
      case undefined:
      case 'absent':
        return admitted(credential);
      case 'ignored':
        return { admitted: true, credential, assertion: { kind: 'ignored' } };
      case 'valid':
        return { admitted: true, credential, assertion };
      case 'refused': {
        const reason = assertion.fault === 'wrong' ? 'wrong' : 'malformed';
        return { admitted: false, reason, error: new OwnerAssertionError(assertion.fault), credential: credential.id };
      }
    }
  }

  private judgeSharedSecret(auth: SharedSecretAuth, presented: PresentedCredential): Verdict {
    if (presented.kind === 'none') return refused('missing');
    if (presented.kind === 'malformed' || presented.value === '') return refused('malformed');
    return timingSafeEqual(digestOf(presented.value), this.expectedDigest(auth))
      ? admitted({ id: `shared-${auth.mode}`, kind: auth.mode, mayBeOwner: true })
      : (this.judgeKey(presented) ?? refused('wrong'));
  }

  /** Undefined where no named key is presented, and none that there has been. */
  private judgeKey(presented: PresentedCredential): Verdict | undefined {
    if (presented.kind !== 'bearer') return undefined;
    const credential = this.keys.find(presented.value);
    if (!credential) return this.judgeRevoked(presented.value);
    if (!this.keys.isExpired(credential)) return admitted(credential);
    return refused(this.keys.reasonOfEnd(credential), credential.id);
  }

  private judgeRevoked(secret: string): Verdict | undefined {
    const credential = this.keys.findRevoked(secret);
    return credential === undefined ? undefined : refused('revoked', credential);
  }

  /** Whoever is nobody by the proxy's word and presents something has tried to guess a key, where there is one. */
  private judgeWithoutKey(auth: TrustedProxyAuth, attempt: Attempt): Verdict {
    const verdict = judgeProxiedUser(auth, attempt);
    const isGuess = !verdict.admitted && verdict.reason === 'missing' && attempt.presented.kind === 'bearer';
    return isGuess && !this.keys.isEmpty ? refused('wrong') : verdict;
  }

  private expectedDigest(auth: SharedSecretAuth): Buffer {
    const digest = this.digests.get(auth) ?? digestOf(auth.secret);
    this.digests.set(auth, digest);
    return digest;
  }
}

/** Digests have one length, so the comparison shows neither the length of the secret nor how much of a guess is right. */
function digestOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** Whoever the proxy lets through has operator access, hence `mayBeOwner`. */
function judgeProxiedUser(auth: TrustedProxyAuth, attempt: Attempt): Verdict {
  if (!TrustedProxies.of(auth.trustedProxies).has(attempt.peer)) return refused('missing');
  const complete = auth.requiredHeaders.every((name) => headerValues(attempt.rawHeaders, name).some(Boolean));
  const users = headerValues(attempt.rawHeaders, auth.userHeader);
  const user = headerText(users[0] ?? '');
  if (!complete || user === '') return refused('missing');
  // A proxy that adds its header to one sent by the client, instead of replacing it, cannot be believed.
  if (users.length > 1 || user.length > LONGEST_USER_NAME) return refused('malformed');
  if (auth.allowUsers.length > 0 && !auth.allowUsers.includes(user)) return refused('not-admitted', `user:${user}`);
  return admitted({ id: `user:${user}`, kind: 'trusted-proxy', mayBeOwner: true });
}

function admitted(credential: Credential): Verdict {
  return { admitted: true, credential };
}

function refused(reason: RefusalReason, credential?: string): Verdict {
  return { admitted: false, reason, ...(credential === undefined ? {} : { credential }) };
}
