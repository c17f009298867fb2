import { describe, expect, it, jest } from '@jest/globals';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { sharedToken } from '../../test/support/credentials.js';
import { readResponsesRequest } from '../openai-wire/responses/responses-request.js';
import type { ReadAttachment } from './to-messages.js';
import { toRunRequest } from './to-run-request.js';

const agent = resolvedAgent();
const credential = sharedToken;
const owner = { isOwner: true, why: 'header' } as const;
const { signal } = new AbortController();
const look = { type: 'function', name: 'look' };
const walk = { type: 'function', name: 'walk' };
const none: ReadAttachment = async () => [];

function sut(body: Record<string, unknown>, ofUser = none, ofResult = none) {
  const request = readResponsesRequest({ input: 'hi', ...body }, { compat: 'warn' });
  const origin = {
    agent,
    owner,
    credential,
    model: undefined,
    messageChannel: undefined,
    sessionHeader: 'key',
    signal,
  };
  return toRunRequest(request, { origin, session: { user: 'ada' } }, { ofUser, ofResult });
}

const said = (text: string) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});
const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'look', arguments: '{}' });
const result = (call_id: string, output: unknown = 'seen') => ({ type: 'function_call_output', call_id, output });
const thought = (text: string) => ({ type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text }] });

async function messagesOf(input: unknown) {
  return (await sut({ input })).messages;
}

describe('toRunRequest', () => {
  it('passes on who asks, where and how', async () => {
    expect(
      await sut({ user: 'ada', temperature: 0.5, max_tool_calls: 3, text: { format: { type: 'json_object' } } }),
    ).toEqual({
      agent,
      owner,
      credential,
      model: undefined,
      messageChannel: undefined,
      signal,
      session: { user: 'ada' },
      instructions: [],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
      messagesParam: 'input',
      clientTools: [],
      toolChoice: { type: 'auto' },
      parallelToolCalls: undefined,
      maxToolCalls: 3,
      options: { temperature: 0.5 },
      responseFormat: { type: 'json_object' },
    });
  });

  it('B6: puts instructions before the system text of the input', async () => {
    const input = [
      { role: 'system', content: 'two' },
      { role: 'user', content: 'hi' },
      { role: 'developer', content: 'three' },
    ];
    const run = await sut({ instructions: 'one', input });
    expect(run.instructions).toEqual(['one', 'two', 'three']);
    expect(run.messages).toHaveLength(1);
  });

  it.each([
    [undefined, ['look', 'walk'], { type: 'auto' }],
    ['none', [], { type: 'auto' }],
    [look, ['look', 'walk'], { type: 'tool', name: 'look' }],
    [{ type: 'allowed_tools', mode: 'required', tools: [walk] }, ['walk'], { type: 'required' }],
  ])('I3: client tools with tool_choice %j', async (tool_choice, names, choice) => {
    const run = await sut({ tools: [look, walk], tool_choice, parallel_tool_calls: false });
    expect(run.clientTools.map(({ name }) => name)).toEqual(names);
    expect(run).toMatchObject({ toolChoice: choice, parallelToolCalls: false });
  });
});

describe('toMessages', () => {
  it('I3: makes one message of all that one answer said', async () => {
    const answer = [thought('hm'), said('Looking'), call('a'), call('b')];
    expect(await messagesOf([{ role: 'user', content: 'hi' }, ...answer, result('a'), result('b')])).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'hi' }] },
      {
        role: 'assistant',
        text: 'Looking',
        reasoning: 'hm',
        toolCalls: ['a', 'b'].map((id) => ({ id, name: 'look', arguments: '{}' })),
      },
      { role: 'tool', callId: 'a', content: [{ type: 'text', text: 'seen' }] },
      { role: 'tool', callId: 'b', content: [{ type: 'text', text: 'seen' }] },
    ]);
  });

  it.each([
    [['one', '\n\ntwo'], 'one\n\ntwo'],
    [['one ', 'two'], 'one two'],
    [['one', 'two'], 'one\n\ntwo'],
    [['', 'two'], 'two'],
  ])('joins the texts %j', async (texts, expected) => {
    expect(await messagesOf(texts.map(said))).toEqual([{ role: 'assistant', text: expected, toolCalls: [] }]);
  });

  it('leaves out reasoning that led to nothing', async () => {
    expect(await messagesOf([thought('hm'), { role: 'user', content: 'hi' }])).toMatchObject([{ role: 'user' }]);
  });

  it('keeps a refusal', async () => {
    const refused = { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] };
    expect(await messagesOf([refused])).toEqual([{ role: 'assistant', text: '', refusal: 'No.', toolCalls: [] }]);
  });

  it('B7: puts what attachments became in their place, each read for where it stands', async () => {
    const image = { type: 'input_image', image_url: 'data:image/png;base64,AA==' };
    const ofUser = jest.fn<ReadAttachment>(async (part) => [{ type: 'text', text: `user ${part.param}` }]);
    const ofResult = jest.fn<ReadAttachment>(async (part) => [{ type: 'text', text: `result ${part.param}` }]);
    const input = [
      { role: 'user', content: [{ type: 'input_text', text: 'a' }, image] },
      call('c'),
      result('c', [image, { type: 'input_text', text: 'b' }]),
    ];
    expect((await sut({ input }, ofUser, ofResult)).messages).toMatchObject([
      { content: [{ text: 'a' }, { text: 'user input[0].content[1].image_url' }] },
      { role: 'assistant' },
      { content: [{ text: 'result input[2].output[0].image_url' }, { text: 'b' }] },
    ]);
  });
});
