import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ResponseResource } from '../../src/openai-wire/responses/response-resource.js';
import { events, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { endOf, postResponse, servingResponses, streamResponse } from '../support/response-request.js';
import type { ResponseEvent } from '../support/response-stream.js';
import { TestGateway } from '../support/test-gateway.js';

/** Written from the specification of Open Responses; each case is one that needs no response to be kept. */

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
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

/** What was sent to the model after the agent's own prompt. */
const sent = () => gateway.upstream.lastRequest.body.messages.slice(1);
const typesOf = (streamed: readonly ResponseEvent[]) => streamed.map(({ type }) => type);

describe('Open Responses', () => {
  it('basic text: a completed response with a message', async () => {
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

  it('streaming: the events in order, by name and number, to the completed response', async () => {
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

  it('system prompt: as a message', async () => {
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

  it('tool calling: a function call with its arguments', async () => {
    gateway.upstream.script(toolCall('get_weather', { location: 'San Francisco' }, 'call_1'));
    const response = await create({ input: 'Weather in San Francisco?', tools: [weather], tool_choice: 'auto' });
    expect(response).toMatchObject({
      status: 'completed',
      tools: [{ type: 'function', name: 'get_weather' }],
      output: [{ type: 'function_call', call_id: 'call_1', name: 'get_weather', status: 'completed' }],
    });
  });

  it('tool calling, streamed: the deltas of the arguments, then the whole', async () => {
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

  it('image input: a data URI within a message', async () => {
    gateway.upstream.script(text('A dot.'));
    const content = [
      { type: 'input_text', text: 'What is this?' },
      { type: 'input_image', image_url: pixel },
    ];
    expect(await create({ input: [message('user', content)] })).toMatchObject({ status: 'completed' });
    expect(sent()).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: pixel } },
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
