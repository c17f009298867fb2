import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type OpenAICompatibleProvider, createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, Output, generateText, isStepCount, jsonSchema, streamText, tool } from 'ai';
import { testToken } from '../support/create-test-app.js';
import { chunks, cutAfter, events, status, text, toolCall } from '../support/fake-answers.js';
import { livedMilliseconds } from '../support/lived-milliseconds.js';
import { readAll } from '../support/read-all.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';

const observed = new ValidatingFetch();
const placeSchema = jsonSchema<{ place: string }>({
  type: 'object',
  properties: { place: { type: 'string' } },
  required: ['place'],
  additionalProperties: false,
});

let gateway: TestGateway;
let provider: OpenAICompatibleProvider;

const connect = (apiKey = testToken): OpenAICompatibleProvider =>
  createOpenAICompatible({
    name: 'gateway',
    baseURL: `${gateway.url}/v1`,
    apiKey,
    fetch: observed.fetch,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
const base = () => ({ model: provider('openclaw'), prompt: 'hi', maxRetries: 0 });

beforeAll(async () => {
  gateway = await TestGateway.start();
  provider = connect();
});

afterEach(() => {
  gateway.upstream.reset();
  observed.expectAllValid();
});

afterAll(() => gateway.close());

describe('ai with @ai-sdk/openai-compatible', () => {
  it('I1: generateText gives the answer, usage and finish reason', async () => {
    gateway.upstream.script(text('Hello!'));
    const result = await generateText(base());
    expect(result.text).toBe('Hello!');
    expect(result.finishReason).toBe('stop');
    expect(result.usage).toMatchObject({ inputTokens: 10, outputTokens: 5, totalTokens: 15 });
  });

  it.each([false, true])('reads the reasoning beside the answer (stream: %s)', async (stream) => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      choices: [{ index: 0, delta, finish_reason }],
    });
    gateway.upstream.script(events(chunk({ reasoning_content: 'hm' }), chunk({ content: 'So.' }, 'stop'), '[DONE]'));
    const result = stream ? streamText(base()) : await generateText(base());
    const { reasoningText, text: said } = await result.finalStep;
    expect([reasoningText, said]).toEqual(['hm', 'So.']);
  });

  it('J3: streamText joins to the answer, with usage at its end', async () => {
    gateway.upstream.script(chunks(['Good ', 'mor', 'ning ☀️']));
    const result = streamText(base());
    expect((await readAll(result.textStream)).join('')).toBe('Good morning ☀️');
    await expect(result.usage).resolves.toMatchObject({ totalTokens: 15 });
    await expect(result.finishReason).resolves.toBe('stop');
  });

  it.each(['generateText', 'streamText'])('I3: %s runs its own tool and goes on with the result', async (method) => {
    gateway.upstream.script(toolCall('weather', { place: 'Oslo "centre"' }, 'call_w1'), text('Rain.'));
    const execute = jest.fn(async ({ place }: { place: string }) => `rain in ${place}`);
    const tools = { weather: tool({ description: 'The weather', inputSchema: placeSchema, execute }) };
    const options = { ...base(), tools, stopWhen: isStepCount(3) };
    const answer = method === 'streamText' ? await streamText(options).text : (await generateText(options)).text;
    expect(answer).toBe('Rain.');
    expect(execute.mock.calls.map(([input]) => input)).toEqual([{ place: 'Oslo "centre"' }]);
    expect(gateway.upstream.lastRequest.body.messages.at(-1)).toMatchObject({
      role: 'tool',
      tool_call_id: 'call_w1',
      content: 'rain in Oslo "centre"',
    });
  });

  it('I4: an output schema reaches the provider and its JSON comes back', async () => {
    gateway.upstream.script(text('{"place":"Oslo"}'));
    const result = await generateText({ ...base(), output: Output.object({ schema: placeSchema }) });
    expect(result.output).toEqual({ place: 'Oslo' });
    expect(gateway.upstream.lastRequest.body['response_format']).toMatchObject({ type: 'json_schema' });
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

  it('K2: errors keep status, code and whether a retry can help', async () => {
    const refused = generateText({ ...base(), model: connect('wrong')('openclaw') });
    await expect(refused).rejects.toMatchObject({ statusCode: 401, isRetryable: false });
    gateway.upstream.script(status(500, { message: 'the model is on fire' }));
    const failed: unknown = await generateText(base()).catch((error: unknown) => error);
    expect(APICallError.isInstance(failed) && failed).toMatchObject({ statusCode: 502, isRetryable: true });
    expect(failed).toHaveProperty('message', expect.stringContaining('the model is on fire'));
  });

  it('J4: a stream that breaks off ends in an error part, never in a finished answer', async () => {
    gateway.upstream.script(cutAfter(2));
    const parts = await readAll(streamText({ ...base(), onError: () => undefined }).stream);
    const kinds = parts.map((part) => part.type);
    expect(kinds).toContain('error');
    const finish = parts.find((part) => part.type === 'finish');
    expect(finish?.finishReason).not.toBe('stop');
  });
});
