import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../../test/support/thrown-error.js';
import type { ReadOptions } from '../field-table.js';
import { responsesFields } from './responses-fields.js';
import { type ResponsesRequest, readResponsesRequest } from './responses-request.js';

const look = { type: 'function', name: 'look' };
const format = { type: 'json_schema', name: 'place', schema: { type: 'object' } };

function sut(fields: Record<string, unknown>, compat: ReadOptions['compat'] = 'warn'): ResponsesRequest {
  return readResponsesRequest({ input: 'hi', ...fields }, { compat });
}

describe('readResponsesRequest', () => {
  it('reads whether receipts of tool calls are wanted', () => {
    const request = sut({ include: ['openclaw.tool_calls', 'reasoning.encrypted_content'] });
    expect(request).toMatchObject({ wantsReceipts: true, ignoredFields: [] });
  });

  it('reads a request that has nothing but input', () => {
    expect(sut({})).toEqual({
      model: undefined,
      user: undefined,
      stream: false,
      instructions: undefined,
      input: [{ type: 'user', content: [{ type: 'text', text: 'hi' }] }],
      tools: [],
      toolChoice: { choice: { type: 'auto' } },
      parallelToolCalls: undefined,
      maxToolCalls: undefined,
      responseFormat: undefined,
      options: {},
      summarizes: false,
      wantsReceipts: false,
      state: { store: undefined, background: false, previousResponseId: undefined, conversation: undefined },
      echo: {
        instructions: null,
        tools: [],
        tool_choice: 'auto',
        truncation: 'auto',
        parallel_tool_calls: true,
        text: { format: { type: 'text' } },
        top_p: 1,
        presence_penalty: 0,
        frequency_penalty: 0,
        top_logprobs: 0,
        temperature: 1,
        reasoning: { effort: null, summary: null },
        max_output_tokens: null,
        max_tool_calls: null,
        service_tier: 'auto',
        metadata: {},
        safety_identifier: null,
        prompt_cache_key: null,
      },
      ignoredFields: [],
    });
  });

  it.each([[undefined], [null], ['{}'], [[]], [7]])('B4: refuses the body %j, which is no object', (body) => {
    expect(thrownBy(() => readResponsesRequest(body, { compat: 'warn' }))).toMatchObject({
      status: 400,
      param: 'body',
    });
  });

  it('takes null for absent in every field but input', () => {
    const nulls = Object.fromEntries(Object.keys(responsesFields).map((name) => [name, null]));
    expect(sut({ ...nulls, input: 'hi' }, 'strict')).toEqual(sut({}));
  });

  const options: [Record<string, unknown>, Partial<ResponsesRequest['options']>][] = [
    [
      { temperature: 0.5, top_p: 0.1 },
      { temperature: 0.5, topP: 0.1 },
    ],
    [
      { frequency_penalty: -2, presence_penalty: 2 },
      { frequencyPenalty: -2, presencePenalty: 2 },
    ],
    [{ max_output_tokens: 16 }, { maxOutputTokens: 16 }],
    [{ max_output_tokens: 2 ** 31 - 1 }, { maxOutputTokens: 2 ** 31 - 1 }],
    [{ stop: 'END' }, { stop: ['END'] }],
    [{ reasoning: { effort: 'high', summary: 'auto' } }, { reasoningEffort: 'high', reasoningSummary: 'auto' }],
    [{ reasoning: { generate_summary: 'concise' } }, { reasoningSummary: 'concise' }],
    [{ text: { verbosity: 'low' } }, { verbosity: 'low' }],
    [
      { service_tier: 'flex', prompt_cache_key: 'k' },
      { serviceTier: 'flex', promptCacheKey: 'k' },
    ],
  ];

  it.each(options)('B10: forwards %j', (fields, expected) => {
    expect(sut(fields, 'strict').options).toEqual(expected);
  });

  it('gives back what a request says, with the defaults that hold', () => {
    const { echo } = sut({
      instructions: 'Be brief.',
      tools: [{ ...look, strict: true }],
      tool_choice: { type: 'allowed_tools', mode: 'required', tools: [look] },
      text: { format, verbosity: 'high' },
      reasoning: { effort: 'low', summary: 'detailed' },
      metadata: { a: 'b' },
      safety_identifier: 'someone',
      max_tool_calls: 2,
      user: 'ada',
    });
    expect(echo).toMatchObject({
      instructions: 'Be brief.',
      tools: [
        {
          type: 'function',
          name: 'look',
          description: '',
          parameters: { type: 'object', properties: {} },
          strict: true,
        },
      ],
      tool_choice: { type: 'allowed_tools', mode: 'required', tools: [look] },
      text: { format: { ...format, description: '', strict: false }, verbosity: 'high' },
      reasoning: { effort: 'low', summary: 'detailed' },
      metadata: { a: 'b' },
      safety_identifier: 'someone',
      max_tool_calls: 2,
      user: 'ada',
    });
  });

  it.each([
    ['none', 'none'],
    ['required', 'required'],
    [look, look],
    [{ type: 'allowed_tools', mode: 'none', tools: [look] }, 'none'],
  ])('gives back the tool choice %j', (tool_choice, expected) => {
    expect(sut({ tools: [look], tool_choice }).echo.tool_choice).toEqual(expected);
  });

  it('I4: reads text without a format, and a format', () => {
    expect(sut({ text: {} }).responseFormat).toBeUndefined();
    expect(sut({ text: { format: null } }).responseFormat).toBeUndefined();
    expect(sut({ text: { format } }).responseFormat).toEqual(format);
  });

  it('exposes what it says of keeping', () => {
    const fields = { store: false, background: true, previous_response_id: 'resp_1', conversation: { id: 'conv_1' } };
    expect(sut(fields).state).toEqual({
      store: false,
      background: true,
      previousResponseId: 'resp_1',
      conversation: 'conv_1',
    });
    expect(sut({ conversation: 'conv_2' }).state.conversation).toBe('conv_2');
  });

  const inVain: [string, Record<string, unknown>][] = [
    ['client_metadata', { client_metadata: {} }],
    ['moderation', { moderation: { model: 'm' } }],
    ['future_field', { future_field: 1 }],
    ['tools.web_search', { tools: [{ type: 'web_search' }] }],
    ['tools.namespace', { tools: [{ type: 'namespace', name: 'n', tools: [] }] }],
    ['stream_options.include_obfuscation', { stream_options: { include_obfuscation: false } }],
    ['reasoning.context', { reasoning: { context: 'auto' } }],
    ['include.web_search_call.results', { include: ['web_search_call.results', 'reasoning.encrypted_content'] }],
    ['truncation.disabled', { truncation: 'disabled' }],
  ];

  it.each(inVain)('B9: names %s, and refuses it where the gateway is strict', (name, fields) => {
    expect(sut(fields).ignoredFields).toEqual([name]);
    expect(sut(fields, 'lenient').ignoredFields).toEqual([]);
    expect(thrownBy(() => sut(fields, 'strict'))).toMatchObject({ code: 'unsupported_parameter', param: name });
  });

  const faults: [string, Record<string, unknown>][] = [
    ['input', { input: null }],
    ['model', { model: 'x'.repeat(257) }],
    ['instructions', { instructions: ['a'] }],
    ['stream', { stream: 'true' }],
    ['temperature', { temperature: 2.1 }],
    ['top_p', { top_p: -0.1 }],
    ['max_output_tokens', { max_output_tokens: 15 }],
    ['max_output_tokens', { max_output_tokens: 16.5 }],
    ['max_output_tokens', { max_output_tokens: 2 ** 31 }],
    ['max_output_tokens', { max_output_tokens: 1e300 }],
    ['max_tool_calls', { max_tool_calls: 0 }],
    ['stop', { stop: ['a', 'b', 'c', 'd', 'e'] }],
    ['safety_identifier', { safety_identifier: 'x'.repeat(65) }],
    ['truncation', { truncation: 'always' }],
    ['top_logprobs', { top_logprobs: 1 }],
    ['top_logprobs', { top_logprobs: 21 }],
    ['store', { store: 'no' }],
    ['previous_response_id', { previous_response_id: 5 }],
    ['conversation', { conversation: 5 }],
    ['conversation.id', { conversation: {} }],
    ['prompt', { prompt: { id: 'pmpt_1' } }],
    ['metadata', { metadata: [] }],
    ['metadata', { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])) }],
    ['metadata.a', { metadata: { a: 5 } }],
    ['metadata.a', { metadata: { a: 'x'.repeat(513) } }],
    [`metadata.${'k'.repeat(64)}`, { metadata: { ['k'.repeat(65)]: 'v' } }],
    ['reasoning', { reasoning: 'high' }],
    ['reasoning.effort', { reasoning: { effort: 'enormous' } }],
    ['reasoning.summary', { reasoning: { summary: 5 } }],
    ['text', { text: 'json' }],
    ['text.verbosity', { text: { verbosity: 'none' } }],
    ['text.format.type', { text: { format: { type: 'grammar' } } }],
    ['text.format.schema', { text: { format: { type: 'json_schema', name: 'a', schema: 'x' } } }],
    ['text.format.name', { text: { format: { type: 'json_schema', schema: {} } } }],
    ['include', { include: 'reasoning.encrypted_content' }],
    ['include[0]', { include: [5] }],
    ['include[1]', { include: ['reasoning.encrypted_content', 'message.output_text.logprobs'] }],
    ['tools[0].name', { tools: [{ type: 'function' }] }],
    ['tool_choice', { tool_choice: 'required' }],
    ['tool_choice.name', { tools: [look], tool_choice: { type: 'function', name: 'walk' } }],
  ];

  it.each(faults)('B5: names %s in %j', (param, fields) => {
    expect(thrownBy(() => sut(fields))).toMatchObject({ status: 400, type: 'invalid_request_error', param });
  });
});
