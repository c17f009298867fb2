import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { testToken } from '../support/create-test-app.js';
import { chunks, events, status, text, toolCall } from '../support/fake-answers.js';
import { livedMilliseconds } from '../support/lived-milliseconds.js';
import { readAll } from '../support/read-all.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';

const observed = new ValidatingFetch();
const pixel = 'data:image/png;base64,iVBORw0KGgo=';
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

const model = (fields: ConstructorParameters<typeof ChatOpenAI>[0] = {}): ChatOpenAI =>
  new ChatOpenAI({
    model: 'openclaw:main',
    apiKey: testToken,
    maxRetries: 0,
    useResponsesApi: true,
    configuration: { baseURL: `${gateway.url}/v1`, fetch: observed.fetch },
    ...fields,
  });
/** What was sent to the model after the agent's own prompt. */
const sent = () => gateway.upstream.lastRequest.body.messages.slice(1);

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
  sut = model();
});

afterEach(() => {
  gateway.upstream.reset();
  expect(observed.answers.map(({ path }) => path)).toContain('/v1/responses');
  observed.expectAllValid();
});

afterAll(() => gateway.close());

describe('@langchain/openai over responses', () => {
  it('I1: invoke gives the answer and its usage', async () => {
    gateway.upstream.script(text('Hello!'));
    const message = await sut.invoke([new SystemMessage('Be brief.'), new HumanMessage('hi')]);
    expect(message.text).toBe('Hello!');
    expect(message.usage_metadata).toMatchObject({ input_tokens: 10, output_tokens: 5, total_tokens: 15 });
    expect(message.response_metadata).toMatchObject({ status: 'completed' });
    expect(gateway.upstream.lastRequest.systemText).toContain('Be brief.');
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
    expect(sent()).toMatchObject([
      { role: 'user', content: 'Weather in Oslo?' },
      { role: 'assistant', tool_calls: [{ id: 'call_w1' }] },
      { role: 'tool', tool_call_id: 'call_w1', content: 'rain' },
    ]);
  });

  it('I3: streamed tool arguments are put together, and can be answered', async () => {
    gateway.upstream.script(toolCall('weather', { place: 'Tromsø 🌌' }, 'call_w2'), text('Aurora.'));
    const bound = sut.bindTools([weather]);
    const received = await readAll(await bound.stream('Weather?'));
    const whole = received.reduce((all, chunk) => all.concat(chunk));
    expect(whole.tool_calls).toMatchObject([{ id: 'call_w2', name: 'weather', args: { place: 'Tromsø 🌌' } }]);
    const result = new ToolMessage({ tool_call_id: 'call_w2', content: 'clear' });
    expect((await bound.invoke([new HumanMessage('Weather?'), whole, result])).text).toBe('Aurora.');
  });

  it('I4: withStructuredOutput by JSON schema', async () => {
    gateway.upstream.script(text('{"city":"Oslo"}'));
    const structured = sut.withStructuredOutput(placeSchema, { name: 'place', method: 'jsonSchema' });
    await expect(structured.invoke('Where?')).resolves.toEqual({ city: 'Oslo' });
    expect(gateway.upstream.lastRequest.body['response_format']).toMatchObject({ type: 'json_schema' });
    // The one place where the schemas of OpenAI and Open Responses exclude each other: the answer has OpenAI's form.
    expect(observed.faults.splice(0)).toEqual([
      expect.stringMatching(/Not a ResponseResource of openresponses: .*schema/),
    ]);
  });

  it('I3: withStructuredOutput by a tool that must be called', async () => {
    gateway.upstream.script(toolCall('place', { city: 'Oslo' }));
    const structured = sut.withStructuredOutput(placeSchema, { name: 'place', method: 'functionCalling' });
    await expect(structured.invoke('Where?')).resolves.toEqual({ city: 'Oslo' });
    expect(gateway.upstream.lastRequest.body['tool_choice']).toEqual({ type: 'function', function: { name: 'place' } });
  });

  it('B7: an image reaches the model', async () => {
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: pixel } },
    ];
    await sut.invoke([new HumanMessage({ content })]);
    expect(sent()).toMatchObject([{ content: [{ type: 'text' }, { type: 'image_url', image_url: { url: pixel } }] }]);
  });

  it.each([false, true])('reads reasoning as a block of its own (stream: %s)', async (stream) => {
    const delta = (fields: object, finish_reason: string | null = null) => ({
      choices: [{ index: 0, delta: fields, finish_reason }],
    });
    gateway.upstream.script(events(delta({ reasoning_content: 'hm' }), delta({ content: 'So.' }, 'stop'), '[DONE]'));
    // Its own setting is dropped for models that it does not know to reason.
    const thoughtful = model({ modelKwargs: { reasoning: { effort: 'high', summary: 'auto' } } });
    const message = stream
      ? (await readAll(await thoughtful.stream('Think.'))).reduce((all, chunk) => all.concat(chunk))
      : await thoughtful.invoke('Think.');
    expect(message.text).toBe('So.');
    expect(message.additional_kwargs['reasoning']).toMatchObject({ summary: [{ text: 'hm' }] });
  });

  it('goes on after an earlier response', async () => {
    gateway.upstream.script(text('Hello Alice!'), text('Alice.'));
    const first = await sut.invoke('My name is Alice.');
    const previous_response_id = String(first.response_metadata['id']);
    expect((await sut.invoke('What is my name?', { previous_response_id })).text).toBe('Alice.');
    expect(sent().map(({ content }) => content)).toEqual(['My name is Alice.', 'Hello Alice!', 'What is my name?']);
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
    const refused = model({ apiKey: 'wrong' });
    await expect(refused.invoke('hi')).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    gateway.upstream.script(status(500), status(429));
    await expect(sut.invoke('hi')).rejects.toMatchObject({ status: 502, code: 'upstream_error' });
    await expect(sut.stream('hi')).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
  });
});
