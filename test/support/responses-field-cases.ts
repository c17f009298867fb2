import { expect } from '@jest/globals';
import { toCompactionItem } from '../../src/openai-wire/responses/compaction-item.js';
import { toolCalls } from './fake-answers.js';
import type { FieldCase, Outcome } from './field-case.js';
import {
  type Fields,
  breakpoint,
  callsLook,
  commonCases,
  holding,
  like,
  saying,
  schema,
  sent,
  textFile,
  user,
} from './field-values.js';
import { pixelUri } from './pixel.js';

const call = { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{"at":1}' };
const result = { type: 'function_call_output', call_id: 'call_1', output: 'a cat' };
const thought = { type: 'reasoning', id: 'rs_1', summary: [], content: [{ type: 'reasoning_text', text: 'hm' }] };
const summary = { ...toCompactionItem('1', 'They met a heron.'), id: null };
const said = { type: 'output_text', text: 'ahoy' };
const look = { type: 'function', name: 'look', parameters: null, strict: null };
const tools = [look];

const withBody = (body: Fields): Outcome => ({ answer: { body } });
const refused = (param: string, code: string): Outcome => ({ refused: [param, code] });

/** Items after the user's first message; `without` has the last of them without the fields that it is about. */
function items(given: Fields[], outcome: Outcome, without?: Fields[]): FieldCase {
  return {
    send: { input: [user, ...given] },
    ...outcome,
    ...(without ? { without: { input: [user, ...without] } } : {}),
  };
}

/** What an item says besides, with an effect that has nothing to do with the rest of it. */
const beside = (given: Fields[], fields: Fields, outcome: Outcome): FieldCase =>
  items([...given.slice(0, -1), { ...given.at(-1), ...fields }], outcome, given);
const ofUser = (part: Fields, outcome: Outcome): FieldCase => items([{ role: 'user', content: [part] }], outcome);
const ofAssistant = (...content: Fields[]): Fields[] => [{ role: 'assistant', content }];
const ignored = (name: string): Outcome => ({ ignored: name });
const invalid = (param: string): Outcome => refused(param, 'invalid_value');
const badPart = (type: string): FieldCase => ofUser({ type }, invalid('input[1].content[0].type'));
const badItem: FieldCase = items([{ ...result, type: 'call' }], invalid('input[1].type'));

const toolWith = (fields: Fields): FieldCase => {
  const described = { name: 'look', ...fields };
  return {
    send: { tools: [{ ...look, ...fields }] },
    without: { tools },
    upstream: { tools: holding(like({ function: like(described) })) },
  };
};
const ignoredOfTool = (name: string, value: unknown): FieldCase => ({
  send: { tools: [{ ...look, [name]: value }] },
  without: { tools },
  ...ignored(`tools.function.${name}`),
});
const formatWith = (fields: Fields): FieldCase => {
  const described = { name: 'answer', schema, ...fields };
  return {
    send: { text: { format: { type: 'json_schema', ...described } } },
    without: { text: { format: { type: 'json_schema', name: 'other', schema: {} } } },
    upstream: { response_format: { type: 'json_schema', json_schema: described } },
  };
};
const allowed = (fields: Fields): Fields => ({
  tools: [look, { ...look, name: 'walk' }],
  tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'look' }], ...fields },
});

/** What the cases need of a running gateway. */
export interface ResponseProbes {
  /** Asks for a response that is kept, and gives its id and that of its message. */
  earlier: () => Promise<{ responseId: string; itemId: string }>;
  /** The status of the answer to a request for a kept response. */
  statusOf: (responseId: string) => Promise<number>;
}

/** What becomes of each field that OpenAI or Open Responses publishes for responses. */
export function responsesFieldCases({ earlier, statusOf }: ResponseProbes): Record<string, FieldCase> {
  return {
    ...commonCases(tools),
    input: { send: { input: 'ahoy' }, ...sent({ content: 'ahoy' }) },
    instructions: { send: { instructions: 'Be kind.' }, ...sent({ role: 'system', content: saying('Be kind.') }) },
    model: {
      send: { model: 'openclaw:front-desk' },
      ...sent({ role: 'system', content: saying('public-facing agent') }),
    },
    stream_options: {
      send: { stream: true, stream_options: { include_obfuscation: false } },
      ...ignored('stream_options.include_obfuscation'),
    },
    max_output_tokens: { send: { max_output_tokens: 50 }, upstream: { max_tokens: 50 } },
    max_tool_calls: {
      send: { max_tool_calls: 1 },
      script: () => [toolCalls(['call_a', 'call_b'].map((id) => ({ id, name: 'session_status', arguments: {} })))],
      ...withBody({ status: 'incomplete' }),
    },
    text: {
      send: { text: { format: { type: 'json_object' } } },
      upstream: { response_format: { type: 'json_object' } },
    },
    reasoning: { send: { reasoning: { effort: 'low' } }, upstream: { reasoning_effort: 'low' } },
    metadata: { send: { metadata: { a: 'b' } }, ...withBody({ metadata: { a: 'b' } }) },
    safety_identifier: { send: { safety_identifier: 's' }, ...withBody({ safety_identifier: 's' }) },
    include: { send: { include: ['web_search_call.results'] }, ...ignored('include.web_search_call.results') },
    truncation: { send: { truncation: 'disabled' }, ...ignored('truncation.disabled') },
    top_logprobs: { send: { top_logprobs: 2 }, ...refused('top_logprobs', 'unsupported_parameter') },
    store: {
      send: { store: false },
      afterwards: async ({ body }) => ({ status: await statusOf(body.id) }),
      match: { status: 404 },
    },
    background: {
      send: { background: true },
      ...withBody({ status: expect.stringMatching(/^(queued|in_progress)$/) }),
    },
    previous_response_id: {
      send: async () => ({ previous_response_id: (await earlier()).responseId }),
      ...sent({ role: 'user', content: 'remember the heron' }),
    },
    conversation: {
      send: { conversation: 'conv_1' },
      answer: { headers: { 'x-openclaw-session-key': saying('conversation:conv_1') } },
    },
    prompt: { send: { prompt: { id: 'p' } }, ...refused('prompt', 'unsupported_parameter') },
    access_programs: { send: { access_programs: {} }, ...ignored('access_programs') },
    client_metadata: { send: { client_metadata: { a: 'b' } }, ...ignored('client_metadata') },
    context_management: { send: { context_management: [{ type: 'compaction' }] }, ...ignored('context_management') },
    image: { send: { image: { detail: 'low' } }, ...ignored('image') },
    moderation: { send: { moderation: { model: 'm' } }, ...ignored('moderation') },
    prompt_cache_options: { send: { prompt_cache_options: { mode: 'explicit' } }, ...ignored('prompt_cache_options') },
    prompt_cache_retention: { send: { prompt_cache_retention: '24h' }, ...ignored('prompt_cache_retention') },
  };
}

/** The same of what stands within those fields. */
export function responsesNestedCases({ earlier }: ResponseProbes): Record<string, FieldCase> {
  return {
    'stream_options.include_obfuscation': {
      send: { stream: true, stream_options: { include_obfuscation: false } },
      ...ignored('stream_options.include_obfuscation'),
    },
    'reasoning.effort': { send: { reasoning: { effort: 'low' } }, upstream: { reasoning_effort: 'low' } },
    'reasoning.summary': {
      send: { reasoning: { summary: 'auto' } },
      ...withBody({ reasoning: { effort: null, summary: 'auto' } }),
    },
    'reasoning.generate_summary': {
      send: { reasoning: { generate_summary: 'concise' } },
      ...withBody({ reasoning: { effort: null, summary: 'concise' } }),
    },
    'reasoning.context': { send: { reasoning: { context: 'auto' } }, ...ignored('reasoning.context') },
    'reasoning.mode': { send: { reasoning: { mode: 'pro' } }, ...ignored('reasoning.mode') },
    'text.format': {
      send: { text: { format: { type: 'json_object' } } },
      upstream: { response_format: { type: 'json_object' } },
    },
    'text.verbosity': { send: { text: { verbosity: 'low' } }, upstream: { verbosity: 'low' } },
    'text.format.type': { send: { text: { format: { type: 'poem' } } }, ...invalid('text.format.type') },
    'text.format.name': formatWith({}),
    'text.format.description': formatWith({ description: 'An answer.' }),
    'text.format.schema': formatWith({ schema: { type: 'object' } }),
    'text.format.strict': formatWith({ strict: true }),
    'tools.function.type': { send: { tools: [{ ...look, type: 5 }] }, ...invalid('tools[0].type') },
    'tools.function.name': toolWith({ name: 'see' }),
    'tools.function.description': toolWith({ description: 'Looks.' }),
    'tools.function.parameters': toolWith({ parameters: schema }),
    'tools.function.strict': toolWith({ strict: true }),
    'tools.function.allowed_callers': ignoredOfTool('allowed_callers', ['direct']),
    'tools.function.async': ignoredOfTool('async', true),
    'tools.function.defer_loading': ignoredOfTool('defer_loading', true),
    'tools.function.output_schema': ignoredOfTool('output_schema', schema),
    'tool_choice.type': { send: { tools, tool_choice: { type: 'shell' } }, ...invalid('tool_choice.type') },
    'tool_choice.name': {
      send: { tools, tool_choice: { type: 'function', name: 'look' } },
      without: { tools },
      upstream: { tool_choice: { type: 'function', function: { name: 'look' } } },
      script: callsLook,
    },
    'tool_choice.mode': {
      send: allowed({ mode: 'required' }),
      without: allowed({}),
      upstream: { tool_choice: 'required' },
      script: callsLook,
    },
    'tool_choice.tools': {
      send: allowed({}),
      without: allowed({ tools: [{ type: 'function', name: 'walk' }] }),
      upstream: { tools: expect.not.arrayContaining([like({ function: like({ name: 'walk' }) })]) },
    },
    'input.message.type': badItem,
    'input.message.role': items([{ role: 'narrator', content: 'x' }], invalid('input[1].role')),
    'input.message.content': items([{ role: 'user', content: 'ahoy' }], sent({ content: 'ahoy' })),
    'input.message.id': beside(ofAssistant(said), { id: 'msg_1' }, { tolerated: true }),
    'input.message.status': beside(ofAssistant(said), { status: 'incomplete' }, { tolerated: true }),
    'input.message.phase': beside(ofAssistant(said), { phase: 'commentary' }, { tolerated: true }),
    'input.function_call.type': badItem,
    'input.function_call.call_id': items([call, result], sent({ tool_calls: [like({ id: 'call_1' })] })),
    'input.function_call.name': items(
      [call, result],
      sent({ tool_calls: [like({ function: like({ name: 'look' }) })] }),
    ),
    'input.function_call.arguments': items(
      [call, result],
      sent({ tool_calls: [like({ function: like({ arguments: '{"at":1}' }) })] }),
    ),
    ...besideCall('id', 'fc_1', { tolerated: true }),
    ...besideCall('status', 'completed', { tolerated: true }),
    ...besideCall('async', true),
    ...besideCall('caller', { type: 'direct' }),
    ...besideCall('namespace', 'n'),
    'input.function_call_output.type': badItem,
    'input.function_call_output.call_id': items([call, result], sent({ role: 'tool', tool_call_id: 'call_1' })),
    'input.function_call_output.output': items([call, result], sent({ role: 'tool', content: 'a cat' })),
    ...besideResult('id', 'fco_1', { tolerated: true }),
    ...besideResult('status', 'completed', { tolerated: true }),
    ...besideResult('caller', { type: 'direct' }),
    ...besideResult('name', 'look'),
    ...besideResult('namespace', 'n'),
    'input.reasoning.type': badItem,
    'input.reasoning.content': beside(
      [{ ...thought, content: null }],
      { content: [{ type: 'reasoning_text', text: 'hm' }] },
      { tolerated: true },
    ),
    'input.reasoning.summary': beside(
      [thought],
      { summary: [{ type: 'summary_text', text: 'hm' }] },
      { tolerated: true },
    ),
    'input.reasoning.id': beside([thought], { id: 'rs_2' }, { tolerated: true }),
    'input.reasoning.status': beside([thought], { status: 'completed' }, { tolerated: true }),
    'input.reasoning.encrypted_content': beside([thought], { encrypted_content: 'x' }, { tolerated: true }),
    'input.compaction.type': badItem,
    'input.compaction.encrypted_content': items(
      [summary],
      sent({ role: 'assistant', content: saying('They met a heron.') }),
    ),
    'input.compaction.id': beside([summary], { id: 'cmp_2' }, { tolerated: true }),
    'input.item_reference.type': badItem,
    'input.item_reference.id': {
      send: async () => ({ input: [user, { type: 'item_reference', id: (await earlier()).itemId }] }),
      ...sent({ role: 'assistant', content: 'the heron it is' }),
    },
    'content.input_text.type': badPart('words'),
    'content.input_text.text': ofUser({ type: 'input_text', text: 'ahoy' }, sent({ content: 'ahoy' })),
    'content.input_text.prompt_cache_breakpoint': ofUser(
      { type: 'input_text', text: 'x', ...breakpoint },
      ignored('content.input_text.prompt_cache_breakpoint'),
    ),
    'content.input_image.type': badPart('image_url'),
    'content.input_image.image_url': ofUser(
      { type: 'input_image', image_url: pixelUri },
      sent({ content: [like({ image_url: { url: pixelUri } })] }),
    ),
    'content.input_image.detail': ofUser(
      { type: 'input_image', image_url: pixelUri, detail: 'low' },
      sent({ content: [like({ image_url: like({ detail: 'low' }) })] }),
    ),
    'content.input_image.file_id': ofUser(
      { type: 'input_image', file_id: 'f' },
      invalid('input[1].content[0].file_id'),
    ),
    'content.input_image.prompt_cache_breakpoint': ofUser(
      { type: 'input_image', image_url: pixelUri, ...breakpoint },
      ignored('content.input_image.prompt_cache_breakpoint'),
    ),
    'content.input_file.type': badPart('file'),
    'content.input_file.file_data': ofUser(
      { type: 'input_file', file_data: textFile },
      sent({ content: saying('alpha') }),
    ),
    'content.input_file.filename': ofUser(
      { type: 'input_file', file_data: textFile, filename: 'notes.txt' },
      sent({ content: saying('notes.txt') }),
    ),
    'content.input_file.file_id': ofUser({ type: 'input_file', file_id: 'f' }, invalid('input[1].content[0].file_id')),
    'content.input_file.file_url': ofUser(
      { type: 'input_file', file_url: 'https://files.example/a.txt' },
      refused('input[1].content[0].file_url', 'unsupported_value'),
    ),
    'content.input_file.detail': ofUser(
      { type: 'input_file', file_data: textFile, detail: 'low' },
      ignored('content.input_file.detail'),
    ),
    'content.input_file.prompt_cache_breakpoint': ofUser(
      { type: 'input_file', file_data: textFile, ...breakpoint },
      ignored('content.input_file.prompt_cache_breakpoint'),
    ),
    'content.output_text.type': items(ofAssistant({ ...said, type: 'text' }), invalid('input[1].content[0].type')),
    'content.output_text.text': items(ofAssistant(said), sent({ role: 'assistant', content: 'ahoy' })),
    'content.output_text.annotations': items(
      ofAssistant({ ...said, annotations: [{ type: 'file_path', file_id: 'f', index: 0 }] }),
      { tolerated: true },
      ofAssistant(said),
    ),
    'content.output_text.logprobs': items(
      ofAssistant({ ...said, logprobs: [] }),
      { tolerated: true },
      ofAssistant(said),
    ),
    'content.refusal.type': items(ofAssistant({ type: 'denial', refusal: 'x' }), invalid('input[1].content[0].type')),
    'content.refusal.refusal': items(
      ofAssistant(said, { type: 'refusal', refusal: 'No.' }),
      sent({ role: 'assistant', content: 'ahoy\n\nNo.' }),
    ),
    'conversation.id': {
      send: { conversation: { id: 'conv_2' } },
      answer: { headers: { 'x-openclaw-session-key': saying('conversation:conv_2') } },
    },
  };
}

function besideCall(name: string, value: unknown, outcome = ignored(`input.function_call.${name}`)) {
  const input = (fields: Fields) => ({ input: [user, { ...call, ...fields }, result] });
  const shown: FieldCase = { send: input({ [name]: value }), without: input({}), ...outcome };
  return { [`input.function_call.${name}`]: shown };
}

function besideResult(name: string, value: unknown, outcome = ignored(`input.function_call_output.${name}`)) {
  return { [`input.function_call_output.${name}`]: beside([call, result], { [name]: value }, outcome) };
}
