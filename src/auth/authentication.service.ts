import { Inject, Injectable } from '@nestjs/common';
import { GatewaySection } from '../config/config-sections.js';
import type { RateLimitConfig } from '../config/gateway.config.js';
import { annotateRequest } from '../observability/request-context.js';
import { AuthAudit } from './auth-audit.service.js';
import { UnauthorizedError } from './auth.errors.js';
import { clientAddress } from './client-address.js';
import type { ClientAddress } from './client-address.js';
import type { Caller, Credential, Verdict } from './credential.js';
import { CredentialsService } from './credentials.service.js';
import type { Attempt } from './credentials.service.js';
import { FailedAuthLimiter } from './failed-auth-limiter.service.js';
import { KeyUses } from './keys/key-uses.service.js';
import { isExemptLoopback } from './loopback-exemption.js';
import { headerValues } from './raw-headers.js';
import { TrustedProxies } from './trusted-proxies.js';

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
    const gateway = this.gateway.current;
    const forwardedFor = headerValues(attempt.rawHeaders, 'x-forwarded-for');
    const client = clientAddress(attempt.peer, forwardedFor, TrustedProxies.of(gateway.trustedProxies));
    annotateRequest({ clientAddress: client.address });
    const caller = await this.admitted(attempt, client, limitsFor(client, attempt, gateway.auth.rateLimit));
    this.uses.note(caller.credential);
    return caller;
  }

  private async admitted(attempt: Attempt, client: ClientAddress, limits?: RateLimitConfig): Promise<Caller> {
    const visitor = { client, door: attempt.door ?? 'http' };
    const verdict = this.credentials.judge(attempt);
    try {
      const isCounted = limits && !isProofless(verdict);
      const seconds = isCounted ? await this.limiter.admit(client.key, verdict, limits) : 0;
      if (seconds > 0) this.audit.lockedOut(visitor, seconds);
      if (!verdict.admitted) throw verdict.error ?? new UnauthorizedError(verdict.reason);
      return verdict;
    } catch (error) {
      this.audit.failed(visitor, error);
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
