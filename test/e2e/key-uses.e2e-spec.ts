import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { get } from '../support/chat.js';
import { baseConfig, createTestApp } from '../support/create-test-app.js';
import { bearer, secretOf, storedKey, writeKeys } from '../support/key-file.js';
import { servingResponses } from '../support/response-request.js';
import { ResponsesSocket } from '../support/responses-socket.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { WsClient } from '../support/ws-client.js';

const home = temporaryDirectory();

it('C6: openclaw token list tells of each door when a key came in by it last, and nothing of who was turned away', async () => {
  const stateDir = join(home, 'state');
  const configPath = join(stateDir, 'openclaw.json');
  const configured = { id: 'configured', key: 'a-configured-key-of-the-test' };
  const auth = { ...baseConfig.gateway.auth, keys: [configured] };
  mkdirSync(stateDir, { mode: 0o700 });
  writeFileSync(configPath, JSON.stringify({ gateway: { auth, ...servingResponses() } }), { mode: 0o600 });
  const names = ['by-http', 'by-websocket', 'by-responses', 'expired', 'unused'];
  writeKeys(
    stateDir,
    names.map((name) => storedKey(name, name === 'expired' ? { expiresAt: '2026-01-02' } : {})),
  );
  const startedAt = Date.now();
  const gateway = await createTestApp({ configPath, stateDir });
  const statusOf = async (secret: string) => (await get(gateway.url, '/v1/models', bearer(secret))).status;
  expect([await statusOf(secretOf('by-http')), await statusOf(configured.key)]).toEqual([200, 200]);
  expect([await statusOf(secretOf('expired')), await statusOf('ocg_unused_guessed')]).toEqual([401, 401]);
  await WsClient.connect(gateway, { auth: { token: secretOf('by-websocket') } });
  await ResponsesSocket.open(gateway, { headers: bearer(secretOf('by-responses')) });
  WsClient.cutAll();
  ResponsesSocket.cutAll();
  await gateway.close();
  const { stdout } = await runOpenclaw(['token', 'list', '--json'], { home });
  const { keys } = JSON.parse(stdout) as { keys: { name: string; lastUsedAt: string | null }[] };
  const used = keys.filter(({ lastUsedAt }) => lastUsedAt !== null);
  expect(used.map(({ name }) => name).sort()).toEqual(['by-http', 'by-responses', 'by-websocket', 'configured']);
  // To the minute.
  for (const { lastUsedAt } of used) expect(Date.parse(lastUsedAt ?? '')).toBeGreaterThan(startedAt - 60_000);
});
