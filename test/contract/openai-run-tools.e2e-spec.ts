import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { testToken } from '../support/create-test-app.js';
import { text, toolCall, toolCalls } from '../support/fake-answers.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';

const observed = new ValidatingFetch();
const messages: ChatCompletionMessageParam[] = [{ role: 'user', content: 'How is the weather?' }];

let gateway: TestGateway;
let openai: OpenAI;
/** The places that the tool was asked for, in order. */
let asked: string[];

const weather = {
  type: 'function' as const,
  function: {
    name: 'weather',
    description: 'The weather of a place',
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
    parse: (json: string): { place: string } => {
      const { place } = JSON.parse(json) as { place?: unknown };
      if (typeof place !== 'string') throw new Error('place must be a string');
      return { place };
    },
    function: ({ place }: { place: string }): string => {
      asked.push(place);
      return `rain in ${place}`;
    },
  },
};

interface Outcome {
  content: string | null;
  messages: ChatCompletionMessageParam[];
  totalTokens: number;
}

/** Both kinds of the helper, with what they have in common. */
async function runTools(stream: boolean, body: Record<string, unknown> = {}): Promise<Outcome> {
  const common = { model: 'openclaw', messages, tools: [weather], ...body };
  const runner = stream
    ? openai.chat.completions.runTools({ ...common, stream, stream_options: { include_usage: true } })
    : openai.chat.completions.runTools(common);
  const content = await runner.finalContent();
  return { content, messages: runner.messages, totalTokens: (await runner.totalUsage()).total_tokens };
}

beforeAll(async () => {
  gateway = await TestGateway.start();
  openai = new OpenAI({ apiKey: testToken, baseURL: `${gateway.url}/v1`, fetch: observed.fetch, maxRetries: 0 });
});

beforeEach(() => {
  asked = [];
});

afterEach(() => {
  gateway.upstream.reset();
  observed.expectAllValid();
});

afterAll(() => gateway.close());

describe.each([
  ['whole answers', false],
  ['streams', true],
])('the helper runTools of the openai package, with %s', (_name, stream) => {
  it('I3: goes through rounds of parallel calls, and never sees what the agent does in between', async () => {
    gateway.upstream.script(
      toolCall('session_status', {}, 'own_1'),
      toolCalls(
        ['Oslo "centre"', 'Bergen 🌧'].map((place, index) => ({
          id: `call_${index}`,
          name: 'weather',
          arguments: { place },
        })),
        'Let me look.',
      ),
      toolCalls([
        { id: 'call_2', name: 'weather', arguments: { place: 'Tromsø' } },
        { id: 'own_2', name: 'session_status', arguments: {} },
      ]),
      toolCall('session_status', {}, 'own_3'),
      text('Rain everywhere.'),
    );
    const outcome = await runTools(stream);

    expect(outcome.content).toBe('Rain everywhere.');
    expect(outcome.totalTokens).toBe(5 * 15);
    expect(asked).toEqual(['Oslo "centre"', 'Bergen 🌧', 'Tromsø']);
    const conversation = [
      messages[0],
      expect.objectContaining({
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: ['call_0', 'call_1'].map((id) => expect.objectContaining({ id })),
      }),
      { role: 'tool', tool_call_id: 'call_0', content: 'rain in Oslo "centre"' },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain in Bergen 🌧' },
      expect.objectContaining({ role: 'assistant', tool_calls: [expect.objectContaining({ id: 'call_2' })] }),
      { role: 'tool', tool_call_id: 'call_2', content: 'rain in Tromsø' },
    ];
    expect(outcome.messages).toEqual([...conversation, expect.objectContaining({ content: 'Rain everywhere.' })]);
    const [, , afterFirstRound, afterSecondRound, last] = gateway.upstream.requests;
    expect(afterFirstRound.body.messages.slice(1)).toEqual(conversation.slice(0, 4));
    expect(afterSecondRound.body.messages.slice(1)).toEqual(conversation);
    expect(last.body.messages.slice(-2)).toMatchObject([
      { role: 'assistant', tool_calls: [{ id: 'own_3' }] },
      { role: 'tool', tool_call_id: 'own_3' },
    ]);
  });

  it('I3: a call that the client cannot read comes back to the model, which corrects itself', async () => {
    gateway.upstream.script(
      toolCall('weather', { town: 'Oslo' }, 'call_wrong'),
      toolCall('weather', { place: 'Oslo' }, 'call_right'),
      text('Rain.'),
    );
    expect(await runTools(stream)).toMatchObject({ content: 'Rain.' });
    expect(asked).toEqual(['Oslo']);
    expect(gateway.upstream.requests[1].body.messages.at(-1)).toEqual({
      role: 'tool',
      tool_call_id: 'call_wrong',
      content: 'place must be a string',
    });
  });

  it('I3: a tool that nobody has is refused by the gateway, and the client is not bothered', async () => {
    gateway.upstream.script(toolCall('forecast', { place: 'Oslo' }, 'call_invented'), text('I do not know.'));
    const outcome = await runTools(stream);
    expect(outcome.content).toBe('I do not know.');
    expect(outcome.messages).toHaveLength(2);
    expect(asked).toEqual([]);
  });

  it('I3: with a session the helper’s rounds are one conversation, stored once', async () => {
    gateway.upstream.script(toolCall('weather', { place: 'Oslo' }, 'call_kept'), text('Rain.'), text('In Oslo.'));
    const user = `runner-${String(stream)}`;
    await runTools(stream, { user });
    const next = { model: 'openclaw', messages: [{ role: 'user' as const, content: 'Where?' }], user };
    await openai.chat.completions.create(next);
    expect(gateway.upstream.lastRequest.body.messages.slice(1)).toMatchObject([
      { role: 'user', content: 'How is the weather?' },
      { role: 'assistant', tool_calls: [{ id: 'call_kept' }] },
      { role: 'tool', tool_call_id: 'call_kept', content: 'rain in Oslo' },
      { role: 'assistant', content: 'Rain.' },
      { role: 'user', content: 'Where?' },
    ]);
  });
});

it('I3: a named tool_choice reaches the model, and runTools stops after that call', async () => {
  gateway.upstream.script(toolCall('weather', { place: 'Oslo' }));
  const tool_choice = { type: 'function' as const, function: { name: 'weather' } };
  const runner = openai.chat.completions.runTools({ model: 'openclaw', messages, tools: [weather], tool_choice });
  await runner.done();
  expect(gateway.upstream.requests).toHaveLength(1);
  expect(gateway.upstream.lastRequest.body['tool_choice']).toEqual(tool_choice);
  expect(asked).toEqual(['Oslo']);
});
