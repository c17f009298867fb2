import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { testToken } from '../support/create-test-app.js';
import { cutAfter, events, status, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { endOf, postResponse, servingResponses, streamResponse } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';

const bearer = { authorization: `Bearer ${testToken}` };
const weather = { type: 'function', name: 'weather', parameters: { type: 'object', properties: {} } };
const delta = (fields: Record<string, unknown>, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason }],
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses({ maxBodyBytes: 4096 }) });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

describe('POST /v1/responses', () => {
  it('answers by a run, with every field of the response and the headers of a run', async () => {
    gateway.upstream.script(text('Hello!'));
    const answer = await postResponse(gateway, { model: 'openclaw:main', input: 'hi', metadata: { a: 'b' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      object: 'response',
      status: 'completed',
      model: 'openclaw:main',
      metadata: { a: 'b' },
      store: true,
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello!' }] }],
      usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
    });
    expect(answer.body.id).toMatch(/^resp_[0-9a-f]{32}$/);
    expect(answer.headers).toMatchObject({
      'x-openclaw-agent-id': 'main',
      'x-openclaw-run-id': expect.stringMatching(/^run_/),
      'x-openclaw-session-key': expect.stringMatching(/^agent:main:/),
      'openai-processing-ms': expect.stringMatching(/^\d+$/),
    });
  });

  it('streams the same', async () => {
    gateway.upstream.script(text('Hello!'));
    const streamed = await streamResponse(gateway, { input: 'hi' });
    expect(streamed.map(({ type }) => type).slice(0, 2)).toEqual(['response.created', 'response.in_progress']);
    expect(endOf(streamed)).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'Hello!' }] }] });
  });

  it('tells the time by the clock of the gateway', async () => {
    const clock = new FakeClock();
    const own = await TestGateway.start({
      gateway: servingResponses(),
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
    try {
      const { body } = await postResponse(own, { input: 'hi' });
      const seconds = Math.floor(clock.now() / 1000);
      expect([body.created_at, body.completed_at]).toEqual([seconds, seconds]);
    } finally {
      await own.close();
    }
  });

  it('gives the reasoning as an item, and takes it back', async () => {
    gateway.upstream.script(
      events(delta({ reasoning_content: 'Let me think.' }), delta({ content: 'Done.' }), delta({}, 'stop'), '[DONE]'),
    );
    const { body } = await postResponse(gateway, { input: 'hi', reasoning: { effort: 'low' } });
    expect(body.output).toMatchObject([
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Let me think.' }] },
      { type: 'message', content: [{ text: 'Done.' }] },
    ]);
    expect(gateway.upstream.lastRequest.body['reasoning_effort']).toBe('low');
    const input = [{ role: 'user', content: 'hi' }, ...body.output, { role: 'user', content: 'and now?' }];
    expect((await postResponse(gateway, { input })).status).toBe(200);
    expect(gateway.upstream.lastRequest.body.messages.slice(1)).toEqual([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'Done.' },
      { role: 'user', content: 'and now?' },
    ]);
  });

  it('reports cached and reasoning tokens, and sends the cache key on', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 20,
      prompt_tokens_details: { cached_tokens: 64 },
      completion_tokens_details: { reasoning_tokens: 7 },
    };
    gateway.upstream.script(text('ok', { usage }));
    const { body } = await postResponse(gateway, { input: 'hi', prompt_cache_key: 'key' });
    expect(body.usage).toMatchObject({
      input_tokens_details: { cached_tokens: 64 },
      output_tokens_details: { reasoning_tokens: 7 },
    });
    expect(gateway.upstream.lastRequest.body['prompt_cache_key']).toBe('key');
  });

  it.each([
    ['length', 'max_output_tokens'],
    ['content_filter', 'content_filter'],
  ])('an answer that the model ends with %s is incomplete', async (finishReason, reason) => {
    gateway.upstream.script(text('half', { finishReason }), text('half', { finishReason }));
    const { body } = await postResponse(gateway, { input: 'hi', max_output_tokens: 16 });
    expect(body).toMatchObject({ status: 'incomplete', incomplete_details: { reason }, max_output_tokens: 16 });
    const streamed = await streamResponse(gateway, { input: 'hi' });
    expect(streamed.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: { incomplete_details: { reason } },
    });
  });

  it.each(['get', 'put', 'patch', 'delete'] as const)('B3: %s is 405 with Allow', async (method) => {
    const answer = await request(gateway.url)[method]('/v1/responses').set(bearer);
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
  });

  it('B4: a body over the limit is 413 and names the setting', async () => {
    const answer = await postResponse(gateway, { input: 'x'.repeat(5000) });
    expect(answer.status).toBe(413);
    expect(answer.body.error.message).toContain('gateway.http.endpoints.responses.maxBodyBytes');
  });
});

describe('I3: tools', () => {
  it('a call of a client tool is an item, and its result goes on', async () => {
    gateway.upstream.script(toolCall('weather', { place: 'Oslo' }, 'call_w1'), text('Rain.'));
    const first = await postResponse(gateway, { input: 'Weather?', tools: [weather] });
    expect(first.body).toMatchObject({
      status: 'completed',
      output: [{ type: 'function_call', call_id: 'call_w1', name: 'weather', arguments: '{"place":"Oslo"}' }],
    });
    const result = { type: 'function_call_output', call_id: 'call_w1', output: 'rain' };
    const input = [{ role: 'user', content: 'Weather?' }, ...first.body.output, result];
    const second = await postResponse(gateway, { input, tools: [weather] });
    expect(second.body.output).toMatchObject([{ content: [{ text: 'Rain.' }] }]);
    expect(gateway.upstream.lastRequest.body.messages.slice(1)).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_w1' }] },
      { role: 'tool', tool_call_id: 'call_w1', content: 'rain' },
    ]);
  });

  it('a result that answers no call names the input', async () => {
    const answer = await postResponse(gateway, {
      input: [{ type: 'function_call_output', call_id: 'call_none', output: 'x' }],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ param: 'input', message: expect.stringContaining('call_none') });
  });

  it('max_tool_calls bounds the calls of the agent itself', async () => {
    const status = { name: 'session_status', arguments: {} };
    gateway.upstream.script(toolCalls([status, { ...status, id: 'call_2' }]));
    const { body } = await postResponse(gateway, { input: 'hi', max_tool_calls: 1 });
    expect(body).toMatchObject({ status: 'incomplete', max_tool_calls: 1 });
    gateway.upstream.script(toolCall('session_status', {}), text('Noon.'));
    const within = await postResponse(gateway, { input: 'hi', max_tool_calls: 1 });
    expect(within.body).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'Noon.' }] }] });
  });

  it('tools that are not there are ignored and named', async () => {
    const tools = [{ type: 'web_search' }, { type: 'namespace', name: 'n', tools: [] }, weather];
    const answer = await postResponse(gateway, { input: 'hi', tools, client_metadata: { a: 'b' } });
    expect(answer.headers['x-openclaw-ignored-fields']).toBe('client_metadata, tools.web_search, tools.namespace');
    expect(answer.body.tools).toMatchObject([{ type: 'function', name: 'weather' }]);
  });
});

describe('H: sessions', () => {
  it.each([
    ['user', { user: 'ada' }, {}],
    ['the header', {}, { 'x-openclaw-session-key': 'talk' }],
  ])('%s keeps a conversation, and items that are sent again are recognised', async (_name, fields, headers) => {
    gateway.upstream.script(text('One.'), text('Two.'), text('Three.'));
    const ask = async (input: unknown) => (await postResponse(gateway, { input, ...fields }, headers)).body;
    const first = await ask('first');
    await ask([{ role: 'user', content: 'first' }, ...first.output, { role: 'user', content: 'second' }]);
    await ask('third');
    const said = gateway.upstream.lastRequest.body.messages.slice(1).map(({ content }) => content);
    expect(said).toEqual(['first', 'One.', 'second', 'Two.', 'third']);
  });

  it('without either, an answer does not follow the one before', async () => {
    await postResponse(gateway, { input: 'first', safety_identifier: 'planted-identifier' });
    await postResponse(gateway, { input: 'second', safety_identifier: 'planted-identifier' });
    expect(gateway.upstream.lastRequest.body.messages).toHaveLength(2);
    expect(JSON.stringify(gateway.upstream.lastRequest.body)).not.toContain('planted-identifier');
  });
});

describe('J: failures and leaving', () => {
  it.each([false, true])('J2: an early failure keeps its status (stream: %s)', async (stream) => {
    gateway.upstream.script(status(500));
    const answer = await postResponse(gateway, { input: 'hi', stream });
    expect(answer.status).toBe(502);
    expect(answer.body.error).toMatchObject({ code: 'upstream_error' });
  });

  it('J4: a later failure is response.failed, with what was said', async () => {
    gateway.upstream.script(cutAfter(2));
    const streamed = await streamResponse(gateway, { input: 'hi' });
    expect(streamed.at(-1)).toMatchObject({
      type: 'response.failed',
      response: {
        error: { code: 'server_error' },
        output: [{ status: 'incomplete', content: [{ text: 'piece 0 piece 1 ' }] }],
      },
    });
  });

  it.each([false, true])('J5: a client that leaves ends the call of the model (stream: %s)', async (stream) => {
    const manual = gateway.upstream.manual();
    const controller = new AbortController();
    const call = fetch(`${gateway.url}/v1/responses`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ input: 'hi', stream }),
      signal: controller.signal,
    });
    const left = expect(call.then((answer) => answer.text())).rejects.toMatchObject({ name: 'AbortError' });
    const exchange = await manual;
    controller.abort();
    await left;
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
  });
});
