import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createOpenResponses } from '@ai-sdk/open-responses';
import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { APICallError, type ModelMessage, Output, generateText, isStepCount, jsonSchema, streamText, tool } from 'ai';
import { testToken } from '../support/create-test-app.js';
import { chunks, cutAfter, events, status, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { livedMilliseconds } from '../support/lived-milliseconds.js';
import { makePdf } from '../support/make-pdf.js';
import { readAll } from '../support/read-all.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';
import { pixelPng, pixelUri } from '../support/pixel.js';

const observed = new ValidatingFetch();
const placeSchema = jsonSchema<{ place: string }>({
  type: 'object',
  properties: { place: { type: 'string' } },
  required: ['place'],
  additionalProperties: false,
});

interface Connector {
  name: string;
  path: string;
  connect(apiKey?: string): LanguageModelV4;
  isChat?: boolean;
}

let gateway: TestGateway;
const settings = (apiKey: string) => ({ apiKey, baseURL: `${gateway.url}/v1`, fetch: observed.fetch });

const connectors: Connector[] = [
  {
    name: '@ai-sdk/openai, chat',
    path: '/v1/chat/completions',
    isChat: true,
    connect: (apiKey = testToken) => createOpenAI(settings(apiKey)).chat('openclaw'),
  },
  {
    name: '@ai-sdk/openai, responses',
    path: '/v1/responses',
    connect: (apiKey = testToken) => createOpenAI(settings(apiKey)).responses('openclaw'),
  },
  {
    name: '@ai-sdk/open-responses',
    path: '/v1/responses',
    connect: (apiKey = testToken) =>
      createOpenResponses({ ...settings(apiKey), name: 'gateway', url: `${gateway.url}/v1/responses` })('openclaw'),
  },
];

const delta = (fields: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason }],
});
const thoughtful = (thought: string, said: string) =>
  events(delta({ reasoning_content: thought }), delta({ content: said }, 'stop'), '[DONE]');
/** What was sent to the model after the agent's own prompt. */
const sent = () => gateway.upstream.lastRequest.body.messages.slice(1);

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
});

afterEach(() => {
  gateway.upstream.reset();
  observed.expectAllValid();
});

afterAll(() => gateway.close());

function weatherTool() {
  const execute = jest.fn(async ({ place }: { place: string }) => `rain in ${place}`);
  return { execute, tools: { weather: tool({ description: 'The weather', inputSchema: placeSchema, execute }) } };
}

/** The one place where the schemas of OpenAI and Open Responses exclude each other: the answer has OpenAI's form. */
function expectOnlySchemaFaults(): void {
  const faults = observed.faults.splice(0);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.filter((fault) => !/^Error: Not a \S+ of openresponses: .*format.*schema/.test(fault))).toEqual([]);
}

describe.each(connectors)('ai with $name', ({ path, connect, isChat }) => {
  const base = () => ({ model: connect(), prompt: 'hi', maxRetries: 0 });

  it('I1: generateText gives the answer, usage and finish reason', async () => {
    gateway.upstream.script(text('Hello!'));
    const result = await generateText({ ...base(), instructions: 'Be brief.', maxOutputTokens: 50, temperature: 0.5 });
    expect(result.text).toBe('Hello!');
    expect(result.finishReason).toBe('stop');
    expect(result.usage).toMatchObject({ inputTokens: 10, outputTokens: 5, totalTokens: 15 });
    expect(observed.answers.map((answer) => answer.path)).toEqual([path]);
    expect(gateway.upstream.lastRequest.systemText).toContain('Be brief.');
    expect(gateway.upstream.lastRequest.body).toMatchObject({ temperature: 0.5 });
  });

  it('J3: streamText joins to the answer, with usage at its end', async () => {
    gateway.upstream.script(chunks(['Good ', 'mor', 'ning ☀️']));
    const result = streamText(base());
    expect(await readAll(result.textStream)).toEqual(['Good ', 'mor', 'ning ☀️']);
    await expect(result.usage).resolves.toMatchObject({ inputTokens: 10, outputTokens: 5, totalTokens: 15 });
    await expect(result.finishReason).resolves.toBe('stop');
  });

  it.each([false, true])('I3: goes through rounds of parallel calls of its own tools (stream: %s)', async (stream) => {
    const places = ['Oslo "centre"', 'Bergen 🌧'];
    gateway.upstream.script(
      toolCall('session_status', {}, 'own_1'),
      toolCalls(
        places.map((place, index) => ({ id: `call_${index}`, name: 'weather', arguments: { place } })),
        'Let me look.',
      ),
      toolCall('weather', { place: 'Tromsø' }, 'call_2'),
      text('Rain everywhere.'),
    );
    const { execute, tools } = weatherTool();
    const options = { ...base(), tools, stopWhen: isStepCount(5) };
    const result = stream ? streamText(options) : await generateText(options);
    expect(await result.text).toBe('Rain everywhere.');
    expect((await result.steps).map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'tool-calls', 'stop']);
    expect(execute.mock.calls.map(([input]) => input.place)).toEqual([...places, 'Tromsø']);
    expect(sent()).toMatchObject([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'Let me look.', tool_calls: [{ id: 'call_0' }, { id: 'call_1' }] },
      { role: 'tool', tool_call_id: 'call_0', content: 'rain in Oslo "centre"' },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain in Bergen 🌧' },
      { role: 'assistant', tool_calls: [{ id: 'call_2', function: { arguments: '{"place":"Tromsø"}' } }] },
      { role: 'tool', tool_call_id: 'call_2', content: 'rain in Tromsø' },
    ]);
  });

  it('I3: a tool that must be called is demanded of the model', async () => {
    gateway.upstream.script(toolCall('weather', { place: 'Oslo' }, 'call_w1'));
    const { tools } = weatherTool();
    const result = await generateText({ ...base(), tools, toolChoice: { type: 'tool', toolName: 'weather' } });
    expect(result.toolCalls).toMatchObject([{ toolCallId: 'call_w1', toolName: 'weather', input: { place: 'Oslo' } }]);
    expect(gateway.upstream.lastRequest.body['tool_choice']).toEqual({
      type: 'function',
      function: { name: 'weather' },
    });
  });

  it.each([false, true])(
    'I4: an output schema reaches the provider, its JSON comes back (stream: %s)',
    async (stream) => {
      gateway.upstream.script(text('{"place":"Oslo"}'));
      const options = { ...base(), output: Output.object({ schema: placeSchema }) };
      const result = stream ? streamText(options) : await generateText(options);
      expect(await result.output).toEqual({ place: 'Oslo' });
      expect(gateway.upstream.lastRequest.body['response_format']).toMatchObject({
        type: 'json_schema',
        json_schema: { schema: { required: ['place'] } },
      });
      if (!isChat) expectOnlySchemaFaults();
    },
  );

  it('I4: JSON without a schema is asked for as any object', async () => {
    gateway.upstream.script(text('{"place":"Oslo"}'));
    const result = await generateText({ ...base(), output: Output.json() });
    expect(result.output).toEqual({ place: 'Oslo' });
    expect(gateway.upstream.lastRequest.body['response_format']).toEqual({ type: 'json_object' });
  });

  it('B7: an image beside text reaches the model', async () => {
    const content = [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'file' as const, data: pixelPng, mediaType: 'image/png' },
    ];
    await generateText({ model: connect(), messages: [{ role: 'user', content }] });
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

  it('B7: a PDF reaches the model', async () => {
    const data = makePdf(['The key is under the mat.']);
    const content = [{ type: 'file' as const, data, mediaType: 'application/pdf', filename: 'notes.pdf' }];
    await generateText({ model: connect(), messages: [{ role: 'user', content }] });
    expect(JSON.stringify(sent())).toContain('The key is under the mat.');
  });

  it('a conversation goes on with the messages that the answer gave', async () => {
    gateway.upstream.script(text('Hello Alice!'), text('Alice.'));
    const messages: ModelMessage[] = [{ role: 'user', content: 'My name is Alice.' }];
    const first = await generateText({ model: connect(), messages });
    messages.push(...first.responseMessages, { role: 'user', content: 'What is my name?' });
    expect((await generateText({ model: connect(), messages })).text).toBe('Alice.');
    expect(sent()).toEqual([
      { role: 'user', content: 'My name is Alice.' },
      { role: 'assistant', content: 'Hello Alice!' },
      { role: 'user', content: 'What is my name?' },
    ]);
  });

  it('an answer that was cut says so', async () => {
    gateway.upstream.script(text('half', { finishReason: 'length' }));
    expect(await generateText(base())).toMatchObject({ text: 'half', finishReason: 'length' });
  });

  it('J5: abortSignal closes the upstream within 250 ms', async () => {
    const manual = gateway.upstream.manual();
    const controller = new AbortController();
    const result = streamText({ ...base(), abortSignal: controller.signal });
    const reader = result.textStream[Symbol.asyncIterator]();
    const first = reader.next();
    const exchange = await manual;
    await exchange.delta({ content: 'first' });
    await expect(first).resolves.toMatchObject({ value: 'first' });
    controller.abort();
    expect(await livedMilliseconds(exchange.request.closed)).toBeLessThan(250);
    await reader.next().catch(() => undefined);
  });

  it('K2: errors keep status, text and whether a retry can help', async () => {
    const refused = generateText({ ...base(), model: connect('wrong') });
    await expect(refused).rejects.toMatchObject({ statusCode: 401, isRetryable: false });
    gateway.upstream.script(status(500, { message: 'the model is on fire' }));
    const failed: unknown = await generateText(base()).catch((error: unknown) => error);
    expect(APICallError.isInstance(failed) && failed).toMatchObject({ statusCode: 502, isRetryable: true });
    expect(failed).toHaveProperty('responseBody', expect.stringContaining('the model is on fire'));
    const wrong: unknown = await generateText({ ...base(), temperature: 9 }).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ statusCode: 400, message: expect.stringContaining("'temperature'") });
  });

  it('K3: a failure that passes is tried again', async () => {
    gateway.upstream.script(status(503), text('back again'));
    expect((await generateText({ ...base(), maxRetries: 1 })).text).toBe('back again');
    expect(gateway.upstream.requests).toHaveLength(2);
  });

  it('J4: a stream that breaks off never ends as a finished answer', async () => {
    gateway.upstream.script(cutAfter(2));
    const parts = await readAll(streamText({ ...base(), onError: () => undefined }).stream);
    const finish = parts.find((part) => part.type === 'finish');
    expect(finish?.finishReason).not.toBe('stop');
    expect(parts.some((part) => part.type === 'error') || finish?.finishReason === 'error').toBe(true);
  });
});

/** What makes both ask for a summary; that of OpenAI drops the wish for models that it does not know to reason. */
const providerOptions = {
  openai: { reasoningSummary: 'auto', forceReasoning: true },
  gateway: { reasoningSummary: 'auto' },
};

describe.each(connectors.filter(({ isChat }) => !isChat))('ai with $name: reasoning', ({ connect }) => {
  it.each([false, true])('reads it beside the answer, and sends it back with its call (stream: %s)', async (stream) => {
    gateway.upstream.script(
      events(
        delta({ reasoning_content: 'Look it up.' }),
        delta(
          {
            tool_calls: [
              {
                index: 0,
                id: 'call_w1',
                type: 'function',
                function: { name: 'weather', arguments: '{"place":"Oslo"}' },
              },
            ],
          },
          'tool_calls',
        ),
        '[DONE]',
      ),
      thoughtful('Rain it is.', 'Rain.'),
    );
    const { tools } = weatherTool();
    const options = { model: connect(), prompt: 'hi', maxRetries: 0, tools, providerOptions, stopWhen: isStepCount(3) };
    const result = stream ? streamText(options) : await generateText(options);
    const steps = await result.steps;
    expect(steps.map(({ reasoningText }) => reasoningText)).toEqual(['Look it up.', 'Rain it is.']);
    expect(await result.text).toBe('Rain.');
    expect(sent()).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_w1' }] },
      { role: 'tool' },
    ]);
  });

  it('J3: shows it in a stream as it comes, apart from the answer', async () => {
    gateway.upstream.script(thoughtful('hm', 'So.'));
    const result = streamText({ model: connect(), prompt: 'hi', providerOptions });
    const parts = await readAll(result.stream);
    const said = (type: string) => parts.flatMap((part) => (part.type === type && 'text' in part ? [part.text] : []));
    expect([said('reasoning-delta').join(''), said('text-delta').join('')]).toEqual(['hm', 'So.']);
  });
});

describe('ai with @ai-sdk/openai, responses: state', () => {
  const model = () => createOpenAI(settings(testToken)).responses('openclaw');

  it('goes on by previousResponseId', async () => {
    gateway.upstream.script(text('Hello Alice!'), text('Alice.'));
    const first = await generateText({ model: model(), prompt: 'My name is Alice.' });
    const previousResponseId = first.finalStep.response.id;
    const providerOptions = { openai: { previousResponseId } };
    const second = await generateText({ model: model(), prompt: 'What is my name?', providerOptions });
    expect(second.text).toBe('Alice.');
    expect(sent()).toEqual([
      { role: 'user', content: 'My name is Alice.' },
      { role: 'assistant', content: 'Hello Alice!' },
      { role: 'user', content: 'What is my name?' },
    ]);
  });

  it.each([true, false])(
    'its own tools run in a loop, whether its items are kept here or not (store: %s)',
    async (store) => {
      gateway.upstream.script(toolCall('weather', { place: 'Oslo' }, 'call_w1'), text('Rain.'));
      const { tools } = weatherTool();
      const openai = { store, include: ['reasoning.encrypted_content'], user: `sdk-${String(store)}` };
      const options = { model: model(), prompt: 'hi', tools, stopWhen: isStepCount(3), providerOptions: { openai } };
      expect((await generateText(options)).text).toBe('Rain.');
      expect(sent()).toMatchObject([
        { role: 'user' },
        { tool_calls: [{ id: 'call_w1' }] },
        { tool_call_id: 'call_w1' },
      ]);
    },
  );
});
