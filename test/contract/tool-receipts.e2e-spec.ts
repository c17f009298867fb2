import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createOpenResponses } from '@ai-sdk/open-responses';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { testToken } from '../support/create-test-app.js';
import { text, toolCalls } from '../support/fake-answers.js';
import { readAll } from '../support/read-all.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';

const said = 'One moment. \n\nDone.';
const messages = [{ role: 'user' as const, content: 'hi' }];
const headers = { 'x-openclaw-include': 'tool_calls' };
const include = ['openclaw.tool_calls'];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

const settings = () => ({ apiKey: testToken, baseURL: `${gateway.url}/v1` });
const openAi = () => new OpenAI({ ...settings(), maxRetries: 0 });
function callsTool(): void {
  const call = { id: 'call_1', name: 'session_status', arguments: {} };
  gateway.upstream.script(toolCalls([call], 'One moment. '), text('Done.'));
}

/** Asks for receipts by whatever its client lets one add to the body. */
const withInclude = (async (url, init) => {
  if (typeof init?.body !== 'string') throw new Error('The client sends no text.');
  const body = { ...JSON.parse(init.body), include };
  return fetch(url, { ...init, body: JSON.stringify(body) });
}) satisfies typeof fetch;

const connectors: [string, () => LanguageModelV4][] = [
  ['@ai-sdk/openai-compatible', () => createOpenAICompatible({ ...settings(), name: 'gateway', headers })('openclaw')],
  ['@ai-sdk/openai, chat', () => createOpenAI({ ...settings(), headers }).chat('openclaw')],
  ['@ai-sdk/openai, responses', () => createOpenAI({ ...settings(), fetch: withInclude }).responses('openclaw')],
  [
    '@ai-sdk/open-responses',
    () =>
      createOpenResponses({
        apiKey: testToken,
        name: 'gateway',
        url: `${gateway.url}/v1/responses`,
        fetch: withInclude,
      })('openclaw'),
  ],
];
/** What a whole response of OpenAI's may hold is a closed list there; its streams are not. */
const refusesUnknownItems = ['@ai-sdk/openai, responses'];

describe('clients that do not know receipts', () => {
  it('openai, chat: the stream helper puts the same message together', async () => {
    callsTool();
    const stream = openAi().chat.completions.stream({ model: 'openclaw', messages }, { headers });
    expect(await stream.finalContent()).toBe(said);
    const { message } = (await stream.finalChatCompletion()).choices[0] ?? {};
    expect(message).toMatchObject({ content: said });
    expect(message).not.toHaveProperty('tool_calls');
  });

  it('openai, chat: the whole answer', async () => {
    callsTool();
    const { choices } = await openAi().chat.completions.create({ model: 'openclaw', messages }, { headers });
    expect(choices).toMatchObject([{ finish_reason: 'stop', message: { content: said } }]);
  });

  it('openai, responses: the stream helper puts all items together', async () => {
    callsTool();
    const body = { model: 'openclaw', input: 'hi', include: include as never };
    const stream = openAi().responses.stream(body);
    const whole = await stream.finalResponse();
    expect(whole.output_text).toBe(said);
    expect(whole.output.map(({ type }) => type)).toEqual(['message', 'openclaw:tool_call', 'message']);
  });

  it('openai, responses: the whole answer', async () => {
    callsTool();
    const whole = await openAi().responses.create({ model: 'openclaw', input: 'hi', include: include as never });
    expect(whole.output_text).toBe(said);
  });

  it.each(connectors)('%s reads the words of a stream', async (_name, connect) => {
    callsTool();
    const result = streamText({ model: connect(), prompt: 'hi', maxRetries: 0 });
    expect(await result.text).toBe(said);
    expect(await result.toolCalls).toEqual([]);
    expect(await result.finishReason).toBe('stop');
  });

  it.each(connectors.filter(([name]) => !refusesUnknownItems.includes(name)))(
    '%s reads the whole answer',
    async (_name, connect) => {
      callsTool();
      expect((await generateText({ model: connect(), prompt: 'hi', maxRetries: 0 })).text).toBe(said);
    },
  );

  it('@langchain/openai: stream and whole answer', async () => {
    const model = new ChatOpenAI({
      model: 'openclaw:main',
      apiKey: testToken,
      maxRetries: 0,
      useResponsesApi: false,
      configuration: { baseURL: `${gateway.url}/v1`, defaultHeaders: headers },
    });
    callsTool();
    const pieces = await readAll(await model.stream('hi'));
    expect(pieces.map(({ text: piece }) => piece).join('')).toBe(said);
    callsTool();
    expect((await model.invoke('hi')).content).toBe(said);
  });
});
