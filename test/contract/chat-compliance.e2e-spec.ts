import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chunksOf, postChat } from '../support/chat-request.js';
import { joinChunks } from '../support/chat-stream.js';
import { cutAfter, events, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { TestGateway } from '../support/test-gateway.js';
import { pixelUri } from '../support/pixel.js';

/** The cases of openresponses-compliance.e2e-spec.ts, as far as chat completions have the like; same names, same order. */

const message = (role: string, content: unknown) => ({ role, content });
const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a place',
    parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
  },
};
const named = { type: 'function', function: { name: 'get_weather' } };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

/** The answer that is not streamed; its form has been checked. */
async function complete(messages: unknown[], fields: Record<string, unknown> = {}) {
  const answer = await postChat(gateway, { model: 'openclaw', messages, ...fields });
  expect(answer.status).toBe(200);
  return answer.body;
}

/** The chunks of a stream; their form has been checked. */
async function stream(messages: unknown[], fields: Record<string, unknown> = {}) {
  return chunksOf((await postChat(gateway, { model: 'openclaw', messages, stream: true, ...fields })).text);
}

/** What was sent to the model after the agent's own prompt. */
const sent = () => gateway.upstream.lastRequest.body.messages.slice(1);

describe('chat completions', () => {
  it('basic-response: a finished choice with a message', async () => {
    gateway.upstream.script(text('Hello there, friend.'));
    expect(await complete([message('user', 'Say hello in three words.')])).toMatchObject({
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello there, friend.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    });
  });

  it('a string for content says the same as one text part', async () => {
    await complete([message('user', 'hi')]);
    const short = sent();
    await complete([message('user', [{ type: 'text', text: 'hi' }])]);
    expect(sent()).toEqual(short);
  });

  it('streaming-response: the role first, then the text, the finish reason and the usage', async () => {
    gateway.upstream.script(text('One, two.'));
    const chunks = await stream([message('user', 'Count to two.')], { stream_options: { include_usage: true } });
    expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant' });
    expect(joinChunks(chunks).content).toBe('One, two.');
    const finishes = chunks.flatMap(({ choices }) => choices.map((choice) => choice.finish_reason));
    expect(finishes.filter((reason) => reason !== null)).toEqual(['stop']);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 15 } });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it('system-prompt: as a message', async () => {
    await complete([message('system', 'You are a pirate.'), message('user', 'Say hello.')]);
    expect(gateway.upstream.lastRequest.systemText).toContain('You are a pirate.');
    expect(sent()).toEqual([{ role: 'user', content: 'Say hello.' }]);
  });

  it('system and developer message: both extend the prompt', async () => {
    await complete([
      message('system', 'Be brief.'),
      message('developer', [{ type: 'text', text: 'Speak French.' }]),
      message('user', 'Say hello.'),
    ]);
    expect(gateway.upstream.lastRequest.systemText).toMatch(/Be brief\.[^]*Speak French\./);
  });

  it('tool-calling: a function call with its arguments', async () => {
    gateway.upstream.script(toolCall('get_weather', { location: 'San Francisco' }, 'call_1'));
    const { choices } = await complete([message('user', 'Weather?')], { tools: [weather], tool_choice: 'auto' });
    const call = { name: 'get_weather', arguments: '{"location":"San Francisco"}' };
    expect(choices).toMatchObject([
      {
        finish_reason: 'tool_calls',
        message: { content: null, tool_calls: [{ id: 'call_1', type: 'function', function: call }] },
      },
    ]);
  });

  it('tool-calling, streamed: the deltas of the arguments make the whole', async () => {
    gateway.upstream.script(toolCall('get_weather', { location: 'Oslo' }, 'call_1'));
    const chunks = await stream([message('user', 'Weather in Oslo?')], { tools: [weather] });
    expect(joinChunks(chunks).toolCalls).toEqual([
      { id: 'call_1', name: 'get_weather', arguments: '{"location":"Oslo"}' },
    ]);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it.each([false, true])('parallel tool calls: one each, in order (stream: %s)', async (streams) => {
    const calls = ['Oslo', 'Bergen'].map((location) => ({ name: 'get_weather', arguments: { location } }));
    gateway.upstream.script(toolCalls(calls));
    const fields = { tools: [weather], parallel_tool_calls: true };
    const asked = [message('user', 'Weather?')];
    const ids: string[] = streams
      ? joinChunks(await stream(asked, fields)).toolCalls.map(({ id }) => id)
      : (await complete(asked, fields)).choices[0].message.tool_calls.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(['call_0', 'call_1']);
  });

  it('tool result: the answer goes on with what the function gave', async () => {
    gateway.upstream.script(text('It rains.'));
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'get_weather', arguments: '{"location":"Oslo"}' },
    };
    const messages = [
      message('user', 'Weather in Oslo?'),
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'rain' }] },
    ];
    const { choices } = await complete(messages, { tools: [weather] });
    expect(choices[0].message.content).toBe('It rains.');
    expect(sent()).toMatchObject([{ role: 'user' }, { role: 'assistant' }, { role: 'tool', content: 'rain' }]);
  });

  it.each([
    ['required', 'required', 'required'],
    ['one function', named, named],
    ['allowed tools', { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [named] } }, 'required'],
  ])('tool choice: %s is demanded', async (_name, tool_choice, upstream) => {
    gateway.upstream.script(toolCall('get_weather', { location: 'Oslo' }, 'call_1'));
    await complete([message('user', 'Weather?')], { tools: [weather], tool_choice });
    expect(gateway.upstream.lastRequest.body['tool_choice']).toEqual(upstream);
  });

  it('image-input: a data URI within a message', async () => {
    gateway.upstream.script(text('A dot.'));
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: pixelUri } },
    ];
    expect((await complete([message('user', content)])).choices[0].message.content).toBe('A dot.');
    expect(sent()).toEqual([{ role: 'user', content }]);
  });

  it('multi-turn: the earlier turns come before the new one', async () => {
    const messages = [
      message('user', 'My name is Alice.'),
      message('assistant', 'Hello Alice!'),
      message('user', 'What is my name?'),
    ];
    await complete(messages);
    expect(sent()).toEqual(messages);
  });

  it('multi-turn: the message of an answer is accepted in the next request, whole', async () => {
    gateway.upstream.script(text('One.'), text('Two.'));
    const { choices } = await complete([message('user', 'first')]);
    await complete([message('user', 'first'), choices[0].message, message('user', 'second')]);
    expect(sent()).toMatchObject([{ content: 'first' }, { content: 'One.' }, { content: 'second' }]);
  });

  it('assistant-phase: labels of earlier messages are accepted', async () => {
    const labelled = { ...message('assistant', 'The number is four.'), phase: 'final_answer' };
    await complete([message('user', 'Which?'), labelled, message('user', 'Repeat the number.')]);
    expect(sent()).toMatchObject([{ role: 'user' }, { content: 'The number is four.' }, { role: 'user' }]);
  });

  it('reasoning: beside the answer, never in it', async () => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      choices: [{ index: 0, delta, finish_reason }],
    });
    gateway.upstream.script(events(chunk({ reasoning_content: 'hm' }), chunk({ content: 'So.' }, 'stop'), '[DONE]'));
    const chunks = await stream([message('user', 'Think.')], { reasoning_effort: 'high' });
    expect(joinChunks(chunks)).toMatchObject({ reasoning: 'hm', content: 'So.' });
    expect(gateway.upstream.lastRequest.body['reasoning_effort']).toBe('high');
  });

  it('JSON: response_format reaches the model', async () => {
    gateway.upstream.script(text('{}'));
    await complete([message('user', 'JSON, please.')], { response_format: { type: 'json_object' } });
    expect(gateway.upstream.lastRequest.body['response_format']).toEqual({ type: 'json_object' });
  });

  it('an answer cut by max_completion_tokens says so', async () => {
    gateway.upstream.script(text('half', { finishReason: 'length' }));
    const { choices } = await complete([message('user', 'Write a novel.')], { max_completion_tokens: 16 });
    expect(choices).toMatchObject([{ finish_reason: 'length', message: { content: 'half' } }]);
  });

  it('null stands for a field that is left out', async () => {
    const fields = 'tools tool_choice metadata response_format temperature top_p presence_penalty stop user'.split(' ');
    const nulls = Object.fromEntries(fields.map((name) => [name, null]));
    expect((await complete([message('user', 'hi')], nulls)).choices[0].finish_reason).toBe('stop');
  });

  it('an error has a message, a type, a code and a param', async () => {
    const answer = await postChat(gateway, { model: 'openclaw', messages: [message('user', 5)] });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'invalid_value',
      param: 'messages[0].content',
    });
  });
});

describe('chat completions with a user, in place of a chain of responses', () => {
  const userMessages = () => sent().map(({ role, content }) => `${role}: ${String(content)}`);

  it('sequential responses: without a user nothing of one reaches the next', async () => {
    await complete([message('user', 'first')]);
    await complete([message('user', 'second')]);
    expect(userMessages()).toEqual(['user: second']);
  });

  it('continuation: only what is new is sent, and the earlier turn is there', async () => {
    gateway.upstream.script(text('OK'), text('cobalt'));
    await complete([message('user', 'The code word is cobalt.')], { user: 'chain' });
    await complete([message('user', 'Which code word?')], { user: 'chain' });
    expect(userMessages()).toEqual(['user: The code word is cobalt.', 'assistant: OK', 'user: Which code word?']);
  });

  it('failed continuation: leaves no half answer behind', async () => {
    gateway.upstream.script(text('OK'), cutAfter(2), text('cobalt'));
    await complete([message('user', 'The code word is cobalt.')], { user: 'failing' });
    const failed = await postChat(gateway, {
      model: 'openclaw',
      messages: [message('user', 'Which?')],
      user: 'failing',
    });
    expect(failed.status).toBe(502);
    await complete([message('user', 'Which code word?')], { user: 'failing' });
    expect(userMessages().join('\n')).not.toContain('piece 0');
    expect(userMessages().at(-1)).toBe('user: Which code word?');
  });
});
