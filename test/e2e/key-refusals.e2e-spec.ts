import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { secretDigest } from '../../src/common/secret-digest.js';
import { auditLinesIn } from '../support/audit-fixtures.js';
import { get } from '../support/chat.js';
import { eventually } from '../support/eventually.js';
import { secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { servingResponses } from '../support/response-request.js';
import { ResponsesSocket } from '../support/responses-socket.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

const stateDir = temporaryDirectory();
const expired = {
  message: 'This key has expired. Ask the operator of this gateway for a new one.',
  details: 'AUTH_KEY_EXPIRED',
  reason: 'expired',
};
const revoked = {
  message:
    'This key is not in force any more: it was revoked or replaced. Ask the operator of this gateway for a new one.',
  details: 'AUTH_KEY_REVOKED',
  reason: 'revoked',
};
const wrong = {
  message:
    'The credential is wrong. Send the token or password that this gateway is configured with, or a key of it that is in force.',
  details: 'AUTH_TOKEN_MISMATCH',
  reason: 'wrong',
};
const whole = secretOf('good');

/** What is presented, and how it is refused. */
const refusals: [name: string, secret: string, told: typeof wrong][] = [
  ['one that has expired', secretOf('expired'), expired],
  ['a secret whose overlap is over', secretOf('rotated'), revoked],
  ['one that was revoked', secretOf('revoked'), revoked],
  ['one that was revoked after it had expired', secretOf('both'), revoked],
  ['a key that is cut', whole.slice(0, -1), wrong],
  ['a key with more behind it', `${whole}x`, wrong],
  ['a key in other case', whole.toUpperCase(), wrong],
  ['the id of a key', storedKey('good').id, wrong],
  ['the name of a key', 'good', wrong],
  ['the digest of a key', secretDigest(whole), wrong],
  ['the form of a key alone', 'ocg__', wrong],
];

let gateway: TestGateway;

beforeAll(async () => {
  const rotated = storedKey('rotated').secrets.map((secret) => ({ ...secret, expiresAt: '2026-01-02' }));
  const over = { expiresAt: '2026-01-02' };
  const revokedAt = '2026-01-03T00:00:00.000Z';
  writeKeys(stateDir, [
    storedKey('good'),
    storedKey('expired', over),
    storedKey('rotated', { secrets: [...rotated, ...storedKey('rotated-since').secrets] }),
    storedKey('revoked', { revokedAt }),
    storedKey('both', { ...over, revokedAt }),
  ]);
  gateway = await TestGateway.start({ stateDir, gateway: { trustedProxies: ['127.0.0.1'], ...servingResponses() } });
});
afterAll(() => gateway.close());

const auditLines = () => auditLinesIn(join(stateDir, 'audit'));

describe('C6: a key that opens nothing', () => {
  it('the other secret of a rotated key does', async () => {
    for (const name of ['good', 'rotated-since']) {
      const answer = await get(gateway.url, '/v1/models', { authorization: `Bearer ${secretOf(name)}` });
      expect(answer.status).toBe(200);
    }
  });

  it.each(refusals)('%s: 401 over HTTP, and the same at the WebSocket of responses', async (_name, secret, told) => {
    const authorization = `Bearer ${secret}`;
    const { status, json } = await get(gateway.url, '/v1/models', { authorization });
    expect([status, json.error]).toEqual([
      401,
      { message: told.message, type: 'invalid_request_error', code: 'invalid_api_key', param: null },
    ]);
    await expect(ResponsesSocket.open(gateway, { headers: { authorization } })).rejects.toThrow('401');
  });

  it.each(refusals)('%s: refused at the WebSocket of operators', async (_name, secret, told) => {
    const { ok, error } = await (await WsClient.open(gateway)).sayHello({ auth: { token: secret } });
    expect([ok, error?.details.code]).toEqual([false, told.details]);
  });

  it.each([
    ['sent as another kind', [`Authorization: Basic ${whole}`]],
    ['without a kind', [`Authorization: ${whole}`]],
    ['sent twice', [`Authorization: Bearer ${whole}`, `Authorization: Bearer ${whole}`]],
  ])('a good one %s is malformed, and is told how to send it', async (_name, headers) => {
    const [answer] = await sendRaw(gateway.url, rawRequest({ method: 'GET', path: '/v1/models', headers }));
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body).error.message).toMatch(
      /^The credential cannot be read. Send exactly one header "Authorization: Bearer <token>"/,
    );
  });

  it('M3: the audit log has why and which key, and no secret is in it or in the log', async () => {
    const presented = [`Bearer ${secretOf('expired')}`, `Bearer ${secretOf('revoked')}`, `Basic ${whole}`];
    // A client of its own for each: of one there are ten lines a minute, and the others are counted.
    for (const [index, authorization] of presented.entries())
      await get(gateway.url, '/v1/models', { authorization, 'x-forwarded-for': `203.0.113.${index}` });
    const found = () => auditLines().filter(({ client }) => String(client).startsWith('203.0.113.'));
    await eventually(() => found().length === 3);
    expect(found().map(({ kind, reason, credential }) => [kind, reason, credential])).toEqual([
      ['auth.failed', 'expired', 'key:expired'],
      ['auth.failed', 'revoked', 'key:revoked'],
      ['auth.failed', 'malformed', undefined],
    ]);
    const written = gateway.logLines.join('') + JSON.stringify(auditLines());
    for (const [, secret] of refusals.slice(0, 7)) expect(written).not.toContain(secret);
  });
});
