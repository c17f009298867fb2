import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chat, says } from '../support/chat.js';
import { type TestApp, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { text, toolCall, toolCalls } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';

describe('Runs over HTTP', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp | undefined;

  async function start(agent: Record<string, unknown> = {}): Promise<string> {
    const agents = { defaults: { model: 'fake/model', workspace: '/srv/notes' }, list: [{ id: 'main', ...agent }] };
    gateway = await createTestApp({ config: upstreamConfig(upstream.baseUrl, { agents }) });
    return gateway.url;
  }

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway?.close();
    await upstream.close();
  });

  it('L1: for the same text the upstream requests are equal, however the agent is named and the answer sent', async () => {
    const url = await start();
    await chat(url);
    await chat(url, { stream: true });
    await chat(url, { model: 'agent:main' });
    await chat(url, { model: 'anything' }, { headers: { 'x-openclaw-agent-id': 'main' } });
    await chat(url, { user: 'ada' });
    await chat(url, {}, { headers: { 'x-openclaw-session-key': 'desk' } });
    expect(upstream.requests).toHaveLength(6);
    expect(new Set(upstream.requests.map(({ raw }) => raw)).size).toBe(1);
  });

  it('L2: the model, instructions, parameters, tools and workspace of the agent apply', async () => {
    const url = await start({
      model: 'fake/other/model',
      systemPrompt: 'Canary instructions.',
      params: { temperature: 0.3, topP: 0.7, maxTokens: 77 },
      tools: { deny: ['session_status'] },
      workspace: '/srv/canary',
    });
    await chat(url);
    const { body, systemText } = upstream.lastRequest;
    expect(body).toMatchObject({ model: 'other/model', temperature: 0.3, top_p: 0.7, max_tokens: 77 });
    const toolNames = body.tools?.map((tool) => tool.function.name);
    expect(toolNames).toContain('gateway');
    expect(toolNames).not.toContain('session_status');
    expect(systemText).toContain('Canary instructions.');
    expect(systemText).toContain('workspace=/srv/canary');
  });

  it('L2: what the caller asks for beats the parameters of the agent', async () => {
    const url = await start({ params: { temperature: 0.3, maxTokens: 77 } });
    await chat(url, { temperature: 1.5, max_tokens: 5 });
    expect(upstream.lastRequest.body).toMatchObject({ temperature: 1.5, max_tokens: 5 });
  });

  describe('The tool loop', () => {
    it('sends the result of a tool upstream as a tool message that is bound to its call', async () => {
      const url = await start();
      upstream.script(toolCall('session_status', {}, 'call_7'), text('done'));
      const answer = await chat(url, { user: 'ada' });
      expect(answer.json.choices[0].message).toEqual({ role: 'assistant', content: 'done', refusal: null });
      const [, call, result] = upstream.lastRequest.body.messages.slice(1);
      expect(call).toEqual({
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_7', type: 'function', function: { name: 'session_status', arguments: '{}' } }],
      });
      expect(result).toMatchObject({ role: 'tool', tool_call_id: 'call_7' });
      expect(JSON.parse(String(result.content))).toMatchObject({
        agent: 'main',
        owner: true,
        session: { key: 'agent:main:openai-user:ada', kept: true, earlierMessages: 0 },
      });
    });

    it('runs several calls of one answer in order and asks again once', async () => {
      const url = await start();
      upstream.script(
        toolCalls([
          { id: 'a', name: 'session_status', arguments: {} },
          { id: 'b', name: 'gateway', arguments: { section: 'session' } },
        ]),
      );
      await chat(url);
      expect(upstream.requests).toHaveLength(2);
      expect(upstream.lastRequest.body.messages.slice(3).map((message) => message.tool_call_id)).toEqual(['a', 'b']);
      expect(upstream.lastRequest.body.messages.at(-1)?.content).toContain('maxQueued');
    });

    it.each([
      ['no JSON', '{"section"', /not a JSON object/],
      ['no object', '["gateway"]', /not a JSON object/],
      ['an unknown property', { path: '/etc/passwd' }, /must not have the property 'path'/],
      ['a value outside the choice', { action: 'config.set' }, /must be one of "status", "config.get"/],
      ['a wrong type', { section: 7 }, /must be/],
    ])('checks the arguments: %s gets a complaint, and the tool does not run', async (_name, given, complaint) => {
      const url = await start();
      upstream.script(toolCall('gateway', given), text('sorry'));
      expect((await chat(url)).status).toBe(200);
      const result = upstream.lastRequest.body.messages.at(-1);
      expect(result?.content).toMatch(complaint);
      expect(result?.content).not.toContain('chatCompletions');
    });

    it('I1: sums the usage over the calls of the provider, streamed too', async () => {
      const url = await start();
      const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
      const total = { prompt_tokens: 10 + 7, completion_tokens: 5 + 3, total_tokens: 15 + 10 };
      upstream.script(toolCall('session_status', {}), text('done', { usage }));
      expect((await chat(url)).json.usage).toMatchObject(total);
      upstream.script(toolCall('session_status', {}), text('done', { usage }));
      const streamed = await chat(url, { stream: true, stream_options: { include_usage: true } });
      const chunks = streamed.text.split('\n\n').filter((event) => event.startsWith('data: {'));
      const last = JSON.parse(chunks.at(-1)?.slice(6) ?? '');
      expect(last).toMatchObject({ choices: [], usage: total });
    });

    it('L3: after maxTurns model calls the run ends with finish_reason length, every call answered', async () => {
      const url = await start({ maxTurns: 3 });
      upstream.handler = () => toolCall('session_status', {});
      const answer = await chat(url, { user: 'ada' });
      expect(answer.json.choices[0].finish_reason).toBe('length');
      expect(upstream.requests).toHaveLength(3);
      upstream.handler = () => text('ok');
      await chat(url, { user: 'ada', messages: [says('and now?')] });
      const roles = upstream.lastRequest.body.messages.slice(1).map(({ role }) => role);
      const loop = ['assistant', 'tool'];
      expect(roles).toEqual(['user', ...loop, ...loop, ...loop, 'user']);
    });

    it('L3: after maxRunTokens the run ends with finish_reason length', async () => {
      const url = await start({ maxRunTokens: 30 });
      upstream.handler = () => toolCall('session_status', {});
      const answer = await chat(url);
      expect(answer.json.choices[0].finish_reason).toBe('length');
      expect(upstream.requests).toHaveLength(2);
    });
  });
});
