import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { zodFunction, zodResponseFormat, zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod';
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { z } from 'zod';
import { ClientPatience } from '../support/client-patience.js';
import { testToken } from '../support/create-test-app.js';
import { chunks, hang, status, text, toolCall } from '../support/fake-answers.js';
import { readAll } from '../support/read-all.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';

const observed = new ValidatingFetch();
const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'Where?' }];
const place = z.object({ city: z.string(), wet: z.boolean() });
const answer = { city: 'Oslo', wet: true };

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

/** The one place where the schemas of OpenAI and Open Responses exclude each other: the answer has OpenAI's form. */
function forgetSchemaFaults(): void {
  const faults = observed.faults.splice(0);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.filter((fault) => !/^Error: Not a \S+ of openresponses: .*format.*schema/.test(fault))).toEqual([]);
}

describe('the openai package: its helpers for zod', () => {
  const response_format = zodResponseFormat(place, 'place');
  const format = zodTextFormat(place, 'place');

  it('I4: chat.completions.parse gives the parsed answer', async () => {
    gateway.upstream.script(text(JSON.stringify(answer)));
    const { choices } = await sut.chat.completions.parse({ model: 'openclaw', messages, response_format });
    expect(choices[0]?.message.parsed).toEqual(answer);
    expect(gateway.upstream.lastRequest.body['response_format']).toMatchObject({
      json_schema: { name: 'place', strict: true, schema: { required: ['city', 'wet'] } },
    });
  });

  it('I4: so does its stream helper, when the last piece has come', async () => {
    const json = JSON.stringify(answer);
    gateway.upstream.script(chunks([json.slice(0, 8), json.slice(8)]));
    const stream = sut.chat.completions.stream({ model: 'openclaw', messages, response_format });
    expect((await stream.finalChatCompletion()).choices[0]?.message.parsed).toEqual(answer);
  });

  it('I4: responses.parse and its stream helper do the same', async () => {
    gateway.upstream.script(text(JSON.stringify(answer)), text(JSON.stringify(answer)));
    const body = { model: 'openclaw', input: 'Where?', text: { format } };
    expect((await sut.responses.parse(body)).output_parsed).toEqual(answer);
    expect((await sut.responses.stream(body).finalResponse()).output_parsed).toEqual(answer);
    forgetSchemaFaults();
  });

  it('I3: both parse the arguments of a call', async () => {
    const parameters = z.object({ city: z.string() });
    gateway.upstream.script(toolCall('look', { city: 'Oslo' }), toolCall('look', { city: 'Bergen' }));
    const tools = [zodFunction({ name: 'look', parameters })];
    const { choices } = await sut.chat.completions.parse({ model: 'openclaw', messages, tools });
    expect(choices[0]?.message.tool_calls).toMatchObject([{ function: { parsed_arguments: { city: 'Oslo' } } }]);
    const body = { model: 'openclaw', input: 'Where?', tools: [zodResponsesFunction({ name: 'look', parameters })] };
    expect((await sut.responses.parse(body)).output).toMatchObject([{ parsed_arguments: { city: 'Bergen' } }]);
  });
});

describe('the openai package: streams that are left and taken up', () => {
  it('the stream helper of a response in the background reads it from the beginning, and from the middle', async () => {
    gateway.upstream.script(chunks(['one ', 'two ', 'three']));
    const { id } = await sut.responses.create({ model: 'openclaw', input: 'Count.', background: true });
    const whole = await readAll(sut.responses.stream({ response_id: id }));
    const rest = await readAll(sut.responses.stream({ response_id: id, starting_after: 5 }));
    expect(whole.at(-1)).toMatchObject({ type: 'response.completed', response: { output: [{ type: 'message' }] } });
    expect(rest.map(({ sequence_number: number }) => number)).toEqual(
      whole.map(({ sequence_number: number }) => number).slice(6),
    );
  });

  it('J5: the abort of its chat stream helper closes the upstream', async () => {
    const manual = gateway.upstream.manual();
    const stream = sut.chat.completions.stream({ model: 'openclaw', messages });
    const rejected = expect(stream.done()).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    stream.on('content', () => stream.abort());
    const exchange = await manual;
    await exchange.delta({ content: 'first' });
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
    await rejected;
  });

  it('a chat stream passes through a readable stream of the package, as a server hands it on', async () => {
    gateway.upstream.script(chunks(['one ', 'two']));
    const stream = await sut.chat.completions.create({ model: 'openclaw', messages, stream: true });
    const handedOn = ChatCompletionStream.fromReadableStream(stream.toReadableStream());
    expect(await handedOn.finalContent()).toBe('one two');
  });
});

describe('the openai package: retries and time limits of responses', () => {
  const create = (options: OpenAI.RequestOptions = {}) =>
    sut.responses.create({ model: 'openclaw', input: 'hi' }, options);

  it('K3: a retry that meets a healthy provider answers', async () => {
    gateway.upstream.script(status(503), text('back again'));
    expect((await create()).output_text).toBe('back again');
    expect(gateway.upstream.requests).toHaveLength(2);
  });

  it('K3: a failing provider is tried three times by default, a mistake of the caller once', async () => {
    gateway.upstream.handler = () => status(500);
    await expect(create()).rejects.toMatchObject({ status: 502, code: 'upstream_error' });
    expect(gateway.upstream.requests).toHaveLength(3);
    const input = [{ role: 'user' as const, content: [] }];
    await expect(sut.responses.create({ model: 'openclaw', input })).rejects.toMatchObject({ status: 400 });
    expect(gateway.upstream.requests).toHaveLength(3);
  });

  it('K5: a wrong key and a limit of the provider have their error classes', async () => {
    const refused = sut.withOptions({ apiKey: 'wrong' }).responses.create({ model: 'openclaw', input: 'hi' });
    await expect(refused).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    gateway.upstream.script(status(429, { retryAfter: 7 }));
    const limited: unknown = await create({ maxRetries: 0 }).catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(OpenAI.RateLimitError);
    expect(limited).toMatchObject({ code: 'rate_limit_exceeded' });
  });

  it('J5: the time limit of the client closes the upstream', async () => {
    gateway.upstream.script(hang());
    const patience = new ClientPatience();
    const call = create({ timeout: patience.milliseconds, maxRetries: 0 });
    const refused = expect(call).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
    const request = await gateway.upstream.received(1);
    patience.end();
    await refused;
    await request.closed;
    expect(request.aborted).toBe(true);
    // Nothing was answered; this keeps the check after each test from being empty.
    await sut.models.list();
  });
});
