import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { testToken } from '../support/create-test-app.js';
import { chunks, status, text, toolCall } from '../support/fake-answers.js';
import { livedMilliseconds } from '../support/lived-milliseconds.js';
import { readAll } from '../support/read-all.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';

const observed = new ValidatingFetch();
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a place',
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
};
const placeSchema = {
  title: 'place',
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};

let gateway: TestGateway;
let sut: ChatOpenAI;

const model = (apiKey = testToken): ChatOpenAI =>
  new ChatOpenAI({
    model: 'openclaw:main',
    apiKey,
    maxRetries: 0,
    useResponsesApi: false,
    configuration: { baseURL: `${gateway.url}/v1`, fetch: observed.fetch },
  });

beforeAll(async () => {
  gateway = await TestGateway.start();
  sut = model();
});

afterEach(() => {
  gateway.upstream.reset();
  observed.expectAllValid();
});

afterAll(() => gateway.close());

describe('@langchain/openai', () => {
  it('I1: invoke gives the answer, its usage and its finish reason', async () => {
    gateway.upstream.script(text('Hello!'));
    const message = await sut.invoke('hi');
    expect(message.text).toBe('Hello!');
    expect(message.usage_metadata).toMatchObject({ input_tokens: 10, output_tokens: 5, total_tokens: 15 });
    expect(message.response_metadata).toMatchObject({ finish_reason: 'stop' });
    expect(gateway.upstream.lastRequest.lastUserText).toBe('hi');
  });

  it('J3: stream joins to the answer and carries the usage', async () => {
    gateway.upstream.script(chunks(['Good ', 'mor', 'ning ☀️']));
    const received = await readAll(await sut.stream('hi'));
    expect(received.map((chunk) => chunk.text).join('')).toBe('Good morning ☀️');
    const usages = received.flatMap((chunk) => chunk.usage_metadata ?? []);
    expect(usages).toMatchObject([{ total_tokens: 15 }]);
  });

  it('I3: bindTools: a call, its result, and the answer', async () => {
    gateway.upstream.script(toolCall('weather', { place: 'Oslo' }, 'call_w1'), text('Rain.'));
    const bound = sut.bindTools([weather]);
    const conversation: BaseMessage[] = [new HumanMessage('Weather in Oslo?')];
    const asking = await bound.invoke(conversation);
    expect(asking.tool_calls).toMatchObject([{ id: 'call_w1', name: 'weather', args: { place: 'Oslo' } }]);
    conversation.push(asking, new ToolMessage({ tool_call_id: 'call_w1', content: 'rain' }));
    expect((await bound.invoke(conversation)).text).toBe('Rain.');
    expect(gateway.upstream.lastRequest.body.messages.at(-1)).toMatchObject({
      role: 'tool',
      tool_call_id: 'call_w1',
      content: 'rain',
    });
  });

  it('I3: streamed tool arguments are put together', async () => {
    gateway.upstream.script(toolCall('weather', { place: 'Tromsø 🌌' }));
    const received = await readAll(await sut.bindTools([weather]).stream('Weather?'));
    const whole = received.reduce((all, chunk) => all.concat(chunk));
    expect(whole.tool_calls).toMatchObject([{ name: 'weather', args: { place: 'Tromsø 🌌' } }]);
  });

  it('I4: withStructuredOutput by JSON schema', async () => {
    gateway.upstream.script(text('{"city":"Oslo"}'));
    const structured = sut.withStructuredOutput(placeSchema, { name: 'place', method: 'jsonSchema' });
    await expect(structured.invoke('Where?')).resolves.toEqual({ city: 'Oslo' });
    expect(gateway.upstream.lastRequest.body['response_format']).toMatchObject({ type: 'json_schema' });
  });

  it('I3: withStructuredOutput by a tool that must be called', async () => {
    gateway.upstream.script(toolCall('place', { city: 'Oslo' }));
    const structured = sut.withStructuredOutput(placeSchema, { name: 'place', method: 'functionCalling' });
    await expect(structured.invoke('Where?')).resolves.toEqual({ city: 'Oslo' });
    expect(gateway.upstream.lastRequest.body['tool_choice']).toEqual({
      type: 'function',
      function: { name: 'place' },
    });
  });

  it('J5: an aborted stream closes the upstream within 250 ms', async () => {
    const manual = gateway.upstream.manual();
    const controller = new AbortController();
    const call = sut.stream('hi', { signal: controller.signal });
    const exchange = await manual;
    await exchange.delta({ content: 'first' });
    const stream = await call;
    await stream.next();
    controller.abort();
    expect(await livedMilliseconds(exchange.request.closed)).toBeLessThan(250);
    await expect(readAll(stream)).rejects.toThrow(/abort/i);
  });

  it('K2: a wrong key and a failing provider are errors with their status', async () => {
    await expect(model('wrong').invoke('hi')).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    gateway.upstream.script(status(500), status(429));
    await expect(sut.invoke('hi')).rejects.toMatchObject({ status: 502, code: 'upstream_error' });
    await expect(sut.stream('hi')).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
  });
});
