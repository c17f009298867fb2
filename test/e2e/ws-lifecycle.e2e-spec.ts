import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stop } from '../../src/shutdown.js';
import { type TestApp, baseConfig, createTestApp, testToken, upstreamConfig } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { chunks, gate, hang } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { WsClient, connectParams } from '../support/ws-client.js';

const configPath = join(temporaryDirectory(), 'gateway.json5');

let upstream: FakeUpstream;
let gateway: TestApp;
let stopped: boolean;

beforeEach(async () => {
  upstream = await FakeUpstream.start();
  write({});
  gateway = await createTestApp({ configPath });
  stopped = false;
});
afterEach(async () => {
  WsClient.cutAll();
  if (!stopped) await gateway.close();
  await upstream.close();
});

function write(section: object, agents: object = {}): void {
  const config = upstreamConfig(upstream.baseUrl);
  writeFileSync(
    configPath,
    JSON.stringify({
      ...config,
      gateway: { ...baseConfig.gateway, drainSeconds: 60, ...section },
      agents: { ...(config['agents'] as object), ...agents },
    }),
  );
}

/** Saves another configuration and waits until it is in force. */
async function reload(section: object, agents: object = {}): Promise<void> {
  const told = (): number => gateway.logLines.filter((line) => line.includes('Configuration reloaded')).length;
  const before = told();
  write(section, agents);
  await eventually(() => told() > before);
}

function stopping(): Promise<void> {
  stopped = true;
  return stop(gateway.app, 'the end of a test');
}

describe('a configuration that changes', () => {
  it('other credentials close every connection, and only the new ones open', async () => {
    const clients = [await WsClient.connect(gateway), await WsClient.connect(gateway, { scopes: [] })];
    await reload({ auth: { mode: 'token', token: 'another-token' } });
    for (const client of clients) {
      expect(await client.closed).toEqual({ code: 1008, reason: 'credentials changed' });
    }
    const old = await WsClient.open(gateway);
    expect((await old.sayHello()).error?.details.code).toBe('AUTH_TOKEN_MISMATCH');
    await WsClient.connect(gateway, { auth: { token: 'another-token' } });
    expect(gateway.logLines.join('')).not.toMatch(new RegExp(`another-token|${testToken}`));
  });

  it('a client that does not answer the close has nothing done for it any more', async () => {
    const client = await WsClient.connect(gateway);
    const observer = await WsClient.connect(gateway);
    client.socket.pause();
    await reload({ auth: { mode: 'token', token: 'another-token' } });
    await observer.closed;
    client.ask('agent', { message: 'hi', idempotencyKey: 'revoked' });
    const now = await WsClient.connect(gateway, { auth: { token: 'another-token' } });
    await eventually(() => client.socket.bufferedAmount === 0);
    expect((await now.request('agent.wait', { runId: 'revoked', timeoutMs: 0 })).error?.message).toContain(
      'unknown run',
    );
    expect(upstream.requests).toEqual([]);
  });

  it('whoever is just connecting is judged by what holds then', async () => {
    const client = await WsClient.open(gateway);
    await client.challenge();
    await reload({ auth: { mode: 'token', token: 'another-token' } });
    expect((await client.request('connect', connectParams({ auth: { token: 'another-token' } }))).ok).toBe(true);
  });

  it('anything else leaves connections and runs alone and holds from the next request on', async () => {
    const door = gate();
    upstream.script(chunks(['to ', door, 'the end']));
    const client = await WsClient.connect(gateway);
    const { completed } = await client.startAgent({ message: 'hi', idempotencyKey: 'reload-run' });
    await client.event('chat');
    await reload({ maxQueuedRuns: 7 }, { list: [{ id: 'main' }, { id: 'later' }] });
    expect((await client.result('agents.list')).agents.map(({ id }: { id: string }) => id)).toEqual(['main', 'later']);
    expect((await client.result('config.get')).config.gateway.maxQueuedRuns).toBe(7);
    door.open();
    expect((await completed).payload.result.payloads[0].text).toBe('to the end');
  });

  it('config.get has the path of the file for operator.admin only', async () => {
    const [admin, reader] = [
      await WsClient.connect(gateway),
      await WsClient.connect(gateway, { scopes: ['operator.read'] }),
    ];
    expect(await admin.result('config.get')).toMatchObject({ exists: true, path: configPath });
    expect(JSON.stringify(await reader.result('config.get'))).not.toContain(configPath);
  });

  it('health tells when runs can be served no longer, as /readyz does', async () => {
    const client = await WsClient.connect(gateway);
    expect(await client.result('health')).toMatchObject({ ok: true, reasons: [] });
    await reload({}, { defaults: { model: 'nobody/nothing' } });
    const { ok, reasons } = await client.result('health');
    expect({ ok, reasons }).toEqual({ ok: false, reasons: ['default model'] });
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
  });

  it('a smaller limit of connections holds for those that come', async () => {
    const client = await WsClient.connect(gateway);
    await reload({ ws: { maxConnections: 1 } });
    await expect(WsClient.open(gateway)).rejects.toThrow('503');
    expect((await client.request('health')).ok).toBe(true);
  });
});

describe('a gateway that stops', () => {
  it('tells every client so and closes with 1012, those without any scope too', async () => {
    const clients = [await WsClient.connect(gateway), await WsClient.connect(gateway, { scopes: [] })];
    await stopping();
    for (const client of clients) {
      expect(client.payloads('shutdown')).toEqual([{ reason: 'the gateway stops' }]);
      expect(await client.closed).toEqual({ code: 1012, reason: 'the gateway stops' });
    }
  });

  it('lets a run come to its end first, and its operator gets the result', async () => {
    const door = gate();
    upstream.script(chunks(['half', door, ' and half']));
    const client = await WsClient.connect(gateway);
    const { completed } = await client.startAgent({ message: 'hi', idempotencyKey: 'last-run' });
    await client.event('chat');
    const stopped = stopping();
    await eventually(() => gateway.logLines.some((line) => line.includes('Stopping on')));
    expect((await client.request('agent', { message: 'hi', idempotencyKey: 'too-late' })).error).toMatchObject({
      code: 'UNAVAILABLE',
      details: { code: 'draining', status: 503 },
      retryable: true,
      retryAfterMs: 5_000,
    });
    door.open();
    expect((await completed).payload.result.payloads[0].text).toBe('half and half');
    await stopped;
    expect((await client.closed).code).toBe(1012);
  });

  it('ends a run that takes too long, and says why', async () => {
    await reload({ drainSeconds: 1 });
    upstream.script(hang());
    const client = await WsClient.connect(gateway);
    const { completed } = await client.startAgent({ message: 'hi', idempotencyKey: 'long-run' });
    await upstream.received(1);
    const stopped = stopping();
    expect((await completed).error).toMatchObject({ code: 'UNAVAILABLE', details: { code: 'draining' } });
    await stopped;
  });

  it('is not held up by a client that has not connected, nor by one that does not answer', async () => {
    const pending = await WsClient.open(gateway);
    await pending.challenge();
    const deaf = await WsClient.connect(gateway);
    deaf.socket.pause();
    await stopping();
    expect((await pending.closed).code).toBe(1012);
  });

  it('lets nobody in who connects while it stops', async () => {
    const held = upstream.manual();
    const client = await WsClient.connect(gateway);
    await client.startAgent({ message: 'hi', idempotencyKey: 'holding' });
    const exchange = await held;
    const pending = await WsClient.open(gateway);
    await pending.challenge();
    const stopped = stopping();
    await exchange.finish();
    await client.closed;
    if (!pending.isClosed) pending.ask('connect', connectParams());
    expect((await pending.closed).code).toBe(1012);
    await stopped;
  });
});
