import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredKey } from '../../src/auth/keys/stored-keys.js';
import { ConfigService } from '../../src/config/config.service.js';
import { type TestApp, baseConfig, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { bearer, secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { ask, repeatableEndpoints } from '../support/repeatable-endpoints.js';
import { servingResponses } from '../support/response-request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const directories = temporaryDirectory();
const keyed = { 'idempotency-key': 'call-1' };

/** The configuration of a gateway whose agent `desk` is public, or not there. */
function withDesk(baseUrl: string, desk: 'normal' | 'public' | 'gone'): string {
  const list = [
    { id: 'main', default: true },
    { id: 'desk', publicMode: desk === 'public' },
  ];
  return JSON.stringify({
    ...upstreamConfig(baseUrl),
    gateway: { ...baseConfig.gateway, ...servingResponses() },
    agents: { defaults: { model: 'fake/model' }, list: desk === 'gone' ? list.slice(0, 1) : list },
  });
}

describe.each(repeatableEndpoints)('K4: %s that comes again after the configuration has changed', (_name, endpoint) => {
  let upstream: FakeUpstream;
  let app: TestApp;
  let configPath: string;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    configPath = join(mkdtempSync(join(directories, 'config-')), 'gateway.json');
    writeFileSync(configPath, withDesk(upstream.baseUrl, 'normal'));
    app = await createTestApp({ configPath });
  });
  afterEach(async () => {
    await app.close();
    await upstream.close();
  });

  function change(desk: 'public' | 'gone'): void {
    writeFileSync(configPath, withDesk(upstream.baseUrl, desk));
    app.app.get(ConfigService).reload();
  }

  /** Waits until the gateway goes by the key. */
  async function inForce(key: StoredKey): Promise<void> {
    const changes = (): number => app.logLines.filter((line) => line.includes('The named keys have changed')).length;
    const before = changes();
    writeKeys(app.stateDir, [key]);
    await eventually(() => changes() > before);
  }

  const named = { body: { model: 'openclaw:desk' }, headers: keyed };

  it('is not answered with what its caller would not get any more', async () => {
    expect((await ask(app.url, endpoint, named)).status).toBe(200);
    change('public');
    const { status: code, json } = await ask(app.url, endpoint, named);
    expect([code, json.error.code]).toEqual([409, 'idempotency_key_conflict']);
    expect(upstream.requests).toHaveLength(1);
  });

  it('is refused as any other where its agent is gone', async () => {
    expect((await ask(app.url, endpoint, named)).status).toBe(200);
    change('gone');
    const fresh = await ask(app.url, endpoint, { body: named.body });
    const { status: code, json } = await ask(app.url, endpoint, named);
    expect([code, json]).toEqual([404, fresh.json]);
  });

  it('is refused as any other where its named key may not use the agent any more', async () => {
    const headers = { ...keyed, ...bearer(secretOf('ann')) };
    await inForce(storedKey('ann', { agents: ['desk'] }));
    expect((await ask(app.url, endpoint, { ...named, headers })).status).toBe(200);
    await inForce(storedKey('ann', { agents: ['main'] }));
    const fresh = await ask(app.url, endpoint, { ...named, headers: bearer(secretOf('ann')) });
    const { status: code, json } = await ask(app.url, endpoint, { ...named, headers });
    expect([code, json]).toEqual([403, fresh.json]);
    expect(upstream.requests).toHaveLength(1);
  });

  it('is answered where that changes nothing for it', async () => {
    const owner = { ...named, headers: { ...keyed, 'x-openclaw-sender-is-owner': 'true' } };
    const before = await ask(app.url, endpoint, owner);
    change('public');
    const again = await ask(app.url, endpoint, owner);
    expect([again.text, again.headers.get('x-openclaw-idempotent-replay')]).toEqual([before.text, 'true']);
  });
});
