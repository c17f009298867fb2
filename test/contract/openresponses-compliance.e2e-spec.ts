import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import type { ResponseResource } from '../../src/openai-wire/responses/response-resource.js';
import { testToken } from '../support/create-test-app.js';
import { events, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { expectOpenAiAnswer } from '../support/openai-answer.js';
import { expectValid, expectValidResponse } from '../support/openai-schema.js';
import { endOf, postResponse, servingResponses, streamResponse } from '../support/response-request.js';
import type { ResponseEvent } from '../support/response-stream.js';
import { ResponsesSocket } from '../support/responses-socket.js';
import { TestGateway } from '../support/test-gateway.js';
import { pixelUri } from '../support/pixel.js';

/**
 * Written from the specification of Open Responses. Those of the published cases bear their names; the others over WebSocket are in
 * openresponses-websocket.e2e-spec.ts.
 */

const message = (role: string, content: unknown) => ({ type: 'message', role, content });
const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather of a place',
  parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses({ dialect: 'openresponses' }) });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

/** The answer that is not streamed; its form has been checked. */
async function create(body: Record<string, unknown>): Promise<ResponseResource> {
  const answer = await postResponse(gateway, { model: 'openclaw', ...body });
  expect(answer.status).toBe(200);
  return answer.body;
}

/** Any other request, with a body or without; the form of its answer has been checked. */
async function ask(method: 'get' | 'post', path: string, body?: Record<string, unknown>): Promise<Response> {
  const headers = { authorization: `Bearer ${testToken}` };
  const answer = await request(gateway.url)[method](path).set(headers).send(body);
  const [plainPath = ''] = path.split('?');
  expectOpenAiAnswer({ path: plainPath, status: answer.status, contentType: answer.type, text: answer.text });
  return answer;
}

/** What was sent to the model after the agent's own prompt. */
const sent = () => gateway.upstream.lastRequest.body.messages.slice(1);
const typesOf = (streamed: readonly ResponseEvent[]) => streamed.map(({ type }) => type);

describe('Open Responses', () => {
  it('basic-response: a completed response with a message', async () => {
    gateway.upstream.script(text('Hello there, friend.'));
    expect(await create({ input: [message('user', 'Say hello in three words.')] })).toMatchObject({
      status: 'completed',
      output: [{ type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text' }] }],
    });
  });

  it('a string for input says the same as one message of the user', async () => {
    await create({ input: 'hi' });
    const short = sent();
    await create({ input: [message('user', [{ type: 'input_text', text: 'hi' }])] });
    expect(sent()).toEqual(short);
  });

  it('streaming-response: the events in order, by name and number, to the completed response', async () => {
    gateway.upstream.script(text('One, two.'));
    const streamed = await streamResponse(gateway, { input: [message('user', 'Count to two.')] });
    expect(typesOf(streamed)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(streamed[0]?.response).toMatchObject({ status: 'in_progress', output: [] });
    expect(endOf(streamed).status).toBe('completed');
  });

  it('system-prompt: as a message', async () => {
    await create({ input: [message('system', 'You are a pirate.'), message('user', 'Say hello.')] });
    expect(gateway.upstream.lastRequest.systemText).toContain('You are a pirate.');
    expect(sent()).toEqual([{ role: 'user', content: 'Say hello.' }]);
  });

  it('developer message and instructions: both extend the prompt', async () => {
    const response = await create({
      instructions: 'Be brief.',
      input: [message('developer', 'Speak French.'), message('user', 'Say hello.')],
    });
    expect(gateway.upstream.lastRequest.systemText).toMatch(/Be brief\.[^]*Speak French\./);
    expect(response.instructions).toBe('Be brief.');
  });

  it('tool-calling: a function call with its arguments', async () => {
    gateway.upstream.script(toolCall('get_weather', { location: 'San Francisco' }, 'call_1'));
    const response = await create({ input: 'Weather in San Francisco?', tools: [weather], tool_choice: 'auto' });
    expect(response).toMatchObject({
      status: 'completed',
      tools: [{ type: 'function', name: 'get_weather' }],
      output: [{ type: 'function_call', call_id: 'call_1', name: 'get_weather', status: 'completed' }],
    });
  });

  it('tool-calling, streamed: the deltas of the arguments, then the whole', async () => {
    gateway.upstream.script(toolCall('get_weather', { location: 'Oslo' }, 'call_1'));
    const streamed = await streamResponse(gateway, { input: 'Weather in Oslo?', tools: [weather] });
    const deltas = streamed.filter(({ type }) => type === 'response.function_call_arguments.delta');
    const done = streamed.find(({ type }) => type === 'response.function_call_arguments.done');
    expect(deltas.map(({ delta }) => delta).join('')).toBe('{"location":"Oslo"}');
    expect(done?.arguments).toBe('{"location":"Oslo"}');
  });

  it('parallel tool calls: one item each, in order', async () => {
    const calls = ['Oslo', 'Bergen'].map((location) => ({ name: 'get_weather', arguments: { location } }));
    gateway.upstream.script(toolCalls(calls));
    const { output } = await create({ input: 'Weather?', tools: [weather], parallel_tool_calls: true });
    expect(output.map((item) => (item.type === 'function_call' ? item.call_id : item.type))).toEqual([
      'call_0',
      'call_1',
    ]);
  });

  it('tool result: the answer goes on with what the function gave', async () => {
    gateway.upstream.script(text('It rains.'));
    const input = [
      message('user', 'Weather in Oslo?'),
      { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '{"location":"Oslo"}' },
      { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: 'rain' }] },
    ];
    expect(await create({ input, tools: [weather] })).toMatchObject({ output: [{ content: [{ text: 'It rains.' }] }] });
    expect(sent()).toMatchObject([{ role: 'user' }, { role: 'assistant' }, { role: 'tool', content: 'rain' }]);
  });

  it.each([
    ['required', 'required', 'required'],
    [
      'one function',
      { type: 'function', name: 'get_weather' },
      { type: 'function', function: { name: 'get_weather' } },
    ],
    [
      'allowed tools',
      { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'get_weather' }] },
      'required',
    ],
  ])('tool choice: %s is demanded and given back', async (_name, tool_choice, upstream) => {
    gateway.upstream.script(toolCall('get_weather', { location: 'Oslo' }, 'call_1'));
    const response = await create({ input: 'Weather?', tools: [weather], tool_choice });
    expect(response.tool_choice).toEqual(tool_choice);
    expect(gateway.upstream.lastRequest.body['tool_choice']).toEqual(upstream);
  });

  it('image-input: a data URI within a message', async () => {
    gateway.upstream.script(text('A dot.'));
    const content = [
      { type: 'input_text', text: 'What is this?' },
      { type: 'input_image', image_url: pixelUri },
    ];
    expect(await create({ input: [message('user', content)] })).toMatchObject({ status: 'completed' });
    expect(sent()).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: pixelUri } },
        ],
      },
    ]);
  });

  it('multi-turn: the earlier turns come before the new one', async () => {
    await create({
      input: [
        message('user', 'My name is Alice.'),
        message('assistant', [{ type: 'output_text', text: 'Hello Alice!' }]),
        message('user', 'What is my name?'),
      ],
    });
    expect(sent()).toEqual([
      { role: 'user', content: 'My name is Alice.' },
      { role: 'assistant', content: 'Hello Alice!' },
      { role: 'user', content: 'What is my name?' },
    ]);
  });

  it('multi-turn: the output of a response is accepted as input, whole', async () => {
    gateway.upstream.script(text('One.'), text('Two.'));
    const { output } = await create({ input: 'first' });
    await create({ input: [message('user', 'first'), ...output, message('user', 'second')] });
    expect(sent()).toHaveLength(3);
  });

  it('assistant-phase: the phases of earlier messages are accepted, and kept with the input', async () => {
    gateway.upstream.script(text('Four.'));
    const input = [
      { ...message('assistant', 'I should answer with the number.'), phase: 'commentary' },
      { ...message('assistant', 'The number is four.'), phase: 'final_answer' },
      message('user', 'Repeat the number.'),
    ];
    const { id, status } = await create({ input });
    expect(status).toBe('completed');
    expect(sent()).toMatchObject([{ role: 'assistant' }, { role: 'user', content: 'Repeat the number.' }]);
    const { body } = await ask('get', `/v1/responses/${id}/input_items?order=asc`);
    expect(body.data.map(({ phase }: { phase?: string }) => phase)).toEqual(['commentary', 'final_answer', undefined]);
    for (const item of body.data) expectValid('ItemField', item, 'openresponses');
  });

  it('response-output-phase-schema: messages of an answer may bear a phase, and only a known one', async () => {
    const response = await create({ input: 'hi' });
    const labelled = (phase: string) => ({ ...response, output: response.output.map((item) => ({ ...item, phase })) });
    expect(() => expectValidResponse(labelled('commentary'))).not.toThrow();
    expect(() => expectValidResponse(labelled('final_answer'))).not.toThrow();
    expect(() => expectValidResponse(labelled('thinking'))).toThrow(/Not a Response/);
  });

  it('compact-response: a conversation becomes a compaction, and goes on from it', async () => {
    gateway.upstream.script(text('Launch on Monday, tell support first.'), text('Monday.'));
    const talk = [message('user', 'We launch on Monday, and tell support first.'), message('assistant', 'Understood.')];
    const { status, body } = await ask('post', '/v1/responses/compact', {
      model: 'openclaw',
      prompt_cache_key: 'launch',
      input: talk,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'response.compaction', output: [{ type: 'compaction' }] });
    expect(gateway.upstream.lastRequest.body['prompt_cache_key']).toBe('launch');
    await create({ input: [...body.output, message('user', 'When?')] });
    expect(sent()).toMatchObject([{ content: expect.stringContaining('Launch on Monday') }, { content: 'When?' }]);
  });

  it('websocket-compact-new-chain: a compaction begins a chain on a connection', async () => {
    gateway.upstream.script(text('Launch on Monday.'), text('Monday.'));
    const input = [message('user', 'We launch on Monday.')];
    const { body } = await ask('post', '/v1/responses/compact', { model: 'openclaw', input });
    const client = await ResponsesSocket.open(gateway);
    const response = await client.respond({
      model: 'openclaw',
      store: false,
      input: [...body.output, message('user', 'When?')],
    });
    expect(response).toMatchObject({ status: 'completed', previous_response_id: null });
    expect(sent()).toMatchObject([{ content: expect.stringContaining('Launch on Monday') }, { content: 'When?' }]);
  });

  it('compact-missing-model: is refused, and names the field', async () => {
    const { status, body } = await ask('post', '/v1/responses/compact', { input: [message('user', 'Compact this.')] });
    expect([status, body.error.param]).toEqual([400, 'model']);
    expect(gateway.upstream.requests).toHaveLength(0);
  });

  it('reasoning: an item before the message, and events of its own', async () => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      choices: [{ index: 0, delta, finish_reason }],
    });
    gateway.upstream.script(events(chunk({ reasoning_content: 'hm' }), chunk({ content: 'So.' }, 'stop'), '[DONE]'));
    const streamed = await streamResponse(gateway, { input: 'Think.', reasoning: { effort: 'high' } });
    expect(typesOf(streamed)).toEqual(
      expect.arrayContaining(['response.reasoning.delta', 'response.reasoning.done', 'response.output_text.delta']),
    );
    expect(endOf(streamed)).toMatchObject({
      reasoning: { effort: 'high', summary: null },
      output: [{ type: 'reasoning' }, { type: 'message' }],
    });
  });

  it('JSON: text.format reaches the model', async () => {
    gateway.upstream.script(text('{}'));
    const response = await create({ input: 'JSON, please.', text: { format: { type: 'json_object' } } });
    expect(response.text.format).toEqual({ type: 'json_object' });
    expect(gateway.upstream.lastRequest.body['response_format']).toEqual({ type: 'json_object' });
  });

  it('an answer cut by max_output_tokens is incomplete', async () => {
    gateway.upstream.script(text('half', { finishReason: 'length' }));
    expect(await create({ input: 'Write a novel.', max_output_tokens: 16 })).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
  });

  it('null stands for a field that is left out', async () => {
    const fields = 'instructions tools tool_choice metadata text temperature top_p presence_penalty reasoning'.split(
      ' ',
    );
    const nulls = Object.fromEntries(fields.map((name) => [name, null]));
    expect(await create({ input: 'hi', ...nulls })).toMatchObject({ status: 'completed', temperature: 1, tools: [] });
  });

  it('an error has a message, a type, a code and a param', async () => {
    const answer = await postResponse(gateway, { model: 'openclaw', input: [message('user', 5)] });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'invalid_value',
      param: 'input[0].content',
    });
  });
});
