import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { GatewaySection } from '../../config/config-sections.js';
import { type OwnerAssertionConfig, longestAssertionAge } from '../../config/owner-assertion.config.js';
import { requestHeaderNames } from '../../http/request-header-names.js';
import { headerValues } from '../raw-headers.js';
import {
  type OwnerAssertion,
  type RequestLine,
  assertedKey,
  isSignedWith,
  readOwnerAssertion,
  signedText,
} from './owner-assertion.js';
import type { AssertionFault } from './owner-assertion.error.js';
import { SpentNonces } from './spent-nonces.js';

export interface AssertingRequest extends RequestLine {
  readonly rawHeaders: readonly string[];
}

/** `ignored`: assertions are switched off. A valid one holds for a body of this digest only. */
export type AssertionVerdict =
  | { readonly kind: 'absent' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'valid'; readonly assertedBody: string }
  | { readonly kind: 'refused'; readonly fault: AssertionFault };

/** Judges whether a request vouches for being the owner's by a signature that only front ends of the operator can make. */
@Injectable()
export class OwnerAssertions {
  private readonly spent = new SpentNonces(longestAssertionAge);
  /** In seconds; what was used before is not known any more. */
  private readonly startedAt: number;

  constructor(
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.startedAt = this.seconds();
  }

  /** To be asked once for each request: a valid assertion is spent by it. `credentialId` is that of the proven caller. */
  judge(request: AssertingRequest, credentialId: string): AssertionVerdict {
    const values = headerValues(request.rawHeaders, requestHeaderNames.ownerAssertion);
    const only = values.at(0);
    if (only === undefined) return { kind: 'absent' };
    const settings = this.gateway.current.auth.ownerAssertion;
    if (!settings) return { kind: 'ignored' };
    const assertion = values.length > 1 ? undefined : readOwnerAssertion(only);
    if (!assertion) return { kind: 'refused', fault: 'malformed' };
    const fault = this.faultOf(assertion, { request, key: assertedKey(credentialId), settings });
    return fault ? { kind: 'refused', fault } : { kind: 'valid', assertedBody: assertion.body };
  }

  /** Nothing is said of time and nonce to whoever cannot sign. */
  private faultOf(
    assertion: OwnerAssertion,
    { request, key, settings }: { request: RequestLine; key: string; settings: OwnerAssertionConfig },
  ): AssertionFault | undefined {
    const isSigned = isSignedWith(settings.secret, signedText(request, assertion), assertion.signature);
    if (!isSigned || assertion.key !== key) return 'wrong';
    const time = Number(assertion.time);
    const now = this.seconds();
    if (Math.abs(now - time) > settings.maxAgeSeconds || time < this.startedAt) return 'stale';
    const outcome = this.spent.spend(`${key} ${assertion.nonce}`, time, now);
    if (outcome === 'spent') return undefined;
    return outcome === 'known' ? 'replayed' : 'full';
  }

  private seconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }
}
