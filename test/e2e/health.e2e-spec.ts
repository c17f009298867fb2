import { renameSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RunsService } from '../../src/runs/runs.service.js';
import { SessionStore } from '../../src/sessions/session-store.port.js';
import { chat } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { MemorySessionStore } from '../support/memory-session-store.js';

/** A store whose disk comes and goes. */
class FailingStore extends MemorySessionStore {
  failure: Error | undefined;

  override async check(): Promise<void> {
    if (this.failure) throw this.failure;
    await super.check();
  }
}

const auth = { ...baseConfig.gateway.auth, rateLimit: { maxAttempts: 3 } };
const store = new FailingStore();
let upstream: FakeUpstream;
let gateway: TestApp;

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  gateway = await createTestApp({
    config: { ...upstreamConfig(upstream.baseUrl), gateway: { ...baseConfig.gateway, auth } },
    override: (builder) => builder.overrideProvider(SessionStore).useValue(store),
  });
});
afterEach(() => {
  store.failure = undefined;
});
afterAll(() => Promise.all([gateway.close(), upstream.close()]));

const fetchPath = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${gateway.url}${path}`, init);

describe('health', () => {
  it('A9: /healthz and /readyz answer 200 without authentication', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const answer = await fetchPath(path);
      expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
      expect(answer.headers.get('cache-control')).toContain('no-store');
      expect(answer.headers.get('x-request-id')).toBeTruthy();
    }
  });

  it('A9, D2: a wrong credential on them is not even looked at', async () => {
    const headers = { authorization: 'Bearer a-wrong-token' };
    for (let count = 0; count < 5; count++) expect((await fetchPath('/healthz', { headers })).status).toBe(200);
    expect((await chat(gateway.url)).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('B3: %s on them is 405 with Allow', async (method) => {
    for (const path of ['/healthz', '/readyz']) {
      const answer = await fetchPath(path, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
      expect(await answer.json()).toMatchObject({ error: { code: 'method_not_allowed' } });
    }
  });

  it('A9: HEAD works, as some probes use it', async () => {
    expect((await fetchPath('/healthz', { method: 'HEAD' })).status).toBe(200);
  });

  it('A9: asks no provider, so a probe costs nothing', async () => {
    const before = upstream.paths.length;
    await fetchPath('/readyz');
    expect(upstream.paths).toHaveLength(before);
  });

  it('A9: /readyz is 503 with the reason while the store fails, and recovers; /healthz stays 200', async () => {
    store.failure = new Error(`SQLITE_CANTOPEN: ${gateway.stateDir}/sessions.sqlite on ${hostname()}`);
    const answer = await fetchPath('/readyz');
    expect([answer.status, await answer.json()]).toEqual([503, { ok: false, reasons: ['session store'] }]);
    expect((await fetchPath('/healthz')).status).toBe(200);
    store.failure = undefined;
    expect((await fetchPath('/readyz')).status).toBe(200);
  });

  it('A9, G6: no answer holds a detail of the host; the log has what the operator needs', async () => {
    store.failure = new Error(`SQLITE_CANTOPEN: ${gateway.stateDir}/sessions.sqlite`);
    const answer = await fetchPath('/readyz');
    const seen = `${JSON.stringify([...answer.headers])}${await answer.text()}`;
    for (const fact of [hostname(), homedir(), gateway.stateDir, process.version, 'SQLITE', 'express']) {
      expect(seen.toLowerCase()).not.toContain(fact.toLowerCase());
    }
    expect(gateway.logLines.join('')).toContain('SQLITE_CANTOPEN');
  });

  it.each([
    ['sessions.sqlite', 'session store'],
    ['runs.sqlite', 'run archive'],
    ['calls.sqlite', 'call ledger'],
    ['responses.sqlite', 'response store'],
  ])('A9: /readyz names the store whose file is gone, until it is back: %s', async (file, store) => {
    const whole = await createTestApp({ config: upstreamConfig(upstream.baseUrl, baseConfig) });
    const [place, elsewhere] = [join(whole.stateDir, file), join(whole.stateDir, 'moved')];
    renameSync(place, elsewhere);
    const gone = await fetch(`${whole.url}/readyz`);
    renameSync(elsewhere, place);
    const back = await fetch(`${whole.url}/readyz`);
    await whole.close();
    expect([gone.status, await gone.json()]).toEqual([503, { ok: false, reasons: [store] }]);
    expect([back.status, await back.json()]).toEqual([200, { ok: true }]);
    expect(whole.logLines.join('')).toContain('ENOENT');
  });

  it('A9: /readyz is 503 "default model" while the provider of the default agent\'s model is not configured', async () => {
    const agents = { list: [{ id: 'other' }, { id: 'chosen', default: true, model: 'olama/llama3.3' }] };
    const unready = await createTestApp({ config: { ...upstreamConfig(upstream.baseUrl), agents } });
    const answer = await fetch(`${unready.url}/readyz`);
    await unready.close();
    expect([answer.status, await answer.json()]).toEqual([503, { ok: false, reasons: ['default model'] }]);
    expect(unready.logLines.join('')).toContain('olama/llama3.3');
  });

  it('A9, A10: /readyz is 503 "draining" while runs finish, and new runs are refused with a Retry-After', async () => {
    const exchange = upstream.manual();
    const running = chat(gateway.url);
    await exchange;
    const drained = gateway.app.get(RunsService).drain(30_000);
    const [ready, alive, refused] = [await fetchPath('/readyz'), await fetchPath('/healthz'), await chat(gateway.url)];
    await (await exchange).finish();
    expect([ready.status, await ready.json()]).toEqual([503, { ok: false, reasons: ['draining'] }]);
    expect(alive.status).toBe(200);
    expect([refused.status, refused.json.error.code]).toEqual([503, 'draining']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await running).status).toBe(200);
    await drained;
  });
});
