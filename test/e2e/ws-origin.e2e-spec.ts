import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

const allowed = 'https://panel.example';
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: { allowedOrigins: [allowed] } });
});
afterAll(() => gateway.close());

/** Asks for an upgrade with these header lines in place of the gateway's own `Host`. */
async function refusal(host: string, ...headers: string[]) {
  const lines = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const request = rawRequest({
    method: 'GET',
    path: '/',
    headers: [...lines, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', ...headers],
  });
  const [answer] = await sendRaw(gateway.url, request.replace('Host: 127.0.0.1', `Host: ${host}`));
  return { status: answer.status, code: answer.status === 101 ? undefined : JSON.parse(answer.body).error.code };
}

describe('M2: the origin of a WebSocket', () => {
  it('programs send none and are let in', async () => {
    expect((await WsClient.connect(gateway)).isClosed).toBe(false);
  });

  it.each([allowed, 'HTTPS://Panel.Example', `${allowed}/`])('%s is allowed by the configuration', async (origin) => {
    expect((await WsClient.connect(gateway, {}, { origin })).isClosed).toBe(false);
  });

  it('a page of the gateway itself on loopback is let in', async () => {
    expect((await WsClient.connect(gateway, {}, { origin: gateway.url })).isClosed).toBe(false);
  });

  it.each([
    'https://evil.example',
    'https://panel.example.evil.example',
    'http://panel.example',
    'https://panel.example:8443',
    'http://127.0.0.1:1',
    'http://localhost',
    'null',
    'file://',
    '',
  ])('a page of %j is refused with 403, before there is a WebSocket', async (origin) => {
    expect(await refusal(`127.0.0.1:${gateway.port}`, `Origin: ${origin}`)).toEqual({
      status: 403,
      code: 'origin_not_allowed',
    });
  });

  it('the right token does not help a foreign page', async () => {
    await expect(WsClient.connect(gateway, {}, { origin: 'https://evil.example' })).rejects.toThrow('403');
  });
});

describe('M2: the host of a WebSocket', () => {
  it.each(['attacker.example', 'localhost.attacker.example', '127.0.0.1.attacker.example', 'a b'])(
    'a gateway on loopback that is called %j answers 403',
    async (host) => {
      expect(await refusal(host)).toEqual({ status: 403, code: 'host_not_allowed' });
    },
  );

  it.each(['localhost', 'LOCALHOST:18', '[::1]:18', '127.0.0.1', 'panel.example'])(
    'a gateway on loopback may be called %j',
    async (host) => {
      expect((await refusal(host)).status).toBe(101);
    },
  );

  it('an origin that names the same foreign host is no help', async () => {
    const host = 'attacker.example';
    expect((await refusal(host, `Origin: http://${host}`)).status).toBe(403);
  });
});
