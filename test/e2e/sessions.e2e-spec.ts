import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChatOptions, chat, says } from '../support/chat.js';
import { type TestApp, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { text, toolCall } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const guest = { 'x-openclaw-sender-is-owner': 'false' };
const owner = { 'x-openclaw-sender-is-owner': 'true' };

describe('Sessions over HTTP', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    upstream.handler = (request) => text(`answer to ${request.lastUserText}`);
    gateway = await createTestApp({ config: upstreamConfig(upstream.baseUrl) });
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  function say(words: string, body: Record<string, unknown> = {}, options: ChatOptions = {}) {
    return chat(gateway.url, { messages: [says(words)], ...body }, options);
  }

  function inSession(key: string, headers: Record<string, string> = {}): ChatOptions {
    return { headers: { 'x-openclaw-session-key': key, ...headers } };
  }

  /** The conversation that went upstream last, without the system text. */
  function conversation(): unknown[] {
    return upstream.lastRequest.body.messages.slice(1).map(({ content }) => content);
  }

  it('H1: without user and key each call is on its own, and its key is used once', async () => {
    const [first, second] = [await say('one'), await say('two')];
    expect(conversation()).toEqual(['two']);
    const keys = [first, second].map(({ headers }) => headers.get('x-openclaw-session-key') ?? '');
    expect(keys[0]).toMatch(/^agent:main:openai:[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('H1: the transcript of a stateless call is not kept', async () => {
    const { headers } = await say('one');
    await say('two', {}, inSession(headers.get('x-openclaw-session-key') ?? ''));
    expect(conversation()).toEqual(['two']);
  });

  it('H2: the same user goes on where it was, and the key says so', async () => {
    await say('one', { user: 'ada lovelace' });
    const { headers } = await say('two', { user: 'ada lovelace' });
    expect(conversation()).toEqual(['one', 'answer to one', 'two']);
    expect(headers.get('x-openclaw-session-key')).toBe('agent:main:openai-user:ada%20lovelace');
  });

  it('H2: users that only look alike never meet', async () => {
    const composed = 'Zo\u00eb';
    const users = [
      'ada',
      'Ada',
      'ADA',
      ' ada',
      'ada ',
      composed,
      composed.normalize('NFD'),
      'ada:b',
      'ada%3Ab',
      'ada/b',
    ];
    users.push('ada:guest', 'ada:owner', '\ud800', '\ud801', 'ａda', 'x'.repeat(513), 'x'.repeat(514));
    for (const user of users) {
      await say(`I am ${user.toWellFormed()}`, { user });
      expect(conversation()).toHaveLength(1);
    }
    for (const user of users) {
      await say('who?', { user });
      expect(conversation()).toHaveLength(3);
      expect(conversation()[0]).toBe(`I am ${user.toWellFormed()}`);
    }
  });

  it('H2: the same user of another agent is another session', async () => {
    await say('one', { user: 'ada' });
    await say('two', { user: 'ada', model: 'openclaw:front-desk' });
    expect(conversation()).toEqual(['two']);
  });

  it.each(['', '   ', '\t\n', null])('H2: the user %j is none', async (user) => {
    await say('one', { user });
    await say('two', { user });
    expect(conversation()).toEqual(['two']);
  });

  it.each([7, true, {}, ['ada']])('H2: the user %j is refused', async (user) => {
    const { status, json } = await say('one', { user });
    expect([status, json.error.param]).toEqual([400, 'user']);
    expect(upstream.requests).toHaveLength(0);
  });

  it('H3: the key of the header is kept under the agent, and beats the user', async () => {
    const first = await say('one', { user: 'ada' }, inSession('desk:7'));
    await say('two', { user: 'bob' }, inSession('agent:main:desk:7'));
    expect(conversation()).toEqual(['one', 'answer to one', 'two']);
    expect(first.headers.get('x-openclaw-session-key')).toBe('agent:main:desk:7');
    await say('three', { user: 'ada' });
    expect(conversation()).toEqual(['three']);
  });

  it('H3: the key that a user led to may be given as a header', async () => {
    const { headers } = await say('one', { user: 'ada' });
    await say('two', {}, inSession(headers.get('x-openclaw-session-key') ?? ''));
    expect(conversation()).toEqual(['one', 'answer to one', 'two']);
  });

  it('H3: keys in another case are other sessions', async () => {
    await say('one', {}, inSession('Desk'));
    await say('two', {}, inSession('desk'));
    expect(conversation()).toEqual(['two']);
  });

  it.each([
    'agent:front-desk:x',
    'agent:nobody:x',
    'agent:main:',
    'subagent:x',
    'cron:x',
    'acp:x',
    'SubAgent:x',
    'agent:main:subagent:x',
    'AGENT:main:CRON:x',
    'with space',
    'x'.repeat(513),
  ])('H3: the key %s is refused', async (key) => {
    const { status, json } = await say('one', {}, inSession(key));
    expect([status, json.error.param]).toEqual([400, 'x-openclaw-session-key']);
    expect(upstream.requests).toHaveLength(0);
  });

  it('H4: the sessions of one user are separate for owner and guest, of both kinds of agents', async () => {
    for (const model of ['openclaw:main', 'openclaw:front-desk']) {
      await say('as owner', { user: 'ada', model }, { headers: owner });
      await say('as guest', { user: 'ada', model }, { headers: guest });
      expect(conversation()).toEqual(['as guest']);
      await say('owner again', { user: 'ada', model }, { headers: owner });
      expect(conversation()).toEqual(['as owner', 'answer to as owner', 'owner again']);
    }
  });

  it('H4: a session with a turn of the owner refuses guests, for good', async () => {
    await say('as guest', {}, inSession('desk', guest));
    await say('as owner', {}, inSession('desk', owner));
    expect(conversation()).toEqual(['as guest', 'answer to as guest', 'as owner']);
    const refused = await say('as guest', {}, inSession('desk', guest));
    expect([refused.status, refused.json.error.code]).toEqual([403, 'session_owner_only']);
    expect(refused.headers.get('x-should-retry')).toBe('false');
    expect(upstream.requests).toHaveLength(2);
  });

  it("H4: a guest cannot reach the owner's session by naming its derived key", async () => {
    const { headers } = await say('as owner', { user: 'ada' });
    const key = headers.get('x-openclaw-session-key') ?? '';
    expect((await say('let me in', {}, inSession(key, guest))).status).toBe(403);
    expect(
      (await say('let me in', { user: 'ada' }, { headers: guest })).headers.get('x-openclaw-session-key'),
    ).not.toBe(key);
  });

  it('H6: a client that resends its history does not double it', async () => {
    await say('one', { user: 'ada' });
    const resent = [says('one'), { role: 'assistant', content: 'answer to one' }];
    await say('', { user: 'ada', messages: [...resent, says('two')] });
    expect(conversation()).toEqual(['one', 'answer to one', 'two']);
    const further = [...resent, says('two'), { role: 'assistant', content: 'answer to two' }];
    await say('', { user: 'ada', messages: [{ role: 'system', content: 'Be brief.' }, ...further, says('three')] });
    expect(conversation()).toEqual(['one', 'answer to one', 'two', 'answer to two', 'three']);
  });

  it('H6: an edited history becomes a branch, and what was stored can be gone on with', async () => {
    await say('one', { user: 'ada' });
    await say('two', { user: 'ada' });
    const first = [says('one'), { role: 'assistant', content: 'answer to one' }];
    await say('', { user: 'ada', messages: [...first, says('two, edited')] });
    expect(conversation()).toEqual(['one', 'answer to one', 'two, edited']);
    await say('three', { user: 'ada' });
    expect(conversation()).toEqual(['one', 'answer to one', 'two, edited', 'answer to two, edited', 'three']);
    const earlier = [...first, says('two'), { role: 'assistant', content: 'answer to two' }];
    await say('', { user: 'ada', messages: [...earlier, says('four')] });
    expect(conversation()).toEqual(['one', 'answer to one', 'two', 'answer to two', 'four']);
  });

  it('H6: tool calls of the agent stay in the session though the client never saw them', async () => {
    upstream.script(toolCall('session_status', {}, 'call_1'), text('it is late'));
    await say('what time is it?', { user: 'ada' });
    const resent = [says('what time is it?'), { role: 'assistant', content: 'it is late' }];
    await say('', { user: 'ada', messages: [...resent, says('thanks')] });
    expect(upstream.lastRequest.body.messages.slice(1).map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'assistant',
      'user',
    ]);
  });

  it('a run that fails leaves nothing in the session', async () => {
    await say('one', { user: 'ada' });
    upstream.script((exchange) => exchange.json({ error: { message: 'no' } }, 400));
    expect((await say('lost', { user: 'ada' })).status).toBe(502);
    await say('two', { user: 'ada' });
    expect(conversation()).toEqual(['one', 'answer to one', 'two']);
  });
});

describe('Kept sessions', () => {
  const stateDir = temporaryDirectory();
  let upstream: FakeUpstream;
  let gateway: TestApp | undefined;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway?.close();
    await upstream.close();
  });

  async function restart(rest: Record<string, unknown> = {}): Promise<string> {
    await gateway?.close();
    gateway = await createTestApp({ config: upstreamConfig(upstream.baseUrl, rest), stateDir });
    return gateway.url;
  }

  it('H7: survive a restart, with their owner', async () => {
    await chat(await restart(), { user: 'ada', messages: [says('one')] });
    const url = await restart();
    await chat(url, { user: 'ada', messages: [says('two')] });
    expect(upstream.lastRequest.body.messages.slice(1).map(({ content }) => content)).toEqual(['one', 'ok', 'two']);
    const key = { ...guest, 'x-openclaw-session-key': 'agent:main:openai-user:ada' };
    expect((await chat(url, {}, { headers: key })).status).toBe(403);
  });

  it('H2: session.userKey "ignore" makes user one of no effect, for all agents or one', async () => {
    const list = [{ id: 'main' }, { id: 'beta', session: { userKey: 'session' } }];
    const agents = { defaults: { model: 'fake/model' }, list };
    const url = await restart({ agents, session: { userKey: 'ignore' } });
    for (const [model, expected] of Object.entries({ 'openclaw:main': 2, 'openclaw:beta': 4 })) {
      await chat(url, { model, user: 'bob' });
      await chat(url, { model, user: 'bob' });
      expect(upstream.lastRequest.body.messages).toHaveLength(expected);
    }
  });
});
