import type { NestedFields } from '../field-table.js';

const forwarded = { effect: 'honoured', note: 'Forwarded.' } as const;
const kind = { effect: 'honoured', note: 'Tells which kind it is.' } as const;
const text = { effect: 'mapped', note: 'Extends the prompt of the agent.' } as const;
const speaker = { effect: 'ignored', note: 'Only users are told apart by name.' } as const;
const breakpoint = {
  prompt_cache_breakpoint: { effect: 'ignored', note: 'Only a matter of speed.' },
} as const;

/** What stands within the fields of OpenAI's chat completion request. Parts of content are kinds of their own. */
export const chatNestedFields: NestedFields = {
  stream_options: {
    include_usage: { effect: 'honoured', note: 'Adds the chunk with the usage.' },
    include_obfuscation: { effect: 'ignored', note: 'Streams are not padded.' },
  },
  'messages.system': { role: kind, content: text, name: speaker },
  'messages.developer': { role: kind, content: text, name: speaker },
  'messages.user': { role: kind, content: forwarded, name: forwarded },
  'messages.assistant': {
    role: kind,
    content: forwarded,
    refusal: forwarded,
    tool_calls: forwarded,
    name: speaker,
    audio: { effect: 'ignored', note: 'Answers are text, so there is no audio to refer to.' },
    function_call: { effect: 'refused', note: 'Retired by OpenAI: send `tool_calls`.' },
  },
  'messages.tool': { role: kind, content: forwarded, tool_call_id: forwarded },
  'content.text': { type: kind, text: forwarded, ...breakpoint },
  'content.refusal': { type: kind, refusal: forwarded },
  'content.image_url': { type: kind, image_url: forwarded, ...breakpoint },
  image_url: { url: forwarded, detail: forwarded },
  'content.file': { type: kind, file: { effect: 'mapped', note: 'Read, then given to the model.' }, ...breakpoint },
  file: {
    file_data: { effect: 'mapped', note: 'Read, then given to the model.' },
    filename: { effect: 'mapped', note: 'Stands beside the content.' },
    file_id: { effect: 'refused', note: 'No uploads are kept: send `file_data`.' },
  },
  tool_calls: { id: forwarded, type: kind, function: forwarded },
  'tools.function': { name: forwarded, description: forwarded, parameters: forwarded, strict: forwarded },
  'response_format.json_schema': { name: forwarded, description: forwarded, schema: forwarded, strict: forwarded },
  'tool_choice.allowed_tools': {
    mode: forwarded,
    tools: { effect: 'mapped', note: 'The other tools of the client are withheld.' },
  },
};
