import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectNoMoreThanDecorators, likeRequest } from '../../../test/support/request-arbitraries.js';
import { InvalidRequestError } from '../../common/gateway-error.js';
import { chatFields } from './chat-fields.js';
import { ChatRequestDto } from './chat-request.dto.js';
import { readChatRequest } from './chat-request.js';
import { isPlainlyValid } from './plainly-valid.js';

const fieldName = fc.constantFrom(...Object.keys(chatFields));
const wireNames = ['role', 'content', 'type', 'text', 'function', 'name', 'tool_calls', 'file', '__proto__'];
const words = ['user', 'assistant', 'tool', 'text', 'file', 'image_url', 'function', 'allowed_tools', 'json_schema'];
const part = likeRequest(wireNames, words);

const text = fc.string({ unit: 'binary' });
const textPart = text.map((value) => ({ type: 'text', text: value }));
const textContent = fc.oneof(text, fc.array(textPart, { minLength: 1, maxLength: 3 }));
const imagePart = fc.record({
  type: fc.constant('image_url'),
  image_url: fc.record(
    { url: text, detail: fc.constantFrom('auto', 'low', 'high', 'original', null) },
    { requiredKeys: ['url'] },
  ),
});
const filePart = fc.record({
  type: fc.constant('file'),
  file: fc.record({ file_data: text, filename: text }, { requiredKeys: ['file_data'] }),
});
const userContent = fc.oneof(
  textContent,
  fc.array(fc.oneof(textPart, imagePart, filePart), { minLength: 1, maxLength: 3 }),
);
const toolCall = fc.record({
  id: text,
  type: fc.constant('function'),
  function: fc.record({ name: text, arguments: text }),
});

const message = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'developer'), content: textContent }),
  fc.record({ role: fc.constant('user'), content: userContent, name: text }, { requiredKeys: ['role', 'content'] }),
  fc.record({ role: fc.constant('assistant'), content: textContent, refusal: fc.option(text) }),
  fc.record({
    role: fc.constant('assistant'),
    content: fc.constant(null),
    tool_calls: fc.array(toolCall, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ role: fc.constant('tool'), tool_call_id: text, content: textContent }),
);

const penalty = fc.double({ min: -2, max: 2, noNaN: true });
const count = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const tool = fc.record({
  type: fc.constant('function'),
  function: fc.record(
    { name: fc.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/), description: text, strict: fc.boolean() },
    { requiredKeys: ['name'] },
  ),
});

const validFields = {
  messages: fc.array(message, { minLength: 1, maxLength: 5 }),
  model: text,
  user: text,
  stream: fc.boolean(),
  stream_options: fc.record({ include_usage: fc.boolean() }, { requiredKeys: [] }),
  temperature: fc.double({ min: 0, max: 2, noNaN: true }),
  top_p: fc.double({ min: 0, max: 1, noNaN: true }),
  frequency_penalty: penalty,
  presence_penalty: penalty,
  max_tokens: count,
  max_completion_tokens: count,
  stop: fc.oneof(text, fc.array(text, { maxLength: 4 })),
  seed: fc.maxSafeInteger(),
  logit_bias: fc.dictionary(fc.nat().map(String), fc.integer({ min: -100, max: 100 })),
  reasoning_effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'),
  verbosity: fc.constantFrom('low', 'medium', 'high'),
  service_tier: fc.constantFrom('auto', 'default', 'flex', 'scale', 'priority', 'fast'),
  prompt_cache_key: fc.string({ maxLength: 512 }),
  response_format: fc.constantFrom({ type: 'text' }, { type: 'json_object' }),
  tools: fc.array(tool, { maxLength: 3 }),
  tool_choice: fc.constantFrom('auto', 'none'),
  parallel_tool_calls: fc.boolean(),
  n: fc.constant(1),
  modalities: fc.constant(['text']),
  logprobs: fc.constant(false),
  top_logprobs: fc.constant(0),
};
const { messages, ...optional } = validFields;
const validRequest = fc
  .tuple(messages, fc.record(optional, { requiredKeys: [] }), fc.subarray(Object.keys(optional)))
  .map(([list, fields, nulls]) => ({
    messages: list,
    ...Object.fromEntries(nulls.map((name) => [name, null])),
    ...fields,
  }));

function refusalOf(body: unknown): unknown {
  try {
    readChatRequest(body, { compat: 'warn' });
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('readChatRequest', () => {
  it('B5: answers any JSON with a request or a status 400 that names a field', () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.oneof(fieldName, fc.string()), part),
      fc.tuple(validRequest, fieldName, part).map(([request, name, value]) => ({ ...request, [name]: value })),
      part.map((value) => ({ messages: [value] })),
      part.map((value) => ({ messages: [{ role: 'user', content: [value] }] })),
    );
    fc.assert(
      fc.property(body, (value) => {
        const error = refusalOf(JSON.parse(JSON.stringify(value)));
        if (error === undefined) return;
        expect(error).toBeInstanceOf(InvalidRequestError);
        expect(error).toMatchObject({ status: 400, param: expect.stringMatching(/./) });
      }),
      { numRuns: 1000 },
    );
  });

  it('B9: accepts every request within the ranges of OpenAI, and ignores no part of it', () => {
    fc.assert(
      fc.property(validRequest, (request) => {
        expect(readChatRequest(JSON.parse(JSON.stringify(request)), { compat: 'strict' })).toMatchObject({
          stream: request.stream ?? false,
          ignoredFields: [],
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('isPlainlyValid', () => {
  it('never accepts what the decorators refuse', () => {
    expectNoMoreThanDecorators(isPlainlyValid, ChatRequestDto, Object.keys(chatFields));
  });

  it('accepts the common request, and no field that it does not know', () => {
    expect(isPlainlyValid({ model: 'openclaw', messages: [], stream: true, temperature: 0.7, max_tokens: 100 })).toBe(
      true,
    );
    expect(isPlainlyValid({ model: 'openclaw', verbosity: 'low' })).toBe(false);
    expect(isPlainlyValid({ constructor: 1 })).toBe(false);
  });
});
