import { describe, expect, it } from '@jest/globals';
import { modelRequest } from '../../../test/support/provider-fixtures.js';
import type { Message } from '../../common/conversation.js';
import type { ModelRequest } from '../provider.port.js';
import { toChatRequest } from './to-chat-request.js';

/** As it goes over the wire, so without fields that are undefined. */
function sent(overrides: Partial<ModelRequest>, field: 'max_tokens' | 'max_completion_tokens' = 'max_tokens'): unknown {
  return JSON.parse(JSON.stringify(toChatRequest(modelRequest(overrides), field)));
}

const tool = { name: 'read', description: 'Reads a file.', parameters: { type: 'object' }, strict: true };

describe('toChatRequest', () => {
  it('always streams and asks for usage, and sends nothing that was not asked for', () => {
    expect(sent({})).toEqual({
      model: 'test-model',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('B6: puts the system text first and keeps roles and order, results bound to their calls', () => {
    const messages: Message[] = [
      { role: 'user', content: [{ type: 'text', text: 'one' }], name: 'bob' },
      {
        role: 'assistant',
        text: '',
        toolCalls: [
          { id: 'a', name: 'read', arguments: '{"x":1}' },
          { id: 'b', name: 'read', arguments: '{}' },
        ],
      },
      { role: 'tool', callId: 'a', content: [{ type: 'text', text: 'first' }] },
      { role: 'tool', callId: 'b', content: [{ type: 'text', text: 'second' }] },
      { role: 'assistant', text: 'done', toolCalls: [] },
    ];
    expect(sent({ system: 'be kind', messages })).toMatchObject({
      messages: [
        { role: 'system', content: 'be kind' },
        { role: 'user', content: 'one', name: 'bob' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'read', arguments: '{"x":1}' } },
            { id: 'b', type: 'function', function: { name: 'read', arguments: '{}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: 'first' },
        { role: 'tool', tool_call_id: 'b', content: 'second' },
        { role: 'assistant', content: 'done' },
      ],
    });
  });

  it('B7: sends images as data URI or URL, and files with their name', () => {
    const messages: Message[] = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'see' },
          { type: 'image', mediaType: 'image/png', data: 'AAAA', detail: 'low' },
          { type: 'image', url: 'https://example.test/cat.png' },
          { type: 'file', mediaType: 'application/pdf', data: 'BBBB', filename: 'a.pdf' },
        ],
      },
    ];
    expect(sent({ messages })).toMatchObject({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'see' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
            { type: 'image_url', image_url: { url: 'https://example.test/cat.png' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' } },
          ],
        },
      ],
    });
  });

  it('lets images of tool results follow after the last result, because tool messages hold only text', () => {
    const messages: Message[] = [
      { role: 'tool', callId: 'a', content: [{ type: 'image', mediaType: 'image/png', data: 'AAAA' }] },
      { role: 'tool', callId: 'b', content: [{ type: 'text', text: 'b' }] },
    ];
    expect(sent({ messages })).toMatchObject({
      messages: [
        { role: 'tool', tool_call_id: 'a', content: 'The result is the image in the next user message.' },
        { role: 'tool', tool_call_id: 'b', content: 'b' },
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
      ],
    });
  });

  it('sends a refusal of the past as what the assistant said', () => {
    const messages: Message[] = [{ role: 'assistant', text: '', refusal: 'I cannot.', toolCalls: [] }];
    expect(sent({ messages })).toMatchObject({ messages: [{ role: 'assistant', content: 'I cannot.' }] });
  });

  it('sends a refusal after the text that it ended', () => {
    const messages: Message[] = [{ role: 'assistant', text: 'Well.', refusal: 'I cannot.', toolCalls: [] }];
    expect(sent({ messages })).toMatchObject({ messages: [{ role: 'assistant', content: 'Well.\n\nI cannot.' }] });
  });

  it('B10: sends every option under its wire name', () => {
    const options = {
      maxOutputTokens: 5,
      temperature: 0,
      topP: 0.5,
      frequencyPenalty: 1,
      presencePenalty: -1,
      seed: 7,
      stop: ['END'],
      logitBias: { '5': -100 },
      reasoningEffort: 'low',
      verbosity: 'high',
      serviceTier: 'flex',
      promptCacheKey: 'key',
    };
    expect(sent({ options })).toMatchObject({
      max_tokens: 5,
      temperature: 0,
      top_p: 0.5,
      frequency_penalty: 1,
      presence_penalty: -1,
      seed: 7,
      stop: ['END'],
      logit_bias: { '5': -100 },
      reasoning_effort: 'low',
      verbosity: 'high',
      service_tier: 'flex',
      prompt_cache_key: 'key',
    });
    expect(sent({ options: { maxOutputTokens: 5 } }, 'max_completion_tokens')).toMatchObject({
      max_completion_tokens: 5,
    });
  });

  it('I3: sends tools with their choice, and neither choice nor parallel calls without tools', () => {
    const choice = { toolChoice: { type: 'tool', name: 'read' }, parallelToolCalls: false } as const;
    expect(sent({ tools: [tool], ...choice })).toMatchObject({
      tools: [{ type: 'function', function: tool }],
      tool_choice: { type: 'function', function: { name: 'read' } },
      parallel_tool_calls: false,
    });
    expect(sent({ tools: [tool], toolChoice: { type: 'required' } })).toMatchObject({ tool_choice: 'required' });
    expect(Object.keys(sent(choice) as object)).toEqual(['model', 'messages', 'stream', 'stream_options']);
  });

  it('I4: sends each response format', () => {
    expect(sent({ responseFormat: { type: 'json_object' } })).toMatchObject({
      response_format: { type: 'json_object' },
    });
    const schema = { type: 'object' };
    expect(sent({ responseFormat: { type: 'json_schema', name: 'answer', schema, strict: true } })).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } },
    });
  });
});
