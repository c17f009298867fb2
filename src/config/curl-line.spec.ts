import { describe, expect, it } from '@jest/globals';
import type { EffectiveAuth } from './auth-credentials.js';
import { curlLine as sut } from './curl-line.js';

const url = 'http://127.0.0.1:4000';

describe('curlLine', () => {
  it.each<[string, EffectiveAuth, string]>([
    [
      'a kept token',
      { mode: 'token', secret: 's', source: 'generated', tokenPath: "/it's/gateway-token" },
      `$(cat '/it'\\''s/gateway-token')`,
    ],
    ['a token of the environment', { mode: 'token', secret: 's', source: 'environment' }, '$OPENCLAW_GATEWAY_TOKEN'],
    ['a password', { mode: 'password', secret: 's', source: 'environment' }, '$OPENCLAW_GATEWAY_PASSWORD'],
  ])('%s is read by the shell', (_, auth, expected) => {
    expect(sut(url, auth)).toBe(
      `curl -sS ${url}/v1/chat/completions -H "Authorization: Bearer ${expected}" -H 'Content-Type: application/json' ` +
        `-d '{"model":"openclaw","messages":[{"role":"user","content":"hi"}]}'`,
    );
  });

  it('without authentication there is no header', () => {
    expect(sut(url, { mode: 'none' })).not.toContain('Authorization');
  });

  it('a stream is shown as it comes', () => {
    expect(sut(url, { mode: 'none' }, 'stream')).toMatch(/^curl -sSN .*"stream":true/);
  });

  it('behind a proxy there is nothing to try', () => {
    const auth = { mode: 'trusted-proxy', trustedProxies: [], userHeader: 'x', requiredHeaders: [], allowUsers: [] };
    expect(sut(url, { ...auth, mode: 'trusted-proxy' })).toBeUndefined();
  });
});
