import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chat, get } from '../support/chat.js';
import { embed } from '../support/embed.js';
import { explain } from '../support/explain.js';
import { bearer, secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { call } from '../support/operator-http.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { ResponsesSocket } from '../support/responses-socket.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';

const stateDir = temporaryDirectory();
const as = (name: string) => bearer(secretOf(name));

let gateway: TestGateway;

beforeAll(async () => {
  writeKeys(stateDir, [
    storedKey('reader', { owner: true, scopes: ['operator.read'] }),
    storedKey('writer', { scopes: ['operator.write'] }),
    storedKey('admin', { owner: true, scopes: ['operator.admin'] }),
    storedKey('nothing', { scopes: [] }),
  ]);
  gateway = await TestGateway.start({ stateDir, gateway: servingResponses() });
});
afterAll(() => gateway.close());

/** The status of every way to start something over HTTP. */
async function startsWith(name: string): Promise<number[]> {
  const headers = as(name);
  const answers = [
    await chat(gateway.url, {}, { headers }),
    await chat(gateway.url, { stream: true }, { headers }),
    await postResponse(gateway, { input: 'hi' }, headers),
    await embed(gateway.url, { input: 'hi' }, { headers }),
  ];
  return answers.map(({ status }) => status);
}

describe('C6: scopes hold over HTTP as on the WebSocket of operators', () => {
  it('a key with operator.read starts nothing, and is told why; no model is asked', async () => {
    gateway.upstream.reset();
    expect(await startsWith('reader')).toEqual([403, 403, 403, 403]);
    const { json } = await chat(
      gateway.url,
      {},
      { headers: { ...as('reader'), 'x-openclaw-sender-is-owner': 'true' } },
    );
    expect(json.error).toMatchObject({ type: 'permission_error', code: 'insufficient_permissions' });
    expect(json.error.message).toMatch(/has not the scope operator\.write: it starts no runs/);
    await expect(ResponsesSocket.open(gateway, { headers: as('reader') })).rejects.toThrow('403');
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('nor does it change what is there; it looks', async () => {
    const headers = as('reader');
    expect((await call(gateway.url, 'DELETE', '/v1/sessions/x', { headers })).status).toBe(403);
    expect((await get(gateway.url, '/v1/models', headers)).status).toBe(200);
    expect((await get(gateway.url, '/v1/sessions', headers)).status).toBe(200);
    expect((await explain(gateway.url, {}, { headers })).status).toBe(200);
  });

  it.each(['writer', 'admin'])('the key %s starts runs', async (name) => {
    expect((await chat(gateway.url, {}, { headers: as(name) })).status).toBe(200);
    expect((await postResponse(gateway, { input: 'hi' }, as(name))).status).toBe(200);
  });

  it('a key without any scope does not even look', async () => {
    const { status, json } = await get(gateway.url, '/v1/models', as('nothing'));
    expect([status, json.error.message]).toEqual([403, expect.stringContaining('operator.read')]);
  });
});
