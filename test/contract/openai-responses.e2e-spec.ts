import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { FunctionTool, ResponseInput } from 'openai/resources/responses/responses';
import { testToken } from '../support/create-test-app.js';
import { chunks, cutAfter, events, status, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { readAll } from '../support/read-all.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';
import { pixelUri } from '../support/pixel.js';

const observed = new ValidatingFetch();
const weather: FunctionTool = {
  type: 'function',
  name: 'weather',
  strict: null,
  parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
};
const format = {
  type: 'json_schema' as const,
  name: 'place',
  schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

let gateway: TestGateway;
let sut: OpenAI;

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
  sut = new OpenAI({ apiKey: testToken, baseURL: `${gateway.url}/v1`, fetch: observed.fetch });
});

afterEach(() => {
  gateway.upstream.reset();
  observed.expectAllValid();
});

afterAll(() => gateway.close());

/** The error that the package makes of a failing call. */
async function errorOf(call: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof OpenAI.APIError) return error;
  throw new Error('Expected an APIError.', { cause: error });
}

describe('the openai package: responses', () => {
  it('creates one, with its text, usage and request id', async () => {
    gateway.upstream.script(text('Hello!'));
    const response = await sut.responses.create({ model: 'openclaw', input: 'hi', instructions: 'Be brief.' });
    expect(response).toMatchObject({ output_text: 'Hello!', status: 'completed', instructions: 'Be brief.' });
    expect(response.usage).toMatchObject({ input_tokens: 10, output_tokens: 5, total_tokens: 15 });
    expect(response._request_id).toMatch(/^req_/);
    expect(gateway.upstream.lastRequest.systemText).toContain('Be brief.');
  });

  it('goes on with the items of the answer, reasoning included', async () => {
    const delta = (fields: object, finish_reason: string | null = null) => ({
      choices: [{ index: 0, delta: fields, finish_reason }],
    });
    gateway.upstream.script(
      events(delta({ reasoning_content: 'hm' }), delta({ content: 'One.' }, 'stop'), '[DONE]'),
      text('Two.'),
    );
    const input: ResponseInput = [{ role: 'user', content: 'first' }];
    const first = await sut.responses.create({ model: 'openclaw', input, include: ['reasoning.encrypted_content'] });
    expect(first.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    input.push(...(first.output as ResponseInput), { role: 'user', content: 'second' });
    const second = await sut.responses.create({ model: 'openclaw', input });
    expect(second.output_text).toBe('Two.');
    expect(gateway.upstream.lastRequest.body.messages.slice(1)).toEqual([
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'One.' },
      { role: 'user', content: 'second' },
    ]);
  });

  it('I3: a function is called, answered, and the answer follows', async () => {
    gateway.upstream.script(toolCall('weather', { place: 'Oslo' }, 'call_w1'), text('Rain in Oslo.'));
    const input: ResponseInput = [{ role: 'user', content: 'Weather?' }];
    const first = await sut.responses.create({ model: 'openclaw', input, tools: [weather] });
    const [call] = first.output;
    expect(call).toMatchObject({ type: 'function_call', call_id: 'call_w1', arguments: '{"place":"Oslo"}' });
    input.push(...(first.output as ResponseInput));
    input.push({ type: 'function_call_output', call_id: 'call_w1', output: 'rain' });
    const second = await sut.responses.create({ model: 'openclaw', input, tools: [weather] });
    expect(second.output_text).toBe('Rain in Oslo.');
  });

  it('I4: parse gets what its JSON schema asks for', async () => {
    gateway.upstream.script(text('{"city":"Oslo"}'));
    const call = sut.responses.parse({ model: 'openclaw', input: 'Where?', text: { format } });
    const { output_parsed: parsed } = await call;
    expect(parsed).toEqual({ city: 'Oslo' });
    const { schema, name } = format;
    expect(gateway.upstream.lastRequest.body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name, schema },
    });
    // The one place where the schemas of OpenAI and Open Responses exclude each other: the answer has OpenAI's form.
    expect(observed.faults.splice(0)).toEqual([
      expect.stringMatching(/Not a ResponseResource of openresponses: .*schema/),
    ]);
  });

  it('B7: an image as data URI reaches the model', async () => {
    const content = [
      { type: 'input_text' as const, text: 'What is this?' },
      { type: 'input_image' as const, image_url: pixelUri, detail: 'low' as const },
    ];
    await sut.responses.create({ model: 'openclaw', input: [{ role: 'user', content }] });
    expect(gateway.upstream.lastRequest.body.messages.at(-1)?.content).toEqual([
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: pixelUri, detail: 'low' } },
    ]);
  });
});

describe('the openai package: streamed responses', () => {
  it('J3: the joined deltas are the answer', async () => {
    gateway.upstream.script(chunks(['Good ', 'mor', 'ning ☀️', '!']));
    const stream = await sut.responses.create({ model: 'openclaw', input: 'hi', stream: true });
    const received = await readAll(stream);
    const deltas = received.map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''));
    expect(deltas.join('')).toBe('Good morning ☀️!');
    expect(received.map(({ sequence_number: number }) => number)).toEqual(received.map((_, index) => index));
  });

  it('the stream helper tells its events and puts the whole answer together', async () => {
    gateway.upstream.script(chunks(['one ', 'two']));
    const seen: string[] = [];
    const stream = sut.responses
      .stream({ model: 'openclaw', input: 'hi' })
      .on('response.output_text.delta', ({ delta }) => seen.push(delta));
    const response = await stream.finalResponse();
    expect(response).toMatchObject({ output_text: 'one two', status: 'completed' });
    expect(seen.join('')).toBe('one two');
  });

  it('I3: streamed arguments of parallel calls are put together', async () => {
    const places = ['Oslo "centre"', 'Bergen 🌧'];
    gateway.upstream.script(toolCalls(places.map((place) => ({ name: 'weather', arguments: { place } }))));
    const stream = sut.responses.stream({ model: 'openclaw', input: 'Weather?', tools: [weather] });
    const { output } = await stream.finalResponse();
    const asked = output.map((item): unknown => (item.type === 'function_call' ? JSON.parse(item.arguments) : item));
    expect(asked).toEqual(places.map((place) => ({ place })));
  });

  it('J4: a stream that breaks off ends with a failed response', async () => {
    gateway.upstream.script(cutAfter(2));
    const received = await readAll(await sut.responses.create({ model: 'openclaw', input: 'hi', stream: true }));
    expect(received.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error' } },
    });
  });

  it('J5: an aborted stream closes the upstream', async () => {
    const manual = gateway.upstream.manual();
    const call = sut.responses.create({ model: 'openclaw', input: 'hi', stream: true });
    const exchange = await manual;
    await exchange.delta({ content: 'first' });
    for await (const event of await call) if (event.type === 'response.output_text.delta') break;
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
  });
});

describe('the openai package: kept responses', () => {
  it('retrieves, goes on and deletes', async () => {
    gateway.upstream.script(text('One.'), text('Two.'));
    const first = await sut.responses.create({ model: 'openclaw', input: 'first' });
    expect(await sut.responses.retrieve(first.id)).toMatchObject({ output_text: 'One.', status: 'completed' });
    const second = await sut.responses.create({ model: 'openclaw', input: 'second', previous_response_id: first.id });
    expect(second).toMatchObject({ output_text: 'Two.', previous_response_id: first.id });
    await sut.responses.delete(first.id);
    expect(await errorOf(sut.responses.retrieve(first.id))).toMatchObject({ status: 404, code: 'response_not_found' });
  });

  it('lists what was sent, page by page', async () => {
    const words = ['a', 'b', 'c'];
    const input: ResponseInput = words.map((content) => ({ role: 'user', content }));
    const { id } = await sut.responses.create({ model: 'openclaw', input });
    const listed = await readAll(sut.responses.inputItems.list(id, { limit: 2, order: 'asc' }));
    expect(listed).toMatchObject(words.map((word) => ({ role: 'user', content: [{ text: word }] })));
  });

  it('a response in the background is polled, and its stream taken up again', async () => {
    const manual = gateway.upstream.manual();
    const { id, status: begun } = await sut.responses.create({ model: 'openclaw', input: 'hi', background: true });
    expect(['queued', 'in_progress']).toContain(begun);
    const exchange = await manual;
    await exchange.delta({ content: 'one' });
    await exchange.finish();
    const all = await readAll(await sut.responses.retrieve(id, { stream: true }));
    expect(all.at(-1)).toMatchObject({ type: 'response.completed' });
    const rest = await readAll(await sut.responses.retrieve(id, { stream: true, starting_after: 2 }));
    expect(rest).toEqual(all.slice(3));
    expect(await sut.responses.retrieve(id)).toMatchObject({ status: 'completed', output_text: 'one' });
  });

  it('compacts what was said, and goes on from there', async () => {
    gateway.upstream.script(text('In short.'), text('Yes.'));
    const { output, usage } = await sut.responses.compact({ model: 'openclaw', input: 'a long talk' });
    expect(output.map(({ type }) => type)).toEqual(['compaction']);
    expect(usage.total_tokens).toBe(15);
    const input: ResponseInput = [...(output as ResponseInput), { role: 'user', content: 'Clear?' }];
    expect((await sut.responses.create({ model: 'openclaw', input })).output_text).toBe('Yes.');
    expect(gateway.upstream.lastRequest.body.messages.at(1)?.content).toContain('In short.');
  });

  it('cancels what works in the background', async () => {
    const manual = gateway.upstream.manual();
    const { id } = await sut.responses.create({ model: 'openclaw', input: 'hi', background: true });
    const exchange = await manual;
    expect(await sut.responses.cancel(id)).toMatchObject({ id, status: 'cancelled' });
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
  });
});

describe('the openai package: errors of responses', () => {
  const create = (fields: Record<string, unknown>, options: OpenAI.RequestOptions = {}): Promise<unknown> =>
    sut.responses.create({ model: 'openclaw', input: 'hi', ...fields }, options);

  it('K2: 404 NotFoundError for an unknown agent', async () => {
    const error = await errorOf(create({ model: 'openclaw:nobody' }));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ code: 'model_not_found', param: 'model' });
  });

  it.each([false, true])('K2: 400 BadRequestError that names the field (stream: %s)', async (stream) => {
    const error = await errorOf(create({ stream, input: [{ role: 'user', content: 5 }] }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ code: 'invalid_value', param: 'input[0].content' });
  });

  it('K5: 502 InternalServerError for a failing provider', async () => {
    gateway.upstream.script(status(500));
    const error = await errorOf(create({}, { maxRetries: 0 }));
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(error).toMatchObject({ status: 502, code: 'upstream_error' });
  });
});
