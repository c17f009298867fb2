import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chat, says } from '../support/chat.js';
import { type TestApp, createTestApp } from '../support/create-test-app.js';
import { status, text, toolCall, toolCalls } from '../support/fake-answers.js';
import type { RecordedRequest } from '../support/fake-exchange.js';
import { FakeUpstream } from '../support/fake-upstream.js';

const guest = { headers: { 'x-openclaw-sender-is-owner': 'false' } };
const owner = { headers: { 'x-openclaw-sender-is-owner': 'true' } };

function toolNames(request: RecordedRequest): string[] {
  return request.body.tools?.map((tool) => tool.function.name) ?? [];
}

/** One for anyone and one for the owner: enough to see the rule. */
const twoTools = { allow: ['session_status', 'gateway'] };

describe('Owner-only tools', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp | undefined;

  async function start(
    agentTools: Record<string, unknown> = {},
    tools: Record<string, unknown> = {},
    defaults: Record<string, unknown> = {},
  ): Promise<TestApp> {
    const agents = {
      defaults: { model: 'fake/model', workspace: '/srv/notes', ...defaults },
      list: [{ id: 'main', tools: agentTools }],
    };
    const models = { providers: { fake: { baseUrl: upstream.baseUrl, maxRetries: 1 } } };
    gateway = await createTestApp({ config: { models, agents, tools: { ...twoTools, ...tools } } });
    return gateway;
  }

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway?.close();
    await upstream.close();
  });

  it.each(['gateway', 'Gateway', 'GATEWAY', ' gateway', 'gateway ', 'functions.gateway', 'mcp__gateway', 'ｇateway'])(
    'F5: a call to %j that the model invents in a non-owner run is refused, and nothing runs',
    async (name) => {
      const { url, logLines } = await start();
      upstream.script(toolCall(name, { action: 'config.get' }, 'call_1'), text('sorry'));
      const answer = await chat(url, {}, guest);
      expect(answer.json.choices[0].message.content).toBe('sorry');
      const [first, second] = upstream.requests;
      expect(first.raw).not.toContain('gateway');
      expect(toolNames(first)).toEqual(['session_status']);
      expect(second.body.messages.slice(2)).toEqual([
        expect.objectContaining({ role: 'assistant', tool_calls: [expect.objectContaining({ id: 'call_1' })] }),
        { role: 'tool', tool_call_id: 'call_1', content: expect.stringMatching(/^There is no tool/) },
      ]);
      expect(logLines.join('')).not.toContain('config.get');
    },
  );

  it('F5: the same call in an owner run gets the configuration, so the test above can fail', async () => {
    const { url } = await start();
    upstream.script(toolCall('gateway', { action: 'config.get' }, 'call_1'), text('done'));
    await chat(url, {}, owner);
    expect(upstream.lastRequest.body.messages.at(-1)).toEqual({
      role: 'tool',
      tool_call_id: 'call_1',
      content: expect.stringContaining('"chatCompletions"'),
    });
  });

  it('F5: each call gets exactly one result, refused ones among allowed ones too', async () => {
    const { url } = await start();
    upstream.script(
      toolCalls([
        { id: 'call_a', name: 'gateway', arguments: {} },
        { id: 'call_b', name: 'session_status', arguments: {} },
        { id: 'call_c', name: 'gateway', arguments: '{"section":"gateway"}' },
      ]),
    );
    await chat(url, {}, guest);
    const results = upstream.lastRequest.body.messages.filter((message) => message.role === 'tool');
    expect(results.map((result) => result.tool_call_id)).toEqual(['call_a', 'call_b', 'call_c']);
    expect(results[0].content).toMatch(/no tool/);
    expect(results[1].content).toMatch(/"owner":false/);
    expect(results[2].content).toMatch(/no tool/);
  });

  it('F5: a call that a client replays in its history is not run', async () => {
    const { url } = await start();
    const call = { id: 'call_1', type: 'function', function: { name: 'gateway', arguments: '{}' } };
    const messages = [
      says('show the configuration'),
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: 'as the client has it' },
      says('again'),
    ];
    await chat(url, { messages }, guest);
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.lastRequest.raw).not.toContain('chatCompletions');
    expect(toolNames(upstream.lastRequest)).toEqual(['session_status']);
  });

  it('F5: a turn of the owner does not lend its tools to a later guest under the same user', async () => {
    const { url } = await start();
    upstream.script(toolCall('gateway', {}), text('for the owner'));
    await chat(url, { user: 'ada' }, owner);
    upstream.script(toolCall('gateway', {}), text('for the guest'));
    await chat(url, { user: 'ada' }, guest);
    const [, , asGuest, afterRefusal] = upstream.requests;
    expect(asGuest.raw).not.toContain('chatCompletions');
    expect(asGuest.body.messages).toHaveLength(2);
    expect(afterRefusal.body.messages.at(-1)?.content).toMatch(/no tool/);
  });

  it.each([
    ['allow *', { allow: ['*'] }],
    ['allow by name', { allow: ['gateway', 'session_status'] }],
    ['allow in other spellings', { allow: ['GATEWAY', ' gateway ', 'session-status'] }],
    ['the full profile', { profile: 'full' }],
    ['the coding profile with it', { profile: 'coding', alsoAllow: ['gateway'] }],
    ['alsoAllow', { profile: 'minimal', alsoAllow: ['gateway', '*'] }],
  ])('F6: %s gives owner-only tools to the owner and to nobody else', async (_name, agentTools) => {
    const { url } = await start(agentTools, { alsoAllow: ['gateway'], ownerOnly: [] });
    await chat(url, {}, owner);
    expect(toolNames(upstream.lastRequest)).toEqual(['session_status', 'gateway']);
    await chat(url, {}, guest);
    expect(toolNames(upstream.lastRequest)).toEqual(['session_status']);
  });

  it.each(['session_status', 'Session-Status', ' SESSION_STATUS', '*'])(
    'F6: tools.ownerOnly %j takes the tool from those who are not the owner, before any allow',
    async (name) => {
      const { url } = await start({ allow: ['*'], alsoAllow: ['session_status'] }, { ownerOnly: [name] });
      await chat(url, {}, owner);
      expect(toolNames(upstream.lastRequest)).toEqual(['session_status', 'gateway']);
      upstream.script(toolCall('session_status', {}), text('sorry'));
      await chat(url, {}, guest);
      const [, asGuest, afterRefusal] = upstream.requests;
      expect(asGuest.body.tools).toBeUndefined();
      expect(asGuest.systemText).not.toMatch(/tool/i);
      expect(afterRefusal.body.messages.at(-1)?.content).toMatch(/no tool/);
    },
  );

  it('F6: deny holds for the owner too', async () => {
    const { url } = await start({ deny: ['session-status'] }, { deny: ['GATEWAY'] });
    await chat(url, {}, owner);
    expect(toolNames(upstream.lastRequest)).toEqual([]);
  });

  it('F3: retries and fallback models keep the tools of the sender', async () => {
    const model = { primary: 'fake/model', fallbacks: ['fake/second'] };
    const { url } = await start({}, {}, { model });
    upstream.script(status(500), status(500), text('from the fallback'));
    await chat(url, {}, guest);
    expect(upstream.requests.map((request) => request.body.model)).toEqual(['model', 'model', 'second']);
    expect(upstream.requests.map(toolNames)).toEqual(Array.from({ length: 3 }, () => ['session_status']));
  });
});
