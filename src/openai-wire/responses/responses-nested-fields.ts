import type { NestedFields } from '../field-table.js';

const forwarded = { effect: 'honoured', note: 'Forwarded.' } as const;
const kind = { effect: 'honoured', note: 'Tells which kind it is.' } as const;
const ofAnswers = {
  id: { effect: 'tolerated', note: 'As an answer told it.' },
  status: { effect: 'tolerated', note: 'As an answer told it.' },
} as const;
const breakpoint = {
  prompt_cache_breakpoint: { effect: 'ignored', note: 'Only a matter of speed.' },
} as const;
const elsewhere = { effect: 'refused', note: 'No uploads are kept: send the content.' } as const;
const programs = { effect: 'ignored', note: 'Tools are called by the model alone.' } as const;

/** What stands within the fields of a request for a response. Items and parts of content are kinds of their own. */
export const responsesNestedFields: NestedFields = {
  stream_options: { include_obfuscation: { effect: 'ignored', note: 'Streams are not padded.' } },
  reasoning: {
    effort: forwarded,
    summary: { effect: 'honoured', note: 'Forwarded where the provider knows it; the reasoning is told as a summary.' },
    generate_summary: { effect: 'mapped', note: 'The former name of `summary`.' },
    context: { effect: 'ignored', note: 'The gateway decides what of a conversation the model sees.' },
    mode: { effect: 'ignored', note: 'The model decides.' },
  },
  text: { format: forwarded, verbosity: forwarded },
  'text.format': {
    type: kind,
    name: forwarded,
    description: forwarded,
    schema: { effect: 'honoured', note: 'Forwarded; without one any JSON object will do.' },
    strict: forwarded,
  },
  'tools.function': {
    type: kind,
    name: forwarded,
    description: forwarded,
    parameters: forwarded,
    strict: forwarded,
    allowed_callers: programs,
    async: programs,
    defer_loading: { effect: 'ignored', note: 'All tools are loaded.' },
    output_schema: { effect: 'ignored', note: 'The model sees the output itself.' },
  },
  tool_choice: {
    type: kind,
    name: forwarded,
    mode: forwarded,
    tools: { effect: 'mapped', note: 'The other tools of the client are withheld.' },
  },
  'input.message': {
    type: kind,
    role: kind,
    content: forwarded,
    ...ofAnswers,
    phase: {
      effect: 'tolerated',
      note: "The assistant's is given back in the list of items; no other use.",
    },
  },
  'input.function_call': {
    type: kind,
    call_id: forwarded,
    name: forwarded,
    arguments: forwarded,
    ...ofAnswers,
    async: programs,
    caller: programs,
    namespace: { effect: 'ignored', note: 'Tools have no namespaces.' },
  },
  'input.function_call_output': {
    type: kind,
    call_id: forwarded,
    output: forwarded,
    ...ofAnswers,
    caller: programs,
    name: { effect: 'ignored', note: '`call_id` says which call it answers.' },
    namespace: { effect: 'ignored', note: 'Tools have no namespaces.' },
  },
  'input.reasoning': {
    type: kind,
    content: { effect: 'tolerated', note: 'Kept with the conversation; the model thinks anew.' },
    summary: { effect: 'tolerated', note: 'Kept where there is no `content`.' },
    ...ofAnswers,
    encrypted_content: { effect: 'tolerated', note: 'Only its writer can read it.' },
  },
  'input.compaction': {
    type: kind,
    encrypted_content: { effect: 'mapped', note: 'The summary that this gateway gave is read from it.' },
    id: { effect: 'tolerated', note: 'As an answer told it.' },
  },
  'input.item_reference': {
    type: kind,
    id: { effect: 'honoured', note: 'Stands for the item of a kept response.' },
  },
  'content.input_text': { type: kind, text: forwarded, ...breakpoint },
  'content.input_image': { type: kind, image_url: forwarded, detail: forwarded, file_id: elsewhere, ...breakpoint },
  'content.input_file': {
    type: kind,
    file_data: { effect: 'mapped', note: 'Read, then given to the model.' },
    filename: { effect: 'mapped', note: 'Stands beside the content.' },
    file_id: elsewhere,
    file_url: { effect: 'refused', note: 'The gateway fetches no files: send `file_data`.' },
    detail: { effect: 'ignored', note: 'Files are given to the model as text, or whole.' },
    ...breakpoint,
  },
  'content.output_text': {
    type: kind,
    text: forwarded,
    annotations: { effect: 'tolerated', note: 'As an answer told it.' },
    logprobs: { effect: 'tolerated', note: 'As an answer told it.' },
  },
  'content.refusal': { type: kind, refusal: forwarded },
  conversation: { id: { effect: 'mapped', note: 'Gives a stable session key.' } },
};
