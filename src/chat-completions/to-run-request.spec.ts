import { describe, expect, it, jest } from '@jest/globals';
import { sharedToken } from '../../test/support/credentials.js';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { InvalidRequestError } from '../common/gateway-error.js';
import { readChatRequest } from '../openai-wire/chat/chat-request.js';
import { type ReadAttachment, toRunRequest } from './to-run-request.js';

const agent = { id: 'main' } as ResolvedAgent;
const owner = { isOwner: true, why: 'header' } as const;
const { signal } = new AbortController();
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };

function sut(body: Record<string, unknown>, readAttachment: ReadAttachment = async () => [], sessionHeader?: string) {
  const request = readChatRequest({ messages: [{ role: 'user', content: 'hi' }], ...body }, { compat: 'warn' });
  return toRunRequest(request, { agent, owner, credential: sharedToken, sessionHeader, signal }, readAttachment);
}

describe('toRunRequest', () => {
  it('passes on who asks, where and how', async () => {
    const run = await sut(
      { user: 'ada', temperature: 0.5, response_format: { type: 'json_object' } },
      undefined,
      'key',
    );
    expect(run).toEqual({
      agent,
      owner,
      credential: sharedToken,
      session: { header: 'key', user: 'ada' },
      instructions: [],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
      clientTools: [],
      toolChoice: { type: 'auto' },
      parallelToolCalls: undefined,
      options: { temperature: 0.5 },
      responseFormat: { type: 'json_object' },
      signal,
    });
    expect(run.signal).toBe(signal);
  });

  it('B6: parts system and developer text from the conversation, each in its order', async () => {
    const run = await sut({
      messages: [
        { role: 'system', content: 'one' },
        { role: 'user', content: 'look', name: 'ada' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'look', arguments: '{}' } }],
        },
        { role: 'developer', content: 'two' },
        { role: 'tool', tool_call_id: 'c', content: 'seen' },
      ],
    });
    expect(run.instructions).toEqual(['one', 'two']);
    expect(run.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'look' }], name: 'ada' },
      { role: 'assistant', text: '', toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }] },
      { role: 'tool', callId: 'c', content: [{ type: 'text', text: 'seen' }] },
    ]);
  });

  it('B7: puts what an attachment became in its place', async () => {
    const read = jest.fn<ReadAttachment>(async (part) => [
      { type: 'text', text: `first of ${part.param}` },
      { type: 'text', text: `second of ${part.param}` },
    ]);
    const run = await sut(
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, image, { type: 'text', text: 'b' }] }] },
      read,
    );
    expect(run.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'first of messages[0].content[1].image_url.url' },
          { type: 'text', text: 'second of messages[0].content[1].image_url.url' },
          { type: 'text', text: 'b' },
        ],
      },
    ]);
  });

  it('B7: refuses the request where an attachment cannot be honoured', async () => {
    const refused = sut({ messages: [{ role: 'user', content: [image] }] }, () =>
      Promise.reject(new InvalidRequestError('No.', { param: 'messages[0].content[0].image_url.url' })),
    );
    await expect(refused).rejects.toMatchObject({ status: 400, param: 'messages[0].content[0].image_url.url' });
  });

  describe('I3: client tools', () => {
    const tools = ['look', 'walk'].map((name) => ({ type: 'function', function: { name } }));
    const [look, walk] = tools;
    const allowed = (mode: string) => ({ type: 'allowed_tools', allowed_tools: { mode, tools: [walk] } });

    it.each([
      [undefined, ['look', 'walk'], { type: 'auto' }],
      ['required', ['look', 'walk'], { type: 'required' }],
      ['none', [], { type: 'auto' }],
      [look, ['look', 'walk'], { type: 'tool', name: 'look' }],
      [allowed('auto'), ['walk'], { type: 'auto' }],
      [allowed('required'), ['walk'], { type: 'required' }],
    ])('with tool_choice %j', async (tool_choice, names, choice) => {
      const run = await sut({ tools, tool_choice, parallel_tool_calls: false });
      expect(run.clientTools.map(({ name }) => name)).toEqual(names);
      expect(run.toolChoice).toEqual(choice);
      expect(run.parallelToolCalls).toBe(false);
    });
  });
});
