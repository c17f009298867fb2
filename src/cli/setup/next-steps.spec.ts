import { describe, expect, it } from '@jest/globals';
import { nextSteps as sut } from './next-steps.js';

const listen = { host: '0.0.0.0', port: 4000 };

describe('nextSteps', () => {
  it.each([
    [
      'a kept token',
      { mode: 'token', secret: 's', source: 'generated', tokenPath: "/it's/gateway-token" } as const,
      `$(cat '/it'\\''s/gateway-token')`,
    ],
    [
      'a token of the environment',
      { mode: 'token', secret: 's', source: 'environment' } as const,
      '$OPENCLAW_GATEWAY_TOKEN',
    ],
    ['a password', { mode: 'password', secret: 's', source: 'environment' } as const, '$OPENCLAW_GATEWAY_PASSWORD'],
  ])('%s', (_, auth, expected) => {
    expect(sut(listen, auth).tryIt).toContain(
      `curl -sS http://127.0.0.1:4000/v1/chat/completions -H "Authorization: Bearer ${expected}" `,
    );
  });

  it('without authentication no header, and behind a proxy nothing to try', () => {
    expect(sut(listen, { mode: 'none' }).tryIt).not.toContain('Authorization');
    const proxy = {
      mode: 'trusted-proxy',
      trustedProxies: [],
      userHeader: 'x',
      requiredHeaders: [],
      allowUsers: [],
    } as const;
    expect(sut(listen, proxy).tryIt).toBeUndefined();
  });
});
