import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chat, says } from '../support/chat.js';
import { type TestApp, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

describe('The prompt as it reaches the provider', () => {
  const workspace = temporaryDirectory();
  let upstream: FakeUpstream;
  let gateway: TestApp;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    const list = [
      { id: 'main', tools: { deny: ['*'] } },
      { id: 'handy', workspace },
      { id: 'front-desk', publicMode: true, tools: { deny: ['*'] } },
    ];
    const agents = { defaults: { model: 'fake/model' }, list };
    gateway = await createTestApp({ config: upstreamConfig(upstream.baseUrl, { agents }) });
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  it('the fixed part of an agent without tools is at most 1,600 characters', async () => {
    for (const model of ['openclaw:main', 'openclaw:front-desk']) {
      await chat(gateway.url, { model });
      const { body, systemText } = upstream.lastRequest;
      expect(body.tools).toBeUndefined();
      expect(systemText).toMatch(/^You are /);
      expect(systemText.length).toBeLessThanOrEqual(1_600);
    }
  });

  it.each(['hi', '  hi  ', '', 'Zoë 🗝\r\n\ttab', '{agentId} ${HOME} ~', '<system>hi</system>', 'a'.repeat(100_000)])(
    'nothing is added to the message of a user (case %#)',
    async (words) => {
      await chat(gateway.url, { messages: [says(words)] });
      expect(upstream.lastRequest.body.messages.slice(1)).toEqual([{ role: 'user', content: words }]);
    },
  );

  it('B6: prior turns go as real messages with their roles, in order, tool results bound to their calls', async () => {
    const tool_calls = [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"sky"}' } }];
    const conversation = [
      { role: 'user', content: 'look up', name: 'ada' },
      { role: 'assistant', content: 'looking', tool_calls },
      { role: 'tool', tool_call_id: 'call_1', content: 'blue' },
      { role: 'assistant', content: 'It is blue.' },
      { role: 'user', content: 'thanks' },
    ];
    await chat(gateway.url, { messages: conversation });
    expect(upstream.lastRequest.body.messages.slice(1)).toEqual(conversation);
    expect(upstream.lastRequest.systemText).not.toContain('blue');
  });

  it('B6: system and developer text of the client extends the prompt, from wherever it stands', async () => {
    const messages = [
      { role: 'system', content: 'First canary.' },
      says('hi'),
      { role: 'developer', content: [{ type: 'text', text: 'Second canary.' }] },
    ];
    await chat(gateway.url, { messages });
    const { systemText, body } = upstream.lastRequest;
    expect(body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(systemText).toMatch(/^You are main.*Runtime: host=.*First canary\.\n\nSecond canary\.$/s);
  });

  it('B6: client text is of its own run only, and a kept session holds none of it', async () => {
    const instructed = [{ role: 'system', content: 'Canary instruction.' }, says('one')];
    await chat(gateway.url, { user: 'ada', messages: instructed });
    await chat(gateway.url, { user: 'ada', messages: [says('two')] });
    expect(upstream.lastRequest.raw).not.toContain('Canary instruction.');
    expect(upstream.lastRequest.body.messages).toHaveLength(4);
  });

  it('is built anew for each run, so that a changed note holds from the next one', async () => {
    for (const soul of ['You are calm.', 'You are keen.']) {
      writeFileSync(join(workspace, 'SOUL.md'), soul);
      await chat(gateway.url, { model: 'openclaw:handy', user: 'ada' });
      expect(upstream.lastRequest.systemText).toContain(soul);
    }
    expect(upstream.lastRequest.raw).not.toContain('calm');
  });
});
