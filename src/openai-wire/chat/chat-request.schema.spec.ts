import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { inlined } from '../../../test/support/inlined-schema.js';
import { InvalidRequestError } from '../../common/gateway-error.js';
import { chatFields } from './chat-fields.js';
import { chatRequestSchema } from './chat-request.schema.js';
import { readChatRequest } from './chat-request.js';

const ajv = new Ajv2020({ strict: false });
const accepts = ajv.compile(Object(inlined(chatRequestSchema)) as object);
const messages = [{ role: 'user', content: 'hi' }];
const tools = [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object' } } }];

/** Whether the gateway takes a request. */
function isRead(body: unknown): boolean {
  try {
    readChatRequest(body, { compat: 'warn' });
    return true;
  } catch (error) {
    if (error instanceof InvalidRequestError) return false;
    throw error;
  }
}

const unions = ['messages', 'tools', 'tool_choice', 'response_format', 'stream_options'];
const plainFields = Object.keys(chatFields).filter((field) => !unions.includes(field));
const likelyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(0, 1, -1, 2, 2.5, 4, 20, 128, true, false, null, '', 'low', 'auto', 'none', 'x'.repeat(600)),
  fc.constantFrom(['text'], ['audio'], ['a', 'b', 'c', 'd', 'e'], ['a'], { 50256: -100 }, { 1: 101 }),
);

describe('chatRequestSchema', () => {
  it('B9: has every field of the table and no other', () => {
    expect(Object.keys(Object(chatRequestSchema.schema['properties']))).toEqual(Object.keys(chatFields));
  });

  it('takes of the plain fields just the values that the gateway takes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...plainFields), likelyValue, (field, value) => {
        const body = { messages, [field]: value };
        expect([body, accepts(body)]).toEqual([body, isRead(body)]);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    { messages },
    { messages: [{ role: 'system', content: [{ type: 'text', text: 'Be brief.' }] }, ...messages] },
    {
      messages: [
        ...messages,
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: '1', type: 'function', function: { name: 'look_up', arguments: '{' } }],
        },
        { role: 'tool', tool_call_id: '1', content: 'found' },
      ],
    },
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,', detail: 'low' } }] }] },
    { messages: [{ role: 'user', content: [{ type: 'file', file: { file_data: 'data:,' } }] }] },
    { messages, tools, tool_choice: { type: 'function', function: { name: 'look_up' } } },
    { messages, tools, tool_choice: 'required' },
    { messages, tools: [{ type: 'web_search' }], unknown: 1 },
    { messages, response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {} } } },
    { messages, stream: true, stream_options: { include_usage: true } },
  ])('takes what the gateway takes: %j', (body) => {
    expect([accepts(body), isRead(body)]).toEqual([true, true]);
  });

  it.each([
    {},
    { messages: [] },
    { messages: [{ role: 'function', content: 'x' }] },
    { messages: [{ role: 'user' }] },
    { messages: [{ role: 'user', content: [{ type: 'refusal', refusal: 'x' }] }] },
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,', detail: 'x' } }] }] },
    { messages: [{ role: 'tool', content: 'found' }] },
    { messages, tools: [{ type: 'function', function: { name: 'look up' } }] },
    { messages, tools, tool_choice: 'any' },
    { messages, response_format: { type: 'xml' } },
    { messages, stream_options: { include_usage: 'yes' } },
    { messages, functions: [] },
    { messages, n: 2 },
  ])('refuses what the gateway refuses: %j', (body) => {
    expect([accepts(body), isRead(body)]).toEqual([false, false]);
  });
});
