import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { chatFields } from './chat-fields.js';
import type { ReadOptions } from '../field-table.js';
import { type ChatRequest, readChatRequest } from './chat-request.js';

const messages = [{ role: 'user', content: 'hello' }];
const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];

function sut(fields: Record<string, unknown>, compat: ReadOptions['compat'] = 'warn'): ChatRequest {
  return readChatRequest({ messages, ...fields }, { compat });
}

function refusal(fields: Record<string, unknown>, compat: ReadOptions['compat'] = 'warn'): unknown {
  return thrownBy(() => sut(fields, compat));
}

describe('readChatRequest', () => {
  it('reads a request that has nothing but messages', () => {
    expect(sut({})).toEqual({
      model: undefined,
      user: undefined,
      stream: false,
      includeUsage: false,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }],
      tools: [],
      toolChoice: { choice: { type: 'auto' } },
      parallelToolCalls: undefined,
      responseFormat: undefined,
      options: {},
      ignoredFields: [],
    });
  });

  it.each([[undefined], [null], ['{}'], [[]], [7], [true]])('B4: refuses the body %j, which is no object', (body) => {
    const error = thrownBy(() => readChatRequest(body, { compat: 'warn' }));
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', code: 'invalid_value', param: 'body' });
  });

  it('takes null for absent in every field that OpenAI has', () => {
    const nulls = Object.fromEntries(Object.keys(chatFields).map((name) => [name, null]));
    expect(sut({ ...nulls, messages }, 'strict')).toEqual(sut({}));
  });

  describe('field ranges', () => {
    const accepted: [string, unknown, Partial<ChatRequest['options']>][] = [
      ['temperature', 0, { temperature: 0 }],
      ['temperature', 2, { temperature: 2 }],
      ['top_p', 0, { topP: 0 }],
      ['top_p', 1, { topP: 1 }],
      ['frequency_penalty', -2, { frequencyPenalty: -2 }],
      ['frequency_penalty', 2, { frequencyPenalty: 2 }],
      ['presence_penalty', -2, { presencePenalty: -2 }],
      ['presence_penalty', 2, { presencePenalty: 2 }],
      ['max_tokens', 1, { maxOutputTokens: 1 }],
      ['max_completion_tokens', 1, { maxOutputTokens: 1 }],
      ['max_completion_tokens', 2 ** 31 - 1, { maxOutputTokens: 2 ** 31 - 1 }],
      ['seed', -9007199254740991, { seed: -9007199254740991 }],
      ['stop', 'END', { stop: ['END'] }],
      ['stop', ['a', 'b', 'c', 'd'], { stop: ['a', 'b', 'c', 'd'] }],
      ['logit_bias', { '50256': -100, '1': 100 }, { logitBias: { '50256': -100, '1': 100 } }],
      ['reasoning_effort', 'none', { reasoningEffort: 'none' }],
      ['reasoning_effort', 'max', { reasoningEffort: 'max' }],
      ['verbosity', 'low', { verbosity: 'low' }],
      ['service_tier', 'priority', { serviceTier: 'priority' }],
      ['prompt_cache_key', 'k'.repeat(512), { promptCacheKey: 'k'.repeat(512) }],
      ['n', 1, {}],
      ['modalities', ['text'], {}],
      ['logprobs', false, {}],
      ['top_logprobs', 0, {}],
    ];

    it.each(accepted)('B10: takes %s %j', (name, value, options) => {
      expect(sut({ [name]: value }, 'strict')).toMatchObject({ options, ignoredFields: [] });
      expect(sut({ [name]: value }).options).toEqual(options);
    });

    const refused: [string, unknown, string][] = [
      ['temperature', -0.1, 'must not be less than 0'],
      ['temperature', 2.01, 'must not be greater than 2'],
      ['temperature', '1', 'must be a number'],
      ['temperature', Infinity, 'must be a number'],
      ['top_p', -0.1, 'must not be less than 0'],
      ['top_p', 1.1, 'must not be greater than 1'],
      ['frequency_penalty', -2.1, 'must not be less than -2'],
      ['frequency_penalty', 2.1, 'must not be greater than 2'],
      ['presence_penalty', -2.1, 'must not be less than -2'],
      ['presence_penalty', true, 'must be a number'],
      ['max_tokens', 0, 'must not be less than 1'],
      ['max_tokens', 1.5, 'must be an integer number'],
      ['max_tokens', 1e300, 'must not be greater than 2147483647'],
      ['max_completion_tokens', 2 ** 31, 'must not be greater than 2147483647'],
      ['max_completion_tokens', -1, 'must not be less than 1'],
      ['max_completion_tokens', '100', 'must be an integer number'],
      ['seed', 0.5, 'must be an integer number'],
      ['seed', 1e300, 'must not be greater than 9007199254740991'],
      ['stop', 5, 'must be a string or an array of strings'],
      ['stop', ['a', 5], 'must hold only strings'],
      ['stop', ['a', 'b', 'c', 'd', 'e'], 'must contain no more than 4 strings'],
      ['logit_bias', [], 'must be an object'],
      [
        'reasoning_effort',
        'extreme',
        'must be one of the following values: none, minimal, low, medium, high, xhigh, max',
      ],
      ['verbosity', 'loud', 'must be one of the following values: low, medium, high'],
      ['service_tier', 'gold', 'must be one of the following values: auto, default, flex, scale, priority, fast'],
      ['prompt_cache_key', 'k'.repeat(513), 'must be shorter than or equal to 512 characters'],
      ['prompt_cache_key', 5, 'must be a string'],
      ['parallel_tool_calls', 'yes', 'must be a boolean value'],
      ['model', 5, 'must be a string'],
      ['user', 5, 'must be a string'],
      ['user', {}, 'must be a string'],
      ['n', 0, 'must not be less than 1'],
      ['n', 129, 'must not be greater than 128'],
      ['n', '1', 'must be an integer number'],
      ['modalities', 'text', 'must be an array'],
      ['modalities', [5], 'must hold only strings'],
      ['logprobs', 'true', 'must be a boolean value'],
      ['top_logprobs', 21, 'must not be greater than 20'],
      ['stream_options', [], 'must be an object'],
    ];

    it.each(refused)('B10: refuses %s %j', (name, value, reason) => {
      expect(refusal({ [name]: value })).toMatchObject({
        status: 400,
        type: 'invalid_request_error',
        code: 'invalid_value',
        param: name,
        message: `Invalid value for '${name}': ${reason}.`,
      });
    });

    it.each([
      ['50256', 100.5],
      ['50256', -101],
      ['50256', '5'],
      ['50256', null],
    ])('B10: refuses a logit bias of %s to %j', (token, bias) => {
      expect(refusal({ logit_bias: { [token]: bias } })).toMatchObject({ status: 400, param: `logit_bias.${token}` });
    });

    it('B10: lets max_completion_tokens win over max_tokens', () => {
      expect(sut({ max_tokens: 10, max_completion_tokens: 20 }).options).toEqual({ maxOutputTokens: 20 });
      expect(sut({ max_tokens: 10, max_completion_tokens: null }).options).toEqual({ maxOutputTokens: 10 });
    });
  });

  describe('streaming', () => {
    it.each(['true', 'false', 1, 0, {}, []])('J7: refuses stream %j', (stream) => {
      expect(refusal({ stream })).toMatchObject({ status: 400, param: 'stream', code: 'invalid_value' });
    });

    it('J2: reads stream and include_usage', () => {
      expect(sut({ stream: true, stream_options: { include_usage: true } }, 'strict')).toMatchObject({
        stream: true,
        includeUsage: true,
      });
      expect(sut({ stream: true, stream_options: { include_usage: null } })).toMatchObject({ includeUsage: false });
    });

    it('names include_usage where it is not a boolean', () => {
      expect(refusal({ stream_options: { include_usage: 'yes' } })).toMatchObject({
        status: 400,
        param: 'stream_options.include_usage',
      });
    });

    it('B9: names include_obfuscation, which has no effect', () => {
      const fields = { stream: true, stream_options: { include_obfuscation: false } };
      expect(sut(fields).ignoredFields).toEqual(['stream_options.include_obfuscation']);
      expect(refusal(fields, 'strict')).toMatchObject({ param: 'stream_options.include_obfuscation' });
    });
  });

  describe('fields without effect', () => {
    const ignored = Object.keys(chatFields).filter((name) => chatFields[name]?.effect === 'ignored');
    const refused = Object.keys(chatFields).filter((name) => chatFields[name]?.effect === 'refused');

    it.each(ignored)('B9: names %s, and refuses it when strict', (name) => {
      expect(sut({ [name]: {} }).ignoredFields).toEqual([name]);
      expect(refusal({ [name]: {} }, 'strict')).toMatchObject({
        status: 400,
        code: 'unsupported_parameter',
        param: name,
        message: `'${name}' has no effect here; leave it out.`,
      });
    });

    it.each(refused)('B9: refuses %s and says what to use', (name) => {
      expect(refusal({ [name]: {} })).toMatchObject({
        status: 400,
        code: 'unsupported_parameter',
        param: name,
        message: `'${name}' is not supported. ${chatFields[name]?.note ?? ''}`,
      });
    });

    it.each([
      ['n', 2, 'unsupported_value'],
      ['modalities', ['text', 'audio'], 'unsupported_value'],
      ['logprobs', true, 'unsupported_parameter'],
      ['top_logprobs', 3, 'unsupported_parameter'],
    ])('B9: refuses %s %j with %s', (param, value, code) => {
      expect(refusal({ [param]: value })).toMatchObject({ status: 400, param, code });
    });

    it('B9: names unknown fields in order, and refuses the first one when strict', () => {
      expect(sut({ zebra: 1, apple: { deep: [] } }).ignoredFields).toEqual(['zebra', 'apple']);
      expect(refusal({ zebra: 1, apple: 2 }, 'strict')).toMatchObject({
        param: 'zebra',
        code: 'unsupported_parameter',
      });
    });

    it('B9: names hosted tools that the gateway does not have', () => {
      const fields = { tools: [...tools, { type: 'web_search' }] };
      expect(sut(fields)).toMatchObject({ tools: [{ name: 'look' }], ignoredFields: ['tools.web_search'] });
      expect(refusal(fields, 'strict')).toMatchObject({ param: 'tools.web_search' });
    });
  });

  describe('hostile field names', () => {
    it('takes __proto__ and constructor for unknown fields and changes no prototype', () => {
      const text =
        '{"messages":[{"role":"user","content":"x","__proto__":{"role":"system"}}],"__proto__":{"stream":true,"temperature":9},' +
        '"constructor":{"prototype":{"polluted":true}},"hasOwnProperty":1}';
      const request = readChatRequest(JSON.parse(text), { compat: 'warn' });
      expect(request).toMatchObject({ stream: false, options: {}, messages: [{ role: 'user' }] });
      expect(request.ignoredFields).toEqual(['__proto__', 'constructor', 'hasOwnProperty']);
      expect({}).not.toHaveProperty('polluted');
    });

    it('reads no field from a prototype that hides in a nested object', () => {
      const body: unknown = JSON.parse('{"messages":[{"__proto__":{"role":"user","content":"x"}}]}');
      expect(thrownBy(() => readChatRequest(body, { compat: 'warn' }))).toMatchObject({ param: 'messages[0].role' });
    });

    it('cuts very long names in messages', () => {
      const error = refusal({ ['x'.repeat(100_000)]: 1 }, 'strict') as Error;
      expect(error.message.length).toBeLessThan(200);
    });

    it('cuts very long tokens of a logit bias', () => {
      expect(refusal({ logit_bias: { ['9'.repeat(100_000)]: 'x' } })).toMatchObject({
        param: `logit_bias.${'9'.repeat(20)}`,
      });
    });
  });

  it.each([
    ['model', { model: 'x'.repeat(257) }],
    ['tools', { tools: Array.from({ length: 1_001 }, () => ({ type: 'x' })) }],
    ['messages', { messages: Array.from({ length: 10_001 }, () => ({ role: 'user', content: 'x' })) }],
    ['body', Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`field${index}`, 1]))],
  ])('B5: refuses more of %s than anybody sends in earnest', (param, fields) => {
    const body = { messages: [{ role: 'user', content: 'hi' }], ...fields };
    expect(() => readChatRequest(body, { compat: 'warn' })).toThrow(expect.objectContaining({ status: 400, param }));
  });
});
