import { Inject, Injectable } from '@nestjs/common';
import type { GatewayError } from '../common/gateway-error.js';
import { GatewaySection } from '../config/config-sections.js';
import type { RateLimitConfig } from '../config/gateway.config.js';
import { annotateRequest } from '../observability/request-context.js';
import { OwnerAssertionError } from './assertion/owner-assertion.error.js';
import { assertedBody } from './assertion/owner-assertion.js';
import { AuthAudit, type Visitor } from './auth-audit.service.js';
import { UnauthorizedError } from './auth.errors.js';
import { type ClientAddress, clientOf } from './client-address.js';
import type { Caller, Credential, Verdict } from './credential.js';
import { CredentialsService } from './credentials.service.js';
import type { Attempt } from './credentials.service.js';
import { FailedAuthLimiter } from './failed-auth-limiter.service.js';
import { KeyUses } from './keys/key-uses.service.js';
import { isExemptLoopback } from './loopback-exemption.js';

/** The door-keeper of HTTP requests and WebSocket handshakes alike. */
@Injectable()
export class AuthenticationService {
  constructor(
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    private readonly credentials: CredentialsService,
    private readonly limiter: FailedAuthLimiter,
    private readonly uses: KeyUses,
    private readonly audit: AuthAudit,
  ) {}

  /** Rejects with `UnauthorizedError`, or `AuthLockedOutError` where `gateway.auth.rateLimit` is configured. */
  async authenticate(attempt: Attempt): Promise<Credential> {
    return (await this.identify(attempt)).credential;
  }

  /** As `authenticate`, for requests that may vouch for being the owner's; rejects with `OwnerAssertionError` too. */
  async identify(attempt: Attempt): Promise<Caller> {
    const visitor = this.visitorOf(attempt);
    annotateRequest({ clientAddress: visitor.client.address });
    const caller = await this.admitted(attempt, visitor);
    this.uses.note(caller.credential);
    return caller;
  }

  /**
   * To be asked once the body is there, which may have taken its time. Throws `UnauthorizedError` where the key of the caller has
   * ended meanwhile, and `OwnerAssertionError` for a body that it does not vouch for, and leaves word of it.
   */
  checkBody(attempt: Attempt, caller: Caller, body: Buffer): void {
    const error = this.bodyError(caller, body);
    if (!error) return;
    this.audit.failed(this.visitorOf(attempt), error, caller.credential.id);
    throw error;
  }

  private bodyError({ credential, assertion }: Caller, body: Buffer): GatewayError | undefined {
    const reason = this.credentials.reasonToLeave(credential);
    if (reason !== undefined) return new UnauthorizedError(reason);
    if (assertion?.kind !== 'valid' || assertedBody(body) === assertion.assertedBody) return undefined;
    return new OwnerAssertionError('body');
  }

  private visitorOf(attempt: Attempt): Visitor {
    return { client: clientOf(attempt, this.gateway.current.trustedProxies), door: attempt.door ?? 'http' };
  }

  private async admitted(attempt: Attempt, visitor: Visitor): Promise<Caller> {
    const { client } = visitor;
    const limits = limitsFor(client, attempt, this.gateway.current.auth.rateLimit);
    const verdict = this.credentials.judge(attempt);
    try {
      const isCounted = limits && !isProofless(verdict);
      const seconds = isCounted ? await this.limiter.admit(client.key, verdict, limits) : 0;
      if (seconds > 0) this.audit.lockedOut(visitor, seconds);
      if (!verdict.admitted) throw verdict.error ?? new UnauthorizedError(verdict.reason);
      return verdict;
    } catch (error) {
      this.audit.failed(visitor, error, knownCredential(verdict));
      throw error;
    }
  }
}

function limitsFor(client: ClientAddress, attempt: Attempt, limits?: RateLimitConfig): RateLimitConfig | undefined {
  return limits?.exemptLoopback && isExemptLoopback(client, attempt.rawHeaders) ? undefined : limits;
}

/** Without a shared secret there is nothing to guess and nobody to lock out. */
function isProofless(verdict: Verdict): boolean {
  return verdict.admitted && (verdict.credential.kind === 'none' || verdict.credential.kind === 'trusted-proxy');
}

/** The id of what was presented, where that is known. */
function knownCredential(verdict: Verdict): string | undefined {
  return verdict.admitted ? verdict.credential.id : verdict.credential;
}
