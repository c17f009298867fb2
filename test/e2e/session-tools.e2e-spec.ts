import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chat, says } from '../support/chat.js';
import { type TestApp, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { text, toolCall } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';

const owner = { 'x-openclaw-sender-is-owner': 'true' };
const guest = { 'x-openclaw-sender-is-owner': 'false' };

describe('The tools for sessions, and gateway', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    const list = [{ id: 'main' }, { id: 'second' }, { id: 'front-desk', publicMode: true, tools: { allow: ['*'] } }];
    const agents = { defaults: { model: 'fake/model' }, list };
    gateway = await createTestApp({ config: upstreamConfig(upstream.baseUrl, { agents }) });
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  /** A kept conversation of an agent: one turn, in which a tool was called. */
  async function talk(agent: string, key: string, words: string): Promise<void> {
    upstream.script(toolCall('session_status', {}), text(`answer to ${words}`));
    const headers = { ...guest, 'x-openclaw-session-key': key };
    await chat(gateway.url, { model: `openclaw:${agent}`, messages: [says(words)] }, { headers });
  }

  /** What a tool told the model in a run of its own. */
  async function result(agent: string, tool: string, args: Record<string, unknown>, headers = owner): Promise<string> {
    upstream.script(toolCall(tool, args), text('done'));
    await chat(gateway.url, { model: `openclaw:${agent}` }, { headers });
    return String(upstream.lastRequest.body.messages.at(-1)?.content);
  }

  it('the owner finds a conversation of the agent and reads it, with the calls and their results', async () => {
    await talk('main', 'first', 'What day is it?');
    await talk('main', 'second', 'Hello');
    const lines = (await result('main', 'sessions_list', {})).split('\n');
    expect(lines.map((line) => line.split('  ')[0]).toSorted()).toEqual(['agent:main:first', 'agent:main:second']);
    const transcript = await result('main', 'sessions_history', { sessionKey: 'agent:main:first' });
    expect(transcript.split('\n').slice(1, 4)).toEqual([
      'user: What day is it?',
      'assistant: calls session_status {}',
      expect.stringMatching(/^result of session_status: \{"time":"/),
    ]);
    expect(transcript).toMatch(/\nassistant: answer to What day is it\?$/);
  });

  it('an agent sees nothing of the conversations of another one', async () => {
    await talk('main', 'first', 'canary words');
    expect(await result('second', 'sessions_list', {})).toBe('No conversations are kept.');
    const asked = await result('second', 'sessions_history', { sessionKey: 'agent:main:first' });
    const missing = await result('second', 'sessions_history', { sessionKey: 'agent:second:missing' });
    expect(asked).toBe(missing);
    expect(asked).toMatch(/^This agent has no such session/);
  });

  it.each(['sessions_list', 'sessions_history', 'gateway'])(
    'F5: %s is neither offered to anyone but the owner nor run for them',
    async (tool) => {
      await talk('main', 'first', 'canary words');
      for (const agent of ['main', 'front-desk']) {
        upstream.reset();
        const told = await result(agent, tool, { sessionKey: 'agent:main:first' }, guest);
        expect(told).toMatch(/^There is no tool/);
        const [{ body, systemText }] = upstream.requests;
        expect(body.tools?.map(({ function: { name } }) => name)).not.toContain(tool);
        expect(systemText.split('\n').find((line) => line.startsWith('Tools:'))).not.toContain(tool);
        expect(upstream.lastRequest.raw).not.toContain('canary words');
      }
    },
  );

  it('G2/G4: a public agent sees its conversations by a number, and no session key', async () => {
    await talk('front-desk', 'ada-lovelace', 'Where are you?');
    const [name = ''] = (await result('front-desk', 'sessions_list', {})).split('  ');
    expect(name).toMatch(/^session-[0-9a-f]{12}$/);
    upstream.requests.length = 0;
    expect(await result('front-desk', 'sessions_history', { sessionKey: name })).toContain('user: Where are you?');
    expect(upstream.requests.map(({ raw }) => raw).join('')).not.toContain('ada-lovelace');
  });

  it('gateway tells its status and what a section may hold', async () => {
    expect(JSON.parse(await result('main', 'gateway', { action: 'status' }))).toMatchObject({ agents: 3 });
    const schema = await result('main', 'gateway', { action: 'config.schema', section: 'skills' });
    expect(JSON.parse(schema)).toMatchObject({ $defs: { SkillsConfig: { properties: { dirs: { type: 'array' } } } } });
    expect(Object.keys(JSON.parse(await result('front-desk', 'gateway', { action: 'status' })) as object)).toEqual([
      'uptimeSeconds',
    ]);
  });
});
