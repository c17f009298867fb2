import { createHash, createHmac } from 'node:crypto';
import { OwnerAssertions } from '../../src/auth/assertion/owner-assertions.service.js';
import { GatewayConfig } from '../../src/config/gateway.config.js';
import { OwnerAssertionConfig } from '../../src/config/owner-assertion.config.js';
import { FakeClock } from './fake-clock.js';
import { fixed } from './fixed.js';

export const assertionSecret = 'a-secret-of-the-tests-with-more-than-32-bytes';

/** What a test signs. */
export interface Signed {
  secret: string;
  method: string;
  target: string;
  body: string;
  key: string;
  /** Seconds since the epoch. */
  time: number;
  nonce: string;
}

let count = 0;

/** A request of the key `site` at the first moment of a `FakeClock`, with a nonce of its own. */
export function signed(overrides: Partial<Signed> = {}): Signed {
  count += 1;
  return {
    secret: assertionSecret,
    method: 'POST',
    target: '/v1/chat/completions',
    body: '{}',
    key: 'key:site',
    time: new FakeClock().now() / 1000,
    nonce: `a-nonce-of-the-test-${count}`,
    ...overrides,
  };
}

/** Written from the documentation, not with the code of the gateway. */
export function assertionOf({ secret, method, target, body, key, time, nonce }: Signed): string {
  const digest = createHash('sha256').update(body).digest('base64url');
  const text = `openclaw-owner-assertion-v1\n${method}\n${target}\n${digest}\n${key}\n${time}\n${nonce}`;
  const signature = createHmac('sha256', secret).update(text).digest('base64url');
  return `v1;key=${key};time=${time};nonce=${nonce};body=${digest};sig=${signature}`;
}

/** Judges by these settings; switched off without any. */
export function makeOwnerAssertions(settings?: Partial<OwnerAssertionConfig>, clock = new FakeClock()) {
  const gateway = new GatewayConfig();
  if (settings) {
    const config = Object.assign(new OwnerAssertionConfig(), { secret: assertionSecret }, settings);
    gateway.auth.ownerAssertion = config;
  }
  return new OwnerAssertions(fixed(gateway), clock);
}
