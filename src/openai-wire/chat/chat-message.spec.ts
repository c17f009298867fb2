import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { readMessages as sut } from './chat-message.js';

const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } };
const user = { role: 'user', content: 'hi' };

function userWith(...content: unknown[]): unknown[] {
  return [{ role: 'user', content }];
}

describe('readMessages', () => {
  it('B6: maps every role, in order', () => {
    const messages = sut([
      { role: 'system', content: 'be brief' },
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'be ' },
          { type: 'text', text: 'kind' },
        ],
      },
      { role: 'user', content: 'look', name: 'ada' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'seen' }] },
      { role: 'assistant', content: 'done' },
    ]);
    expect(messages).toEqual([
      { role: 'system', text: 'be brief' },
      { role: 'system', text: 'be kind' },
      { role: 'user', content: [{ type: 'text', text: 'look' }], name: 'ada' },
      { role: 'assistant', text: '', toolCalls: [{ id: 'call_1', name: 'look', arguments: '{"at":1}' }] },
      { role: 'tool', callId: 'call_1', text: 'seen' },
      { role: 'assistant', text: 'done', toolCalls: [] },
    ]);
  });

  it.each(['system', 'developer'])('B5: is content with a single %s message', (role) => {
    expect(sut([{ role, content: 'x' }])).toEqual([{ role: 'system', text: 'x' }]);
  });

  it.each([
    [undefined, 'missing_required_parameter'],
    [null, 'missing_required_parameter'],
    ['hello', 'invalid_value'],
    [{ 0: user, length: 1 }, 'invalid_value'],
    [[], 'invalid_value'],
  ])('B5: refuses messages %j with %s', (value, code) => {
    expect(thrownBy(() => sut(value))).toMatchObject({ status: 400, param: 'messages', code });
  });

  const faults: [string, unknown][] = [
    ['', 'hello'],
    ['', null],
    ['', []],
    ['.role', { content: 'x' }],
    ['.role', { role: 5, content: 'x' }],
    ['.role', { role: 'function', name: 'f', content: 'x' }],
    ['.role', { role: 'User', content: 'x' }],
    ['.content', { role: 'user' }],
    ['.content', { role: 'user', content: null }],
    ['.content', { role: 'user', content: 5 }],
    ['.content', { role: 'user', content: {} }],
    ['.content', { role: 'user', content: [] }],
    ['.name', { role: 'user', content: 'x', name: 5 }],
    ['.content[0]', { role: 'user', content: ['x'] }],
    ['.content[0].type', { role: 'user', content: [{ text: 'x' }] }],
    ['.content[1].text', { role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'text' }] }],
    ['.content[0].text', { role: 'user', content: [{ type: 'text', text: { toString: 1 } }] }],
    ['.content[0].type', { role: 'user', content: [{ type: 'refusal', refusal: 'no' }] }],
    ['.content[0].type', { role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }],
    ['.content[0].image_url', { role: 'user', content: [{ type: 'image_url' }] }],
    ['.content[0].image_url', { role: 'user', content: [{ type: 'image_url', image_url: 'data:x' }] }],
    ['.content[0].image_url.url', { role: 'user', content: [{ type: 'image_url', image_url: {} }] }],
    [
      '.content[0].image_url.detail',
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'u', detail: 'x' } }] },
    ],
    ['.content[0].file', { role: 'user', content: [{ type: 'file' }] }],
    ['.content[0].file.file_id', { role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }],
    ['.content[0].file.file_data', { role: 'user', content: [{ type: 'file', file: { file_id: null } }] }],
    ['.content[0].file.filename', { role: 'user', content: [{ type: 'file', file: { file_data: 'd', filename: 5 } }] }],
    ['.content', { role: 'system' }],
    ['.content[0].type', { role: 'system', content: [{ type: 'image_url', image_url: { url: 'u' } }] }],
    ['.content', { role: 'assistant' }],
    ['.content', { role: 'assistant', content: null, tool_calls: [] }],
    ['.content', { role: 'assistant', content: 5, tool_calls: [call] }],
    ['.content[0].type', { role: 'assistant', content: [{ type: 'image_url', image_url: { url: 'u' } }] }],
    ['.refusal', { role: 'assistant', refusal: 5 }],
    ['.function_call', { role: 'assistant', content: 'x', function_call: { name: 'f', arguments: '' } }],
    ['.tool_calls', { role: 'assistant', tool_calls: {} }],
    ['.tool_calls[1]', { role: 'assistant', tool_calls: [call, null] }],
    ['.tool_calls[0].type', { role: 'assistant', tool_calls: [{ ...call, type: 'custom' }] }],
    ['.tool_calls[0].id', { role: 'assistant', tool_calls: [{ ...call, id: undefined }] }],
    ['.tool_calls[0].function', { role: 'assistant', tool_calls: [{ ...call, function: undefined }] }],
    ['.tool_calls[0].function.name', { role: 'assistant', tool_calls: [{ ...call, function: { arguments: '' } }] }],
    [
      '.tool_calls[0].function.arguments',
      { role: 'assistant', tool_calls: [{ ...call, function: { name: 'f', arguments: {} } }] },
    ],
    ['.tool_call_id', { role: 'tool', content: 'x' }],
    ['.tool_call_id', { role: 'tool', content: 'x', tool_call_id: 5 }],
    ['.content', { role: 'tool', tool_call_id: 'c' }],
    ['.content[0].type', { role: 'tool', tool_call_id: 'c', content: [{ type: 'file', file: { file_data: 'x' } }] }],
  ];

  it.each(faults)('B5: names messages[2]%s in %j', (path, message) => {
    expect(thrownBy(() => sut([user, user, message]))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      param: `messages[2]${path}`,
      message: expect.stringContaining(`'messages[2]${path}'`),
    });
  });

  it('B7: keeps text, images and files in order, each with its place', () => {
    const messages = sut(
      userWith(
        { type: 'text', text: 'see' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'low' } },
        { type: 'image_url', image_url: { url: 'https://images.invalid/a.png', detail: null } },
        { type: 'file', file: { file_data: 'data:text/plain;base64,QQ==', filename: 'a.txt' } },
      ),
    );
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'see' },
          {
            type: 'image',
            url: 'data:image/png;base64,AA==',
            detail: 'low',
            param: 'messages[0].content[1].image_url.url',
          },
          { type: 'image', url: 'https://images.invalid/a.png', param: 'messages[0].content[2].image_url.url' },
          {
            type: 'file',
            data: 'data:text/plain;base64,QQ==',
            filename: 'a.txt',
            param: 'messages[0].content[3].file.file_data',
          },
        ],
      },
    ]);
  });

  it('says what a part may be, and cuts a long type', () => {
    const error = thrownBy(() => sut(userWith({ type: 'x'.repeat(10_000) }))) as Error;
    expect(error.message).toMatch(
      /^Invalid value for 'messages\[0\].content\[0\].type': 'x{40}' cannot be used here; /,
    );
    expect(error.message).toContain('expected text, image_url, file');
  });

  it('reads a refusal from its field or its part', () => {
    expect(sut([{ role: 'assistant', content: null, refusal: 'no' }])).toEqual([
      { role: 'assistant', text: '', refusal: 'no', toolCalls: [] },
    ]);
    expect(
      sut([
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'a' },
            { type: 'refusal', refusal: 'no' },
          ],
        },
      ]),
    ).toEqual([{ role: 'assistant', text: 'a', refusal: 'no', toolCalls: [] }]);
  });

  it('reads a refusal from both', () => {
    const content = [{ type: 'refusal', refusal: 'Not this.' }];
    expect(sut([{ role: 'assistant', content, refusal: 'No.' }])).toMatchObject([{ refusal: 'No.\n\nNot this.' }]);
  });

  it('takes the type of a tool call for function where it is absent or null, and arguments that are no JSON', () => {
    const broken = { id: 'a', function: { name: 'f', arguments: '{"cut' } };
    expect(sut([{ role: 'assistant', tool_calls: [broken, { ...broken, type: null }] }])).toEqual([
      {
        role: 'assistant',
        text: '',
        toolCalls: [
          { id: 'a', name: 'f', arguments: '{"cut' },
          { id: 'a', name: 'f', arguments: '{"cut' },
        ],
      },
    ]);
  });

  it('keeps the empty text that clients send back', () => {
    expect(sut([{ role: 'assistant', content: '' }])).toEqual([{ role: 'assistant', text: '', toolCalls: [] }]);
    expect(sut([{ role: 'tool', tool_call_id: 'c', content: '' }])).toMatchObject([{ text: '' }]);
  });
});
