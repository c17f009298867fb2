/**
 * What becomes of each field of OpenAI's chat completion request:
 * `honoured` it has its documented effect · `mapped` it has it in another form · `ignored` it has none here, can do no harm, and is named in the answer's
 * `x-openclaw-ignored-fields` · `refused` status 400, because leaving it out would change the answer's form.
 */
export type FieldEffect = 'honoured' | 'mapped' | 'ignored' | 'refused';

/** One row a field; `note` tells a user what happens, or what to use instead. */
export const chatFields: Readonly<Record<string, { effect: FieldEffect; note: string }>> = {
  messages: { effect: 'mapped', note: 'System and developer text extends the prompt of the agent.' },
  model: { effect: 'mapped', note: 'Names the agent.' },
  stream: { effect: 'honoured', note: 'Server-sent events.' },
  stream_options: { effect: 'honoured', note: '`include_usage` is used, `include_obfuscation` ignored.' },
  user: { effect: 'mapped', note: 'Gives a stable session key.' },
  temperature: { effect: 'honoured', note: 'Forwarded.' },
  top_p: { effect: 'honoured', note: 'Forwarded.' },
  frequency_penalty: { effect: 'honoured', note: 'Forwarded.' },
  presence_penalty: { effect: 'honoured', note: 'Forwarded.' },
  max_tokens: {
    effect: 'mapped',
    note: "Forwarded under the provider's own name unless `max_completion_tokens` is there.",
  },
  max_completion_tokens: { effect: 'mapped', note: "Forwarded under the provider's own name." },
  stop: { effect: 'honoured', note: 'Forwarded.' },
  seed: { effect: 'honoured', note: 'Forwarded.' },
  logit_bias: { effect: 'honoured', note: 'Forwarded.' },
  reasoning_effort: { effect: 'honoured', note: 'Forwarded.' },
  verbosity: { effect: 'honoured', note: 'Forwarded.' },
  service_tier: { effect: 'honoured', note: 'Forwarded.' },
  prompt_cache_key: { effect: 'honoured', note: 'Forwarded.' },
  response_format: { effect: 'honoured', note: 'Forwarded; holds for the final answer.' },
  tools: { effect: 'honoured', note: 'Function tools stand beside those of the agent; other types are ignored.' },
  tool_choice: { effect: 'mapped', note: 'Forwarded; `none` withholds the tools of the client.' },
  parallel_tool_calls: { effect: 'honoured', note: 'Forwarded.' },
  n: { effect: 'honoured', note: 'Only 1.' },
  modalities: { effect: 'honoured', note: 'Only `["text"]`.' },
  logprobs: { effect: 'honoured', note: 'Only false.' },
  top_logprobs: { effect: 'honoured', note: 'Only 0.' },
  metadata: { effect: 'ignored', note: 'Completions are not stored.' },
  store: { effect: 'ignored', note: 'Completions are not stored.' },
  moderation: { effect: 'ignored', note: 'No moderation runs.' },
  prediction: { effect: 'ignored', note: 'Only a matter of speed.' },
  prompt_cache_options: { effect: 'ignored', note: 'Only a matter of speed.' },
  prompt_cache_retention: { effect: 'ignored', note: 'Only a matter of speed.' },
  safety_identifier: { effect: 'ignored', note: 'Not forwarded: callers stay unknown to the provider.' },
  web_search_options: { effect: 'ignored', note: 'Give the agent a tool for the web instead.' },
  audio: { effect: 'refused', note: 'Answers are text.' },
  functions: { effect: 'refused', note: 'Retired by OpenAI: send `tools`.' },
  function_call: { effect: 'refused', note: 'Retired by OpenAI: send `tool_choice`.' },
};
