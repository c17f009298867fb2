import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredKey } from '../../src/auth/keys/stored-keys.js';
import { ConfigService } from '../../src/config/config.service.js';
import { Tools } from '../../src/tools/tool.port.js';
import { type TestApp, baseConfig, createTestApp } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { status, toolCall } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { bearer, secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { type Asking, ask, repeatableEndpoints } from '../support/repeatable-endpoints.js';
import { servingResponses } from '../support/response-request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { fakeTool } from '../support/tool-factory.js';

const directories = temporaryDirectory();
const keyed = { 'idempotency-key': 'call-1' };

/** What there is of the agent `desk`, besides its id; undefined where it is gone. */
type Desk = Record<string, unknown> | undefined;

function withDesk(baseUrl: string, desk: Desk): string {
  return JSON.stringify({
    models: { providers: { fake: { baseUrl, apiKey: 'not-a-real-key', maxRetries: 0, models: [{ id: 'model' }] } } },
    gateway: { ...baseConfig.gateway, ...servingResponses() },
    agents: {
      defaults: { model: 'fake/model' },
      list: [{ id: 'main', default: true }, ...(desk ? [{ id: 'desk', ...desk }] : [])],
    },
  });
}

describe.each(repeatableEndpoints)('K4: %s that comes again after the configuration has changed', (_name, endpoint) => {
  let upstream: FakeUpstream;
  let app: TestApp;
  let configPath: string;
  let write: ReturnType<typeof fakeTool>;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    configPath = join(mkdtempSync(join(directories, 'config-')), 'gateway.json');
    writeFileSync(configPath, withDesk(upstream.baseUrl, {}));
    write = fakeTool('write', { sideEffects: true });
    app = await createTestApp({
      configPath,
      override: (builder) => builder.overrideProvider(Tools).useValue([write, fakeTool('look')]),
    });
  });
  afterEach(async () => {
    await app.close();
    await upstream.close();
  });

  function change(desk: Desk): void {
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

  async function expectConflict(asking: Asking): Promise<void> {
    const { status: code, json } = await ask(app.url, endpoint, asking);
    expect([code, json.error.code]).toEqual([409, 'idempotency_key_conflict']);
    expect(upstream.requests).toHaveLength(1);
  }

  it.each([undefined, 'false', 'true'])(
    'is not answered with what an agent said before it became public (owner: %s)',
    async (claim) => {
      const owner: Record<string, string> = claim === undefined ? {} : { 'x-openclaw-sender-is-owner': claim };
      const asking = { ...named, headers: { ...keyed, ...owner } };
      expect((await ask(app.url, endpoint, asking)).status).toBe(200);
      change({ publicMode: true });
      await expectConflict(asking);
    },
  );

  it('is not answered with what was said before its agent had other tools', async () => {
    expect((await ask(app.url, endpoint, named)).status).toBe(200);
    change({ tools: { deny: ['look'] } });
    await expectConflict(named);
  });

  it('is not answered with what was said before its named key had other tools', async () => {
    const asking = { ...named, headers: { ...keyed, ...bearer(secretOf('ann')) } };
    await inForce(storedKey('ann'));
    expect((await ask(app.url, endpoint, asking)).status).toBe(200);
    await inForce(storedKey('ann', { tools: { deny: ['look'] } }));
    await expectConflict(asking);
  });

  it('is refused without a key where a tool has changed something, and does not run twice', async () => {
    upstream.script(toolCall('write', {}), status(500));
    const counted = (count: string): Asking => ({ ...named, headers: { 'x-stainless-retry-count': count } });
    expect((await ask(app.url, endpoint, counted('0'))).status).toBe(502);
    change({ publicMode: true });
    const { status: code, json, text } = await ask(app.url, endpoint, counted('1'));
    expect([code, json.error.code, text]).toEqual([409, 'run_interrupted', expect.not.stringContaining('fake')]);
    expect([write.calls.length, upstream.requests.length]).toEqual([1, 2]);
  });

  it('is refused as any other where its agent is gone', async () => {
    expect((await ask(app.url, endpoint, named)).status).toBe(200);
    change(undefined);
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
    const before = await ask(app.url, endpoint, named);
    change({ systemPrompt: 'Be brief.', model: 'fake/other' });
    const again = await ask(app.url, endpoint, named);
    expect([again.text, again.headers.get('x-openclaw-idempotent-replay')]).toEqual([before.text, 'true']);
  });
});
