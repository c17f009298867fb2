import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chat } from '../support/chat.js';
import { baseConfig, upstreamConfig } from '../support/create-test-app.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { checkout } from '../support/markdown-blocks.js';
import { fixtureServer } from '../support/mcp-server-factory.js';

const preload = pathToFileURL(join(checkout, 'test', 'fixtures', 'mcp', 'tell-loaded.mjs')).href;
let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await FakeUpstream.start();
});
afterAll(() => upstream.close());

async function loadedFor(servers: Record<string, unknown>): Promise<string> {
  const config = { ...baseConfig, ...upstreamConfig(upstream.baseUrl), mcp: { servers } };
  const gateway = await GatewayProcess.start({ config, env: { NODE_OPTIONS: `--import=${preload}` } });
  expect((await chat(gateway.url)).status).toBe(200);
  await gateway.stop();
  return gateway.stderr;
}

describe('the code that speaks the Model Context Protocol', () => {
  it('is loaded when a run needs a server', async () => {
    expect(await loadedFor({ one: fixtureServer('stdio-server.mjs') })).toContain('loaded file:');
  });

  it.each([{}, { one: { ...fixtureServer('stdio-server.mjs'), enabled: false } }])(
    'is not loaded for servers %j',
    async (servers) => {
      expect(await loadedFor(servers)).not.toContain('loaded file:');
    },
  );
});
