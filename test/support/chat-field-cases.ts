import { expect } from '@jest/globals';
import type { FieldCase, Outcome } from './field-case.js';
import {
  type Fields,
  breakpoint,
  callsLook,
  commonCases,
  forwarded,
  holding,
  like,
  saying,
  schema,
  sent,
  textFile,
  user,
} from './field-values.js';
import { pixelUri } from './pixel.js';

const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } };
const called = [user, { role: 'assistant', content: null, tool_calls: [call] }];
const look = { name: 'look' };
const tools = [{ type: 'function', function: look }];
const named = { name: 'answer', schema };

/** A message after the user's first, by what it becomes for the provider. */
function message(fields: Fields, outcome: Outcome): FieldCase {
  return { send: { messages: [user, fields] }, ...outcome };
}

const ofUser = (part: Fields, outcome: Outcome): FieldCase => message({ role: 'user', content: [part] }, outcome);
const ofTool = (fields: Fields, outcome: Outcome): FieldCase => ({
  send: { messages: [...called, { role: 'tool', tool_call_id: 'call_1', content: 'seen', ...fields }] },
  ...outcome,
});
const ofCall = (match: unknown): Outcome => sent({ role: 'assistant', tool_calls: [match] });
const toolWith = (fields: Fields): FieldCase => {
  const described = { ...look, ...fields };
  return {
    send: { tools: [{ type: 'function', function: described }] },
    without: { tools },
    upstream: { tools: holding(like({ function: like(described) })) },
  };
};
const formatWith = (fields: Fields): FieldCase => {
  const response_format = { type: 'json_schema', json_schema: { name: 'answer', ...fields } };
  return {
    send: { response_format },
    upstream: { response_format },
    without: { response_format: { type: 'json_schema', json_schema: { name: 'other' } } },
  };
};
const allowedTools = (fields: Fields): Fields => ({
  tools: [...tools, { type: 'function', function: { name: 'walk' } }],
  tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools, ...fields } },
});
const invalid = (param: string): Outcome => ({ refused: [param, 'invalid_value'] });
const unsupported = (param: string, code = 'unsupported_parameter'): Outcome => ({ refused: [param, code] });

/** What becomes of each field that OpenAI publishes for chat completions. */
export const chatFieldCases: Record<string, FieldCase> = {
  ...commonCases(tools),
  messages: { send: { messages: [{ role: 'user', content: 'ahoy' }] }, ...sent({ content: 'ahoy' }) },
  model: {
    send: { model: 'openclaw:front-desk' },
    upstream: { messages: holding(like({ role: 'system', content: saying('public-facing agent') })) },
  },
  stream_options: {
    send: { stream: true, stream_options: { include_usage: true } },
    without: { stream: true },
    answer: { text: saying('"prompt_tokens":10') },
  },
  max_tokens: forwarded({ max_tokens: 50 }),
  max_completion_tokens: { send: { max_completion_tokens: 50, max_tokens: 60 }, upstream: { max_tokens: 50 } },
  seed: forwarded({ seed: 7 }),
  logit_bias: forwarded({ logit_bias: { '50256': -100 } }),
  reasoning_effort: forwarded({ reasoning_effort: 'low' }),
  verbosity: forwarded({ verbosity: 'low' }),
  response_format: forwarded({ response_format: { type: 'json_object' } }),
  n: { send: { n: 2 }, ...unsupported('n', 'unsupported_value') },
  modalities: {
    send: { modalities: ['text', 'audio'], audio: null },
    ...unsupported('modalities', 'unsupported_value'),
  },
  logprobs: { send: { logprobs: true }, ...unsupported('logprobs') },
  top_logprobs: { send: { logprobs: false, top_logprobs: 2 }, ...unsupported('top_logprobs') },
  metadata: { send: { metadata: { a: 'b' } }, ignored: 'metadata' },
  store: { send: { store: true }, ignored: 'store' },
  moderation: { send: { moderation: { model: 'm' } }, ignored: 'moderation' },
  prediction: { send: { prediction: { type: 'content', content: 'hi' } }, ignored: 'prediction' },
  prompt_cache_options: { send: { prompt_cache_options: { mode: 'explicit' } }, ignored: 'prompt_cache_options' },
  prompt_cache_retention: { send: { prompt_cache_retention: '24h' }, ignored: 'prompt_cache_retention' },
  safety_identifier: { send: { safety_identifier: 's' }, ignored: 'safety_identifier' },
  web_search_options: { send: { web_search_options: {} }, ignored: 'web_search_options' },
  audio: { send: { audio: { format: 'mp3', voice: 'alloy' } }, ...unsupported('audio') },
  functions: { send: { functions: [{ name: 'look' }] }, ...unsupported('functions') },
  function_call: { send: { function_call: 'auto' }, ...unsupported('function_call') },
};

/** The same of what stands within those fields. */
export const chatNestedCases: Record<string, FieldCase> = {
  'stream_options.include_usage': {
    send: { stream: true, stream_options: { include_usage: true } },
    without: { stream: true, stream_options: { include_usage: false } },
    answer: { text: saying('"prompt_tokens":10') },
  },
  'stream_options.include_obfuscation': {
    send: { stream: true, stream_options: { include_obfuscation: false } },
    ignored: 'stream_options.include_obfuscation',
  },
  ...Object.fromEntries(
    ['system', 'developer'].flatMap((role): [string, FieldCase][] => {
      const inPrompt = { upstream: { messages: holding(like({ role: 'system', content: saying('Be kind.') })) } };
      return [
        [`messages.${role}.role`, message({ role: 'narrator', content: 'x' }, invalid('messages[1].role'))],
        [`messages.${role}.content`, { send: { messages: [{ role, content: 'Be kind.' }, user] }, ...inPrompt }],
        [
          `messages.${role}.name`,
          message({ role, content: 'Be kind.', name: 'ada' }, { ignored: `messages.${role}.name` }),
        ],
      ];
    }),
  ),
  'messages.user.role': message({ role: 'User', content: 'x' }, invalid('messages[1].role')),
  'messages.user.content': message({ role: 'user', content: 'ahoy' }, sent({ role: 'user', content: 'ahoy' })),
  'messages.user.name': message({ role: 'user', content: 'ahoy', name: 'ada' }, sent({ content: 'ahoy', name: 'ada' })),
  'messages.assistant.role': message({ role: 'model', content: 'x' }, invalid('messages[1].role')),
  'messages.assistant.content': message({ role: 'assistant', content: 'ahoy' }, sent({ content: 'ahoy' })),
  'messages.assistant.refusal': message(
    { role: 'assistant', content: 'Ahoy.', refusal: 'No.' },
    sent({ content: 'Ahoy.\n\nNo.' }),
  ),
  'messages.assistant.tool_calls': ofTool({}, ofCall(call)),
  'messages.assistant.name': message(
    { role: 'assistant', content: 'x', name: 'ada' },
    { ignored: 'messages.assistant.name' },
  ),
  'messages.assistant.audio': message(
    { role: 'assistant', content: 'x', audio: { id: 'audio_1' } },
    { ignored: 'messages.assistant.audio' },
  ),
  'messages.assistant.function_call': message(
    { role: 'assistant', content: 'x', function_call: { name: 'look', arguments: '{}' } },
    invalid('messages[1].function_call'),
  ),
  'messages.tool.role': ofTool({ role: 'function' }, invalid('messages[2].role')),
  'messages.tool.content': ofTool({ content: 'a cat' }, sent({ role: 'tool', content: 'a cat' })),
  'messages.tool.tool_call_id': ofTool({}, sent({ role: 'tool', tool_call_id: 'call_1' })),
  'content.text.type': ofUser({ type: 'words', text: 'x' }, invalid('messages[1].content[0].type')),
  'content.text.text': ofUser({ type: 'text', text: 'ahoy' }, sent({ content: 'ahoy' })),
  'content.text.prompt_cache_breakpoint': ofUser(
    { type: 'text', text: 'x', ...breakpoint },
    { ignored: 'content.text.prompt_cache_breakpoint' },
  ),
  'content.refusal.type': message(
    { role: 'assistant', content: [{ type: 'denial', refusal: 'No.' }] },
    invalid('messages[1].content[0].type'),
  ),
  'content.refusal.refusal': message(
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Ahoy.' },
        { type: 'refusal', refusal: 'No.' },
      ],
    },
    sent({ content: 'Ahoy.\n\nNo.' }),
  ),
  'content.image_url.type': ofUser(
    { type: 'image', image_url: { url: pixelUri } },
    invalid('messages[1].content[0].type'),
  ),
  'content.image_url.image_url': ofUser(
    { type: 'image_url', image_url: { url: pixelUri } },
    sent({ content: [like({ type: 'image_url' })] }),
  ),
  'content.image_url.prompt_cache_breakpoint': ofUser(
    { type: 'image_url', image_url: { url: pixelUri }, ...breakpoint },
    { ignored: 'content.image_url.prompt_cache_breakpoint' },
  ),
  'image_url.url': ofUser(
    { type: 'image_url', image_url: { url: pixelUri } },
    sent({ content: [like({ image_url: { url: pixelUri } })] }),
  ),
  'image_url.detail': ofUser(
    { type: 'image_url', image_url: { url: pixelUri, detail: 'low' } },
    sent({ content: [like({ image_url: like({ detail: 'low' }) })] }),
  ),
  'content.file.type': ofUser({ type: 'input_audio', input_audio: {} }, invalid('messages[1].content[0].type')),
  'content.file.file': ofUser({ type: 'file', file: { file_data: textFile } }, sent({ content: saying('alpha') })),
  'content.file.prompt_cache_breakpoint': ofUser(
    { type: 'file', file: { file_data: textFile }, ...breakpoint },
    { ignored: 'content.file.prompt_cache_breakpoint' },
  ),
  'file.file_data': ofUser({ type: 'file', file: { file_data: textFile } }, sent({ content: saying('alpha') })),
  'file.filename': ofUser(
    { type: 'file', file: { file_data: textFile, filename: 'notes.txt' } },
    sent({ content: saying('notes.txt') }),
  ),
  'file.file_id': ofUser({ type: 'file', file: { file_id: 'f' } }, invalid('messages[1].content[0].file.file_id')),
  'tool_calls.id': ofTool({}, ofCall(like({ id: 'call_1' }))),
  'tool_calls.type': message(
    { role: 'assistant', tool_calls: [{ ...call, type: 'custom' }] },
    invalid('messages[1].tool_calls[0].type'),
  ),
  'tool_calls.function': ofTool({}, ofCall(like({ function: call.function }))),
  'tools.function.name': { ...toolWith({ name: 'see' }) },
  'tools.function.description': toolWith({ description: 'Looks.' }),
  'tools.function.parameters': toolWith({ parameters: schema }),
  'tools.function.strict': toolWith({ strict: true }),
  'response_format.json_schema.name': formatWith({}),
  'response_format.json_schema.description': formatWith({ description: 'An answer.' }),
  'response_format.json_schema.schema': formatWith(named),
  'response_format.json_schema.strict': formatWith({ ...named, strict: true }),
  'tool_choice.allowed_tools.mode': {
    send: allowedTools({ mode: 'required' }),
    without: allowedTools({}),
    upstream: { tool_choice: 'required' },
    script: callsLook,
  },
  'tool_choice.allowed_tools.tools': {
    send: allowedTools({}),
    without: allowedTools({ tools: [{ type: 'function', function: { name: 'walk' } }] }),
    upstream: { tools: expect.not.arrayContaining([like({ function: like({ name: 'walk' }) })]) },
  },
};
