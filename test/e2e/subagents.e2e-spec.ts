import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RunRegistry } from '../../src/runs/run-registry.js';
import { chat, openChat, says } from '../support/chat.js';
import { eventually } from '../support/eventually.js';
import { status, text, toolCall, toolCalls } from '../support/fake-answers.js';
import type { RecordedRequest } from '../support/fake-exchange.js';
import { TestGateway } from '../support/test-gateway.js';

const guest = { headers: { 'x-openclaw-sender-is-owner': 'false' } };
const all = { allow: ['*'] };

function spawn(task: string, agentId?: string, id = 'call_spawn') {
  return { id, name: 'sessions_spawn', arguments: agentId === undefined ? { task } : { task, agentId } };
}

function toolNames({ body }: RecordedRequest): string[] {
  return (body.tools ?? []).map((tool) => tool.function.name);
}

function resultOf({ body }: RecordedRequest): unknown {
  return body.messages.at(-1)?.content;
}

describe('Subagents', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start({
      sections: {
        agents: {
          defaults: { model: 'fake/model', tools: { profile: 'full' }, promptFiles: ['AGENTS.md'] },
          list: [
            { id: 'main', subagents: { maxDepth: 2, maxCount: 3, allowAgents: ['helper', 'front-desk'] } },
            { id: 'helper', systemPrompt: 'You are the helper.' },
            { id: 'front-desk', publicMode: true, tools: all, subagents: { allowAgents: ['helper'] } },
            { id: 'small', maxRunTokens: 40 },
            { id: 'alone', subagents: { maxDepth: 0 } },
          ],
        },
      },
    });
  });
  afterEach(() => gateway.upstream.reset());
  afterAll(() => gateway.close());

  const listed = () => gateway.app.get(RunRegistry).list();

  it('a run has a task done by another agent, and answers with what came back', async () => {
    gateway.upstream.script(
      toolCalls([spawn('Count to three.', 'helper')], 'I will ask. '),
      text('1 2 3'),
      text('The helper counted: 1 2 3'),
    );
    const body = { messages: [{ role: 'system', content: 'Canary words.' }, says('canary question')], user: 'ada' };
    const answer = await chat(gateway.url, body);
    const [parent, child, last] = gateway.upstream.requests;
    expect(answer.json.choices[0].message.content).toBe('I will ask. \n\nThe helper counted: 1 2 3');
    expect(child.systemText).toContain('You are the helper.');
    expect(child.body.messages.slice(1)).toEqual([{ role: 'user', content: 'Count to three.' }]);
    expect(child.raw).not.toMatch(/canary/i);
    expect(parent.systemText).toContain('Canary words.');
    expect(last.body.messages.at(-1)).toEqual({ role: 'tool', tool_call_id: 'call_spawn', content: '1 2 3' });
    expect(answer.json.usage).toMatchObject({ prompt_tokens: 30, completion_tokens: 15, total_tokens: 45 });
  });

  it('what a subagent says is no part of the stream', async () => {
    gateway.upstream.script(toolCalls([spawn('x')]), text('inner words'), text('outer words'));
    const answer = await chat(gateway.url, { stream: true });
    expect(answer.text).toContain('outer words');
    expect(answer.text).not.toContain('inner words');
  });

  it('L3: depth and count hold over the whole tree; where none may be started the tool is not offered', async () => {
    gateway.upstream.handler = (request) =>
      toolNames(request).includes('sessions_spawn') && request.body.messages.length === 2
        ? toolCalls([spawn('one', undefined, 'a'), spawn('two', undefined, 'b')])
        : text('leaf');
    await chat(gateway.url);
    const depths = gateway.upstream.requests.map((request) => toolNames(request).includes('sessions_spawn'));
    // The run, its first child, that one's two, the first child's end, and the run's end: three subagents, the fourth refused.
    expect(depths).toEqual([true, true, false, false, true, true]);
    expect(resultOf(gateway.upstream.lastRequest)).toMatch(/as many subagents as it may/);
    gateway.upstream.reset();
    await chat(gateway.url, { model: 'openclaw:alone' });
    expect(toolNames(gateway.upstream.lastRequest)).not.toContain('sessions_spawn');
  });

  it('L3: the tokens of a run are those of its subagents too', async () => {
    gateway.upstream.handler = (request) =>
      toolNames(request).includes('sessions_spawn') ? toolCalls([spawn('x')]) : toolCall('session_status', {});
    const answer = await chat(gateway.url, { model: 'openclaw:small' });
    expect(gateway.upstream.requests).toHaveLength(3);
    expect(answer.json.choices[0].finish_reason).toBe('length');
    expect(answer.json.usage.total_tokens).toBe(45);
  });

  it('F3: the owner flag goes down and never up', async () => {
    gateway.upstream.handler = ({ body }) =>
      body.messages.length === 2 ? toolCalls([spawn('x', 'helper')]) : text('ok');
    for (const [options, isOwner] of [
      [{}, true],
      [guest, false],
    ] as const) {
      gateway.upstream.requests.length = 0;
      await chat(gateway.url, {}, options);
      expect(gateway.upstream.requests.map((request) => toolNames(request).includes('gateway'))).toEqual(
        gateway.upstream.requests.map(() => isOwner),
      );
    }
  });

  it('G8: what a public agent starts is public: its prompt, and just the tools of a public agent', async () => {
    gateway.upstream.handler = ({ body }) =>
      body.messages.length === 2 ? toolCalls([spawn('x', 'helper')]) : text('ok');
    await chat(gateway.url, { model: 'openclaw:front-desk' });
    const child = gateway.upstream.requests[1];
    expect(child.systemText).toContain('You are the helper.');
    expect(child.systemText).toContain('Runtime: public-facing agent');
    expect(child.systemText).not.toMatch(/host=|workspace=/);
    expect(toolNames(child)).toEqual(['session_status']);
    gateway.upstream.requests.length = 0;
    await chat(gateway.url, { model: 'openclaw:helper' });
    expect(gateway.upstream.requests[0].systemText).toContain('workspace=');
  });

  it('G4: a public subagent of a run that is not public has nothing of the host either', async () => {
    gateway.upstream.script(toolCalls([spawn('x', 'front-desk')]), text('hello'), text('ok'));
    await chat(gateway.url);
    expect(gateway.upstream.requests[1].systemText).toContain('Runtime: public-facing agent');
    expect(gateway.upstream.requests[1].systemText).not.toMatch(/host=|workspace=/);
    expect(resultOf(gateway.upstream.lastRequest)).toBe('hello');
  });

  it.each(['alone', 'nobody', '../main'])('does not start the agent %j', async (agentId) => {
    gateway.upstream.script(toolCalls([spawn('x', agentId)]), text('ok'));
    await chat(gateway.url);
    expect(gateway.upstream.requests).toHaveLength(2);
    expect(resultOf(gateway.upstream.lastRequest)).toMatch(/You may not start the agent/);
  });

  it('a failed subagent is a result the run goes on with', async () => {
    gateway.upstream.script(toolCalls([spawn('x')]), status(500, { message: 'broken' }), text('It failed.'));
    const answer = await chat(gateway.url);
    expect([answer.status, answer.json.choices[0].message.content]).toEqual([200, 'It failed.']);
    expect(resultOf(gateway.upstream.lastRequest)).toMatch(/^The subagent failed: /);
  });

  it.each([false, true])('J5: who leaves aborts the subagents too (streamed: %s)', async (stream) => {
    gateway.upstream.script(toolCalls([spawn('x')]));
    const held = gateway.upstream.manual();
    const leaving = new AbortController();
    const answer = openChat(gateway.url, { stream }, { signal: leaving.signal }).then((response) => response.text());
    const { request } = await held;
    expect(listed()).toHaveLength(2);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await request.closed;
    expect(request.aborted).toBe(true);
    await eventually(() => listed().length === 0);
    expect(gateway.upstream.requests).toHaveLength(2);
  });

  it('H3: the session of a subagent is nobody else’s to use', async () => {
    const answer = await chat(gateway.url, {}, { headers: { 'x-openclaw-session-key': 'agent:main:subagent:x' } });
    expect(answer.status).toBe(400);
  });
});
