import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChatAnswer, chat } from '../support/chat.js';
import { type TestApp, baseConfig, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { explain } from '../support/explain.js';
import { text, toolCall } from '../support/fake-answers.js';
import { FakeMcpHttpServer } from '../support/fake-mcp-http-server.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { everythingServer, fixtureServer } from '../support/mcp-server-factory.js';
import { isAlive } from '../support/processes.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const directory = temporaryDirectory();
const guest = { headers: { 'x-openclaw-sender-is-owner': 'false' } };
const owner = { headers: { 'x-openclaw-sender-is-owner': 'true' } };

let upstream: FakeUpstream;
let gateway: TestApp | undefined;

beforeEach(async () => {
  upstream = await FakeUpstream.start();
});
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  await upstream.close();
});

async function start(servers: Record<string, unknown>, agents: Record<string, unknown> = {}): Promise<TestApp> {
  const base = upstreamConfig(upstream.baseUrl);
  const merged = { ...(base['agents'] as object), ...agents };
  gateway = await createTestApp({ config: { ...base, agents: merged, mcp: { servers } } });
  return gateway;
}

const offered = (): string[] => (upstream.lastRequest.body.tools ?? []).map((tool) => tool.function.name);
const lastResult = (): unknown => upstream.lastRequest.body.messages.at(-1)?.content;
const answerOf = (answer: ChatAnswer): unknown => answer.json.choices[0].message.content;

describe('the tools of an MCP server', () => {
  it('are offered to the owner, called, and their result reaches the model', async () => {
    const { url } = await start({ every: everythingServer() });
    upstream.script(toolCall('every__get-sum', { a: 19, b: 23 }), text('it is 42'));
    expect(answerOf(await chat(url))).toBe('it is 42');
    expect(upstream.requests[0].body.tools).toContainEqual({
      type: 'function',
      function: expect.objectContaining({
        name: 'every__get-sum',
        parameters: expect.objectContaining({ type: 'object', required: ['a', 'b'] }),
      }),
    });
    expect(lastResult()).toBe('The sum of 19 and 23 is 42.');
    upstream.script(toolCall('every__echo', { message: 'over and over' }), text('done'));
    await chat(url, { stream: true });
    expect(lastResult()).toBe('Echo: over and over');
  });

  it('get a complaint that the model can mend, when the arguments do not fit', async () => {
    const { url } = await start({ every: everythingServer() });
    upstream.script(toolCall('every__get-sum', { a: 'one' }), text('done'));
    await chat(url);
    expect(lastResult()).toMatch(/expected number/i);
  });

  it('F5, F6: are the owner’s alone, so that for others the server is not even started', async () => {
    const { url, logLines } = await start({ every: { ...everythingServer(), command: '/nowhere/at-all' } });
    upstream.script(toolCall('every__echo', { message: 'x' }), text('sorry'));
    expect(answerOf(await chat(url, {}, guest))).toBe('sorry');
    expect(upstream.requests[0].raw).not.toContain('every__');
    expect(lastResult()).toMatch(/no tool 'every__echo'/);
    expect(logLines.join('')).not.toContain('MCP server');
  });

  it('F6: are explained for others as those of a server that is not asked', async () => {
    const servers = {
      closed: { command: '/nowhere/at-all' },
      denied: { command: '/nowhere/at-all', ownerOnly: false },
      open: { ...fixtureServer('stdio-server.mjs'), ownerOnly: false },
    };
    const { url } = await start(servers, { list: [{ id: 'main', tools: { deny: ['denied__*'] } }] });
    const { json } = await explain(url, {}, guest);
    const rows = json.tools?.filter(({ name }) => name.includes('__'));
    expect(rows).toEqual([
      { name: 'open__say', kept: true, because: expect.any(String) },
      { name: 'closed__*', kept: false, because: 'owner-only (ownerOnly of its MCP server)' },
      { name: 'denied__*', kept: false, because: 'agents.list[main].tools.deny' },
    ]);
  });

  it('G8: are a public agent’s only where server and agent say so', async () => {
    const list = [
      { id: 'main' },
      { id: 'desk', publicMode: true, tools: { allow: ['open__*', 'closed__*'] } },
      { id: 'shop', publicMode: true },
    ];
    const servers = {
      open: { ...fixtureServer('stdio-server.mjs'), ownerOnly: false },
      closed: fixtureServer('stdio-server.mjs'),
    };
    const { url } = await start(servers, { list });
    upstream.script(toolCall('open__say', { text: 'hello' }), text('done'));
    await chat(url, { model: 'openclaw:desk' });
    expect(offered()).toEqual(['open__say']);
    expect(lastResult()).toBe('say hello');
    await chat(url, { model: 'openclaw:shop' });
    expect(offered()).not.toContain('open__say');
    await chat(url, { model: 'openclaw:desk' }, owner);
    expect(offered()).toEqual(['open__say', 'closed__say']);
  });

  it('obey the rules for tools of the agent and of the server', async () => {
    const servers = { every: { ...everythingServer(), allow: ['get-*', 'echo'], deny: ['get_env'] } };
    const { url } = await start(servers, {
      list: [{ id: 'main', tools: { allow: ['group:mcp'], deny: ['every__get_tiny*'] } }],
    });
    await chat(url);
    expect(offered()).toEqual(expect.arrayContaining(['every__echo', 'every__get-sum']));
    expect(offered()).not.toContain('every__get-env');
    expect(offered()).not.toContain('every__get-tiny-image');
    expect(offered().every((name) => /^every__(get-|echo)/.test(name))).toBe(true);
  });

  it('come over HTTP just so', async () => {
    const remote = await FakeMcpHttpServer.start();
    const { url } = await start({ remote: { url: remote.url } });
    upstream.script(toolCall('remote__say', {}), text('done'));
    await chat(url);
    expect(lastResult()).toBe('done');
    await remote.close();
  });

  it('bring nothing of what the server says of itself into the prompt', async () => {
    const { url } = await start({ fix: fixtureServer('stdio-server.mjs') });
    await chat(url);
    expect(offered()).toContain('fix__say');
    expect(upstream.lastRequest.raw).not.toContain('canary instructions');
  });
});

describe('an MCP server in trouble', () => {
  it.each(['crashing', 'shouting', 'mute'])('costs a run its tools and nothing more, when %s', async (way) => {
    const { url, logLines } = await start({
      bad: { ...fixtureServer('stdio-server.mjs', way), connectTimeoutSeconds: 1 },
      good: fixtureServer('stdio-server.mjs'),
    });
    upstream.handler = () => text('fine');
    expect(answerOf(await chat(url))).toBe('fine');
    expect(offered()).toContain('good__say');
    expect(offered().filter((name) => name.startsWith('bad__'))).toEqual([]);
    await eventually(() => logLines.some((line) => line.includes('The MCP server bad cannot be used')));
    for (let run = 0; run < 5; run++) await chat(url);
    expect(logLines.filter((line) => line.includes('The MCP server bad cannot be used'))).toHaveLength(1);
  });

  it.each([
    ['crash', /lost during the call/],
    ['huge', /lost during the call/],
    ['hang', /did not answer within 1 s/],
    ['refusing', /refused the call: no such thing here/],
    ['large', /more characters were cut off/],
  ])('ends a call as one result, and the run goes on: %s', async (way, expected) => {
    const timeoutSeconds = way === 'hang' ? 1 : 30;
    const { url } = await start({ bad: { ...fixtureServer('stdio-server.mjs', way), timeoutSeconds } });
    upstream.script(toolCall('bad__say', {}, 'call_1'), text('went on'));
    expect(answerOf(await chat(url))).toBe('went on');
    expect(upstream.lastRequest.body.messages.at(-1)).toEqual({
      role: 'tool',
      tool_call_id: 'call_1',
      content: expect.stringMatching(expected),
    });
    expect(upstream.lastRequest.raw.length).toBeLessThan(100_000);
  });

  it('G4: tells a public agent nothing of the host', async () => {
    const list = [{ id: 'desk', default: true, publicMode: true, tools: { allow: ['*'] } }];
    const servers = {
      gone: { command: '/nowhere/canary-program', ownerOnly: false },
      bad: { ...fixtureServer('stdio-server.mjs', 'crash'), ownerOnly: false },
    };
    const { url } = await start(servers, { list });
    upstream.script(toolCall('bad__say', {}), toolCall('bad__say', {}), text('done'));
    expect((await chat(url)).status).toBe(200);
    for (const { raw } of upstream.requests) expect(raw).not.toMatch(/canary-program|ENOENT|stdio-server|fixtures/);
  });

  it('C5: has its secrets masked wherever they show up in the log', async () => {
    const env = { API_KEY: 'canary-secret-value' };
    const { url, logLines } = await start({ bad: { ...fixtureServer('stdio-server.mjs', 'betraying'), env } });
    await chat(url);
    expect(logLines.join('')).toContain('The MCP server bad cannot be used');
    expect(logLines.join('')).not.toContain('canary-secret-value');
  });
});

describe('the processes of MCP servers', () => {
  it('A7: are replaced when the configuration says so', async () => {
    const configPath = join(directory, 'gateway.json5');
    const base = { ...baseConfig, ...upstreamConfig(upstream.baseUrl) };
    const write = (servers: Record<string, unknown>): void =>
      writeFileSync(configPath, JSON.stringify({ ...base, mcp: { servers } }));
    write({ one: fixtureServer('stdio-server.mjs') });
    gateway = await createTestApp({ configPath });
    await chat(gateway.url);
    expect(offered()).toContain('one__say');
    write({ two: fixtureServer('stdio-server.mjs') });
    await eventually(() => gateway?.logLines.some((line) => line.includes('changed: mcp')) ?? false);
    await chat(gateway.url);
    expect(offered()).toContain('two__say');
    expect(offered()).not.toContain('one__say');
  });

  it('are gone when the gateway has stopped, also those that they started and those that would not go', async () => {
    const file = join(directory, 'pids.json');
    const { url } = await start({ stubborn: fixtureServer('stdio-server.mjs', 'stubborn', file) });
    await chat(url);
    const pids = JSON.parse(readFileSync(file, 'utf8')) as number[];
    expect(pids.map(isAlive)).toEqual([true, true]);
    await gateway?.close();
    gateway = undefined;
    await eventually(() => pids.every((pid) => !isAlive(pid)));
  });
});
