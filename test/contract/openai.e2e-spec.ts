import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ChatCompletionFunctionTool, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { testToken } from '../support/create-test-app.js';
import { chunks, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { livedMilliseconds } from '../support/lived-milliseconds.js';
import { readAll } from '../support/read-all.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';
import { pixelUri } from '../support/pixel.js';

const observed = new ValidatingFetch();
const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'hi' }];
const weather: ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
};

let gateway: TestGateway;
let sut: OpenAI;

beforeAll(async () => {
  gateway = await TestGateway.start();
  sut = new OpenAI({ apiKey: testToken, baseURL: `${gateway.url}/v1`, fetch: observed.fetch });
});

afterEach(() => {
  gateway.upstream.reset();
  observed.expectAllValid();
});

afterAll(() => gateway.close());

describe('the openai package: answers', () => {
  it('I1: completes a chat, with usage, finish reason and request id', async () => {
    gateway.upstream.script(text('Hello!'));
    const completion = await sut.chat.completions.create({ model: 'openclaw', messages });
    expect(completion.choices[0]).toMatchObject({ message: { content: 'Hello!' }, finish_reason: 'stop' });
    expect(completion.usage).toMatchObject({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });
    expect(completion.model).toBe('openclaw');
    expect(completion._request_id).toMatch(/^req_/);
  });

  it('E1: chooses the agent by model name', async () => {
    const { response } = await sut.chat.completions.create({ model: 'openclaw:front-desk', messages }).withResponse();
    expect(response.headers.get('x-openclaw-agent-id')).toBe('front-desk');
    expect(gateway.upstream.lastRequest.systemText).toContain('Runtime: public-facing agent');
  });

  it('E5: lists and retrieves models', async () => {
    const ids: string[] = [];
    for await (const model of sut.models.list()) ids.push(model.id);
    expect(ids).toEqual(['openclaw:main', 'openclaw:front-desk']);
    await expect(sut.models.retrieve('openclaw:main')).resolves.toMatchObject({ id: 'openclaw:main', object: 'model' });
    await expect(sut.models.retrieve('openclaw:nobody')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('I3: a client tool is called, answered, and the answer follows', async () => {
    gateway.upstream.script(toolCall('weather', { place: 'Oslo' }, 'call_w1'), text('Rain in Oslo.'));
    const first = await sut.chat.completions.create({ model: 'openclaw', messages, tools: [weather] });
    const [choice] = first.choices;
    expect(choice).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        tool_calls: [{ id: 'call_w1', type: 'function', function: { name: 'weather', arguments: '{"place":"Oslo"}' } }],
      },
    });
    const answered: ChatCompletionMessageParam[] = [
      ...messages,
      ...(choice ? [choice.message] : []),
      { role: 'tool', tool_call_id: 'call_w1', content: 'rain' },
    ];
    const second = await sut.chat.completions.create({ model: 'openclaw', messages: answered, tools: [weather] });
    expect(second.choices[0]?.message.content).toBe('Rain in Oslo.');
    expect(gateway.upstream.lastRequest.body.messages.slice(1)).toMatchObject([
      { role: 'user', content: 'hi' },
      { role: 'assistant', tool_calls: [{ id: 'call_w1' }] },
      { role: 'tool', tool_call_id: 'call_w1', content: 'rain' },
    ]);
  });

  it('I4: chat.completions.parse gets what its JSON schema asks for', async () => {
    gateway.upstream.script(text('{"city":"Oslo"}'));
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const json_schema = { name: 'place', strict: true, schema };
    const completion = await sut.chat.completions.parse({
      model: 'openclaw',
      messages,
      response_format: { type: 'json_schema', json_schema },
    });
    expect(completion.choices[0]?.message.parsed).toEqual({ city: 'Oslo' });
    expect(gateway.upstream.lastRequest.body['response_format']).toEqual({ type: 'json_schema', json_schema });
  });

  it('B7: an image as data URI reaches the model', async () => {
    const content = [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'image_url' as const, image_url: { url: pixelUri, detail: 'low' as const } },
    ];
    await sut.chat.completions.create({ model: 'openclaw', messages: [{ role: 'user', content }] });
    expect(gateway.upstream.lastRequest.body.messages.at(-1)).toEqual({ role: 'user', content });
  });
});

describe('the openai package: streams', () => {
  it('J3: the joined deltas are the answer', async () => {
    gateway.upstream.script(chunks(['Good ', 'mor', 'ning ☀️', '!']));
    let joined = '';
    const finishes: unknown[] = [];
    for await (const chunk of await sut.chat.completions.create({ model: 'openclaw', messages, stream: true })) {
      joined += chunk.choices[0]?.delta.content ?? '';
      finishes.push(chunk.choices[0]?.finish_reason);
    }
    expect(joined).toBe('Good morning ☀️!');
    expect(finishes.filter((reason) => reason !== null)).toEqual(['stop']);
  });

  it('J2: include_usage adds one chunk with the usage and no choice', async () => {
    const stream = await sut.chat.completions.create({
      model: 'openclaw',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const received = await readAll(stream);
    expect(received.filter(({ usage }) => usage != null)).toEqual([received.at(-1)]);
    expect(received.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 15 } });
  });

  it('J2: the stream helper tells its events and puts the whole answer together', async () => {
    gateway.upstream.script(chunks(['one ', 'two']));
    const seen: string[] = [];
    const stream = sut.chat.completions
      .stream({ model: 'openclaw', messages, stream_options: { include_usage: true } })
      .on('connect', () => seen.push('connect'))
      .on('content', (delta) => seen.push(delta))
      .on('end', () => seen.push('end'));
    await expect(stream.finalContent()).resolves.toBe('one two');
    await expect(stream.totalUsage()).resolves.toMatchObject({ total_tokens: 15 });
    expect((await stream.finalChatCompletion()).choices[0]).toMatchObject({ finish_reason: 'stop' });
    expect(seen.filter((name) => name !== '')).toEqual(['connect', 'one ', 'two', 'end']);
  });

  it('I3: streamed arguments of parallel calls are put together by index', async () => {
    const places = ['Oslo "centre"', 'Bergen 🌧'];
    gateway.upstream.script(toolCalls(places.map((place) => ({ name: 'weather', arguments: { place } }))));
    const stream = sut.chat.completions.stream({ model: 'openclaw', messages, tools: [weather] });
    const message = await stream.finalMessage();
    const asked = message.tool_calls?.map((call) => (call.type === 'function' ? call.function.arguments : ''));
    expect(asked?.map((json): unknown => JSON.parse(json))).toEqual(places.map((place) => ({ place })));
  });
});

describe('the openai package: aborts', () => {
  it('J5: an aborted stream closes the upstream within 250 ms', async () => {
    const manual = gateway.upstream.manual();
    const call = sut.chat.completions.create({ model: 'openclaw', messages, stream: true });
    const exchange = await manual;
    await exchange.delta({ content: 'first' });
    for await (const chunk of await call) if (chunk.choices[0]?.delta.content === 'first') break;
    expect(await livedMilliseconds(exchange.request.closed)).toBeLessThan(250);
    expect(exchange.request.aborted).toBe(true);
  });

  it('J5: an aborted call without stream closes the upstream within 250 ms', async () => {
    const manual = gateway.upstream.manual();
    const controller = new AbortController();
    const call = sut.chat.completions.create({ model: 'openclaw', messages }, { signal: controller.signal });
    const rejected = expect(call).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    const exchange = await manual;
    controller.abort();
    expect(await livedMilliseconds(Promise.all([rejected, exchange.request.closed]))).toBeLessThan(250);
    expect(exchange.request.aborted).toBe(true);
    // Nothing was answered; this keeps the check after each test from being empty.
    await sut.models.list();
  });
});
