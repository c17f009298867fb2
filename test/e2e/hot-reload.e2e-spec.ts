import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChatAnswer, chat } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, testToken, upstreamConfig } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { text } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { rawChatRequest, sendRaw } from '../support/raw-http.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const configPath = join(temporaryDirectory(), 'gateway.json5');

let upstream: FakeUpstream;
let other: FakeUpstream;
let gateway: TestApp;

beforeEach(async () => {
  [upstream, other] = [await FakeUpstream.start(), await FakeUpstream.start()];
  write(configuration());
  gateway = await createTestApp({ configPath });
});
afterEach(() => Promise.all([gateway.close(), upstream.close(), other.close()]));

const write = (content: unknown): void =>
  writeFileSync(configPath, typeof content === 'string' ? content : JSON.stringify(content));

/** The configuration at the start, with what a test changes. */
function configuration(change: { gateway?: object; agents?: object; baseUrl?: string } = {}): Record<string, unknown> {
  const base = upstreamConfig(change.baseUrl ?? upstream.baseUrl);
  return {
    ...base,
    gateway: { ...baseConfig.gateway, ...change.gateway },
    agents: { ...(base['agents'] as object), ...change.agents },
  };
}

const reloadLines = (): string[] => gateway.logLines.filter((line) => line.includes('"context":"ConfigService"'));

/** Saves the file and waits until the gateway says in its log what came of it. */
async function save(content: unknown): Promise<string> {
  const before = reloadLines().length;
  write(content);
  await eventually(() => reloadLines().length > before);
  return reloadLines().slice(before).join('');
}

const ask = (body: Record<string, unknown> = {}, token = testToken): Promise<ChatAnswer> =>
  chat(gateway.url, body, { headers: { authorization: `Bearer ${token}` } });

describe('what saving the configuration file changes for the next request', () => {
  it('A7: an agent that was added is there, one that was removed is not', async () => {
    expect((await ask({ model: 'openclaw:later' })).status).toBe(404);
    await save(configuration({ agents: { list: [{ id: 'main' }, { id: 'later' }] } }));
    expect((await ask({ model: 'openclaw:later' })).status).toBe(200);
    expect((await ask({ model: 'openclaw:front-desk' })).status).toBe(404);
  });

  it('A7, G1: publicMode switched on takes the host facts and the owner-only tools away at once', async () => {
    const shown = (): string => JSON.stringify(upstream.lastRequest.body);
    await ask();
    expect(shown()).toContain('"name":"gateway"');
    expect(shown()).not.toContain('Runtime: public-facing agent');
    await save(configuration({ agents: { list: [{ id: 'main', publicMode: true }] } }));
    await ask();
    expect(shown()).toContain('Runtime: public-facing agent');
    expect(shown()).not.toContain('"name":"gateway"');
  });

  it('A7, B2: the endpoint is switched off and on again', async () => {
    const switched = (enabled: boolean): unknown =>
      configuration({ gateway: { http: { endpoints: { chatCompletions: { enabled } } } } });
    await save(switched(false));
    expect((await ask()).status).toBe(404);
    await save(switched(true));
    expect((await ask()).status).toBe(200);
  });

  it('A7, D1: a limit of failed authentication holds from then on', async () => {
    const statuses = async (): Promise<number[]> => {
      const answers: number[] = [];
      for (let guess = 0; guess < 3; guess++) answers.push((await ask({}, 'a-wrong-token')).status);
      return answers;
    };
    expect(await statuses()).toEqual([401, 401, 401]);
    const rateLimit = { maxAttempts: 1, windowMs: 60_000, lockoutMs: 60_000 };
    await save(configuration({ gateway: { auth: { ...baseConfig.gateway.auth, rateLimit } } }));
    expect(await statuses()).toEqual([401, 429, 429]);
  });

  it('A7, C5: a new token opens, the old one no longer does, and neither is in the log', async () => {
    const log = await save(configuration({ gateway: { auth: { mode: 'token', token: 'another-token' } } }));
    expect(log).toContain('credentials');
    expect((await ask({}, 'another-token')).status).toBe(200);
    expect((await ask({}, testToken)).status).toBe(401);
    expect(gateway.logLines.join('')).not.toMatch(/another-token|test-token/);
  });

  it('A7, M2: bind changes with the next start only, so a foreign host name stays refused until then', async () => {
    const rebound = rawChatRequest([`Authorization: Bearer ${testToken}`, 'Connection: close'], {}).replace(
      'Host: 127.0.0.1',
      'Host: attacker.example',
    );
    expect((await sendRaw(gateway.url, rebound))[0]?.status).toBe(403);
    await save(configuration({ gateway: { bind: 'lan' } }));
    expect((await sendRaw(gateway.url, rebound))[0]?.status).toBe(403);
  });

  it('A7: a new address of the provider is asked, and a stream under way finishes with the old one', async () => {
    const exchange = upstream.manual();
    const stream = ask({ stream: true });
    await (await exchange).delta({ content: 'from the ' });
    other.handler = () => text('from the new one');
    await save(configuration({ baseUrl: other.baseUrl }));
    expect((await ask()).json.choices[0].message.content).toBe('from the new one');
    await (await exchange).delta({ content: 'old one' });
    await (await exchange).finish();
    const answer = (await stream).text;
    expect(answer).toMatch(/"content":"from the "[^]*"content":"old one"[^]*"finish_reason":"stop"[^]*data: \[DONE\]/);
    expect([upstream.requests.length, other.requests.length]).toEqual([1, 1]);
  });

  it('A7: a run under way keeps its agent, although the file no longer has it', async () => {
    const exchange = upstream.manual();
    const running = ask({ model: 'openclaw:front-desk' });
    await exchange;
    await save(configuration({ agents: { list: [{ id: 'main' }] } }));
    await (await exchange).delta({ content: 'to the end' });
    await (await exchange).finish();
    expect((await running).json.choices[0].message.content).toBe('to the end');
  });
});

describe('a file that cannot be used', () => {
  it.each<[string, unknown, RegExp]>([
    ['broken JSON5', '{ gateway: ', /JSON5/],
    [
      'an unknown key',
      { gateway: { ...baseConfig.gateway, prot: 1 } },
      /gateway\.prot: found .*did you mean \\"port\\"/,
    ],
    ['a publicMode that is no boolean', { agents: { list: [{ id: 'main', publicMode: 'yes' }] } }, /publicMode: found/],
  ])('A7: %s: the last good configuration stays, the log names the problem', async (_, content, problem) => {
    const log = await save(content);
    expect(log).toContain('the last good one stays in force');
    expect(log).toMatch(problem);
    expect(log).not.toContain(testToken);
    expect((await ask({ model: 'openclaw:front-desk' })).status).toBe(200);
    await save(configuration({ agents: { list: [{ id: 'main' }, { id: 'mended' }] } }));
    expect((await ask({ model: 'openclaw:mended' })).status).toBe(200);
  });

  it('A7: a port or address that changed needs a restart, which the log says; the rest applies', async () => {
    const log = await save(configuration({ gateway: { port: 18_790 }, agents: { list: [{ id: 'moved' }] } }));
    expect(log).toMatch(/still listens on 127\.0\.0\.1:\d+; restart it to listen on 127\.0\.0\.1:18790/);
    expect((await ask({ model: 'openclaw:moved' })).status).toBe(200);
  });

  it('A6, A7: a name in the rules for tools that is no tool gets a warning', async () => {
    await save({ ...configuration(), tools: { deny: ['gatway'] } });
    await eventually(() => gateway.logLines.some((line) => line.includes('tools.deny names tools that do not exist')));
  });

  it('A6, A7: sections of other programs are ignored with a warning', async () => {
    const log = await save({ ...configuration({ agents: { list: [{ id: 'moved' }] } }), channels: {} });
    expect(log).toMatch(/"level":"warn".*ignored: channels/);
  });
});
