import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChatAnswer, chat, get, openChat } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { errorEvent, status, text, toolCall } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { eventually } from '../support/eventually.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const gatewaySecret = 'canary "gateway" secret/1';
const providerKey = 'canary-provider-key-2';
const providerHeader = 'canary-provider-header-3';
const secrets = [gatewaySecret, providerKey, providerHeader];
const authorization = `Bearer ${gatewaySecret}`;

/** A secret as it may stand in a text. */
function spellings(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), base64];
}

function secretsIn(haystack: string): string[] {
  return secrets.filter((secret) => spellings(secret).some((spelling) => haystack.includes(spelling)));
}

/** The answer as a caller sees it: headers and body. */
function wholeOf(answer: ChatAnswer): string {
  return JSON.stringify([...answer.headers]) + answer.text;
}

describe('Secrets', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    const provider = {
      baseUrl: `${upstream.baseUrl}?api-key=${providerKey}`,
      apiKey: providerKey,
      headers: { 'x-extra': providerHeader },
      maxRetries: 0,
    };
    gateway = await createTestApp({
      config: {
        gateway: { ...baseConfig.gateway, auth: { mode: 'password', password: gatewaySecret } },
        models: { providers: { fake: { ...provider, models: [{ id: 'model' }] } } },
        agents: { defaults: { model: 'fake/model' } },
      },
    });
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  function ask(body: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<ChatAnswer> {
    return chat(gateway.url, body, { headers: { authorization, ...headers } });
  }

  /** What went upstream but for the places where the provider's own credentials belong. */
  function sentUpstream(): string {
    return upstream.requests
      .map(({ headers, raw }) => JSON.stringify({ ...headers, authorization: '', 'x-extra': '' }) + raw)
      .join('\n');
  }

  it('C5: the credentials reach their provider and the gateway secret stays', async () => {
    await ask();
    expect(upstream.lastRequest.headers).toMatchObject({
      authorization: `Bearer ${providerKey}`,
      'x-extra': providerHeader,
    });
    expect(secretsIn(sentUpstream())).toEqual([]);
  });

  it('C5: no secret is in an answer, streamed or not, in a tool result, or in the log', async () => {
    upstream.script(toolCall('gateway', { action: 'config.get' }), text('done'), text('streamed'));
    const answers = [
      await ask(),
      await ask({ stream: true, user: 'ada' }),
      await get(gateway.url, '/v1/models', { authorization }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    const [, afterTool] = upstream.requests;
    expect(afterTool.body.messages.at(-1)).toMatchObject({
      role: 'tool',
      content: expect.stringContaining('redacted'),
    });
    expect(secretsIn(sentUpstream())).toEqual([]);
    expect(secretsIn(answers.map(wholeOf).join('\n'))).toEqual([]);
    expect(secretsIn(gateway.logLines.join('\n'))).toEqual([]);
  });

  it('C5: no secret is in an error, even when the provider or the caller repeats it', async () => {
    const repeated = `Incorrect key ${providerKey} (${providerHeader}) at ${upstream.baseUrl}?api-key=${providerKey}`;
    upstream.script(
      status(401, { message: repeated }),
      status(500, { message: repeated }),
      status(429, { message: repeated }),
      errorEvent(repeated),
    );
    const answers = [
      await ask(),
      await ask(),
      await ask({ stream: true }),
      await ask({ stream: true }),
      await ask({ model: 'gpt-4o' }),
      await ask({}, { 'x-openclaw-session-key': 'agent:other:x' }),
      await ask({ messages: 'no list' }),
      await ask({}, { authorization: `Basic ${gatewaySecret}` }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([502, 502, 429, 502, 404, 400, 400, 401]);
    expect(secretsIn(answers.map(wholeOf).join('\n'))).toEqual([]);
    expect(gateway.logLines.length).toBeGreaterThan(answers.length - 1);
    expect(secretsIn(gateway.logLines.join('\n'))).toEqual([]);
  });

  it('C5: no secret is in an error in the middle of a stream', async () => {
    const arrived = upstream.manual();
    const opened = openChat(gateway.url, { stream: true }, { headers: { authorization } });
    const exchange = await arrived;
    await exchange.delta({ content: 'a' });
    const response = await opened;
    await exchange.event({ error: { message: `Incorrect key ${providerKey}, ${providerHeader}`, code: 401 } });
    exchange.end();
    const body = await response.text();
    expect(body).toContain('"error"');
    expect(secretsIn(body)).toEqual([]);
    expect(secretsIn(gateway.logLines.join('\n'))).toEqual([]);
  });

  it('C5: secrets in a URL that was called do not get into the log', async () => {
    await get(gateway.url, `/v1/models?token=${encodeURIComponent(gatewaySecret)}`, { authorization });
    await get(gateway.url, `/nothing/${encodeURIComponent(gatewaySecret)}`, { authorization });
    expect(gateway.logLines).toHaveLength(2);
    expect(secretsIn(gateway.logLines.join('\n'))).toEqual([]);
  });
});

describe('Secrets of MCP servers', () => {
  const configPath = join(temporaryDirectory(), 'openclaw.json');

  it.each(['env', 'headers'])(
    'A7, C5: one in %s that a reload of nothing else brings is not in the log',
    async (kind) => {
      const upstream = await FakeUpstream.start();
      const before = 'canary-mcp-secret-before';
      const after = 'canary-mcp-secret-after';
      const save = (secret: string): void => {
        const says = `process.stderr.write('my token is ${kind === 'env' ? '' : secret}' + (process.env.TOK ?? '') + '\\n')`;
        const program = { command: process.execPath, args: ['-e', says], env: kind === 'env' ? { TOK: secret } : {} };
        const remote = { url: upstream.baseUrl, headers: kind === 'headers' ? { 'x-tok': secret } : {} };
        const mcp = { servers: { broken: program, remote } };
        writeFileSync(configPath, JSON.stringify({ ...baseConfig, ...upstreamConfig(upstream.baseUrl), mcp }));
      };
      save(before);
      const gateway = await createTestApp({ configPath });
      try {
        save(after);
        await eventually(() => gateway.logLines.some((line) => line.includes('changed: mcp.')));
        await chat(gateway.url);
        const log = gateway.logLines.join('\n');
        expect(log).toContain('its last words: my token is [redacted]');
        expect(log).not.toMatch(/canary-mcp-secret/);
      } finally {
        await gateway.close();
        await upstream.close();
      }
    },
  );
});
