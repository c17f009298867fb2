import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp, testToken, upstreamConfig } from '../support/create-test-app.js';
import { toolCall, text } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** What docs/security.md says of the boundary, seen from outside. */
describe('The security boundary', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await createTestApp({ config: upstreamConfig(upstream.baseUrl) });
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  async function offeredTools(model: string, headers: Record<string, string> = {}): Promise<string[]> {
    upstream.script(text('ok'));
    await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }] }),
    });
    const { tools } = upstream.lastRequest.body as { tools?: { function: { name: string } }[] };
    return (tools ?? []).map((tool) => tool.function.name);
  }

  it('M1: the credential alone is operator access to a normal agent', async () => {
    expect(await offeredTools('openclaw:main')).toContain('gateway');
    expect(page('security.md')).toMatch(/owner/i);
    expect(page('security.md')).toMatch(/operator/i);
  });

  it('M1: publicMode is no sandbox: tools that are not owner-only stay callable for strangers', async () => {
    upstream.script(toolCall('session_status', {}), text('done'));
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'openclaw:front-desk', messages: [{ role: 'user', content: 'hi' }] }),
    });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(upstream.lastRequest.body)).toContain('earlierMessages');
    expect(page('security.md')).toMatch(/not? (?:a (?:full per-user )?)?sandbox/i);
  });

  it('M1: it listens on loopback unless told otherwise, and the pages say where the port belongs', () => {
    expect(gateway.url).toContain('127.0.0.1');
    for (const name of ['security.md', 'remote-access.md']) {
      expect(page(name)).toMatch(/loopback/i);
      expect(page(name)).toMatch(/tailnet|Tailscale/i);
    }
  });
});
