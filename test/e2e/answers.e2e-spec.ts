import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, chunksOf, postChat, streamedText } from '../support/chat-request.js';
import { cutAfter, events, json, status, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { TestGateway } from '../support/test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

const delta = (fields: Record<string, unknown>, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason }],
});
const placeFormat = {
  type: 'json_schema',
  json_schema: { name: 'place', strict: true, schema: { type: 'object', properties: { city: { type: 'string' } } } },
};

describe('E6: what the answer says of itself', () => {
  it.each(['openclaw', 'openclaw:main', 'agent:main', 'OpenClaw/default'])('model %s is echoed', async (model) => {
    const answer = await postChat(gateway, { ...ask('hi'), model });
    expect(answer.body.model).toBe(model);
    const stream = await postChat(gateway, { ...ask('hi'), model, stream: true });
    expect(new Set(chunksOf(stream.text).map((chunk) => chunk.model))).toEqual(new Set([model]));
  });

  it('a request without model is told which agent answered', async () => {
    const { messages } = ask('hi');
    expect((await postChat(gateway, { messages })).body.model).toBe('openclaw:main');
  });

  it.each([false, true])('headers name request, agent, session, run and time (stream: %s)', async (stream) => {
    const { headers } = await postChat(gateway, ask('hi', { stream }), { 'x-openclaw-agent-id': 'front-desk' });
    expect(headers).toMatchObject({
      'x-request-id': expect.stringMatching(/^req_[0-9a-f]{32}$/),
      'x-openclaw-agent-id': 'front-desk',
      'x-openclaw-session-key': expect.stringMatching(/^agent:front-desk:openai:[0-9a-f-]{36}$/),
      'x-openclaw-run-id': expect.stringMatching(/^run_[0-9a-f]{32}$/),
      'openai-processing-ms': expect.stringMatching(/^\d+$/),
    });
  });

  it('every answer has ids of its own', async () => {
    const answers = await Promise.all([postChat(gateway, ask('a')), postChat(gateway, ask('b'))]);
    for (const name of ['x-request-id', 'x-openclaw-run-id', 'x-openclaw-session-key']) {
      expect(new Set(answers.map(({ headers }) => headers[name])).size).toBe(2);
    }
    expect(new Set(answers.map(({ body }) => body.id as string)).size).toBe(2);
  });
});

describe('I1: the completion', () => {
  it('has every required field, and tool_calls only when there are some', async () => {
    gateway.upstream.script(text('Hello!'));
    const before = Math.floor(Date.now() / 1000);
    const { body } = await postChat(gateway, ask('hi'));
    expect(body).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'openclaw',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello!', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: expect.any(Object),
    });
    expect(body.created).toBeGreaterThanOrEqual(before);
    expect(body.created).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it('sums the usage of all provider calls of the run, details too', async () => {
    const usage = {
      prompt_tokens: 7,
      completion_tokens: 3,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 2 },
    };
    gateway.upstream.script(toolCall('session_status', {}), text('done', { usage }));
    const { body } = await postChat(gateway, ask('what time is it?'));
    expect(body.choices[0].message).toEqual({ role: 'assistant', content: 'done', refusal: null });
    expect(body.usage).toMatchObject({
      prompt_tokens: 17,
      completion_tokens: 8,
      total_tokens: 25,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 2 },
    });
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'content_filter'],
    ['eos', 'stop'],
  ])('the provider’s finish reason %s is %s, streamed or not', async (reason, expected) => {
    gateway.upstream.handler = () => text('partial', { finishReason: reason });
    const { body } = await postChat(gateway, ask('hi'));
    expect(body.choices[0]).toMatchObject({ finish_reason: expected, message: { content: 'partial' } });
    const stream = await postChat(gateway, ask('hi', { stream: true }));
    expect(chunksOf(stream.text).at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: expected });
  });

  it('a refusal of the model is one, streamed or not', async () => {
    gateway.upstream.handler = () =>
      events(delta({ refusal: 'I will ' }), delta({ refusal: 'not.' }, 'stop'), '[DONE]');
    const { body } = await postChat(gateway, ask('hi'));
    expect(body.choices[0].message).toEqual({ role: 'assistant', content: null, refusal: 'I will not.' });
    const stream = await postChat(gateway, ask('hi', { stream: true }));
    expect(stream.text).toMatch(/"refusal":"I will "[\s\S]*"refusal":"not\."/);
  });

  it('a provider that does not stream although asked gives the same answer', async () => {
    const message = { role: 'assistant', content: 'all at once' };
    const whole = {
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    };
    gateway.upstream.handler = () => json(whole);
    const { body } = await postChat(gateway, ask('hi'));
    expect(body).toMatchObject({ choices: [{ message: { content: 'all at once' } }], usage: { total_tokens: 3 } });
    expect(streamedText((await postChat(gateway, ask('hi', { stream: true }))).text)).toBe('all at once');
  });
});

describe('I2: failures', () => {
  it.each([
    ['an error status', status(500), 502],
    ['a refused key', status(401), 502],
    ['a rate limit', status(429), 429],
    ['a cut answer', cutAfter(3), 502],
    ['an error inside the answer', events(delta({ content: 'half' }), { error: { message: 'boom' } }), 502],
  ])('%s is an error status, never 200 with an apology', async (_name, answer, expected) => {
    gateway.upstream.script(answer);
    const { status: got, body } = await postChat(gateway, ask('hi'));
    expect(got).toBe(expected);
    expect(body).not.toHaveProperty('choices');
  });

  it('an empty answer is an empty string', async () => {
    gateway.upstream.handler = () => text('');
    expect((await postChat(gateway, ask('hi'))).body.choices[0].message.content).toBe('');
    expect(streamedText((await postChat(gateway, ask('hi', { stream: true }))).text)).toBe('');
  });
});

describe('I4: response_format', () => {
  it.each([[{ type: 'text' }], [{ type: 'json_object' }], [placeFormat]])('%j reaches the provider', async (format) => {
    gateway.upstream.script(toolCall('session_status', {}), text('{}'));
    await postChat(gateway, ask('hi', { response_format: format }));
    expect(gateway.upstream.requests.map(({ body }) => body['response_format'])).toEqual([format, format]);
  });

  it.each([
    [{ type: 'yaml' }, 'response_format.type'],
    [{ type: 'json_schema' }, 'response_format.json_schema'],
    [{ type: 'json_schema', json_schema: { name: 'a b' } }, 'response_format.json_schema.name'],
    ['json_object', 'response_format'],
  ])('%j is 400', async (format, param) => {
    const answer = await postChat(gateway, ask('hi', { response_format: format }));
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ param });
  });

  it.each([false, true])(
    'what the model says before its own tools does not break the JSON (stream: %s)',
    async (stream) => {
      const looking = toolCalls([{ name: 'session_status', arguments: {} }], 'Let me look that up. ');
      gateway.upstream.script(looking, text('{"city":"Oslo"}'));
      const answer = await postChat(gateway, ask('hi', { response_format: placeFormat, stream }));
      const content: string = stream ? streamedText(answer.text) : answer.body.choices[0].message.content;
      expect(JSON.parse(content)).toEqual({ city: 'Oslo' });
    },
  );
});

describe('I5: what stays inside', () => {
  it.each([false, true])('reasoning, own tool calls and their results are no content (stream: %s)', async (stream) => {
    const reasoning = { reasoning_content: 'a thought' };
    const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'session_status', arguments: '{}' } };
    gateway.upstream.script(
      events(delta(reasoning), delta({ tool_calls: [call] }), delta({}, 'tool_calls'), '[DONE]'),
      events(delta(reasoning), delta({ content: 'It is noon.' }), delta({}, 'stop'), '[DONE]'),
    );
    const answer = await postChat(gateway, ask('what time is it?', { stream }));
    const content: unknown = stream ? streamedText(answer.text) : answer.body.choices[0].message.content;
    expect(content).toBe('It is noon.');
    expect(answer.text).not.toMatch(/session_status|tool_calls|call_1/);
    expect(answer.text).toContain('"reasoning_content":"a thought');
    expect(gateway.upstream.requests).toHaveLength(2);
  });
});
