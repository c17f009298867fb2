/**
 * What becomes of each field of OpenAI's chat completion request:
 * `used` it has its documented effect · `ignored` it has none here, can do no harm, and is named in the answer's
 * `x-openclaw-ignored-fields` · `refused` status 400, because leaving it out would change the answer's form.
 */
export type FieldEffect = 'used' | 'ignored' | 'refused';

/** One row a field; `note` tells a user what happens, or what to use instead. */
export const chatFields: Readonly<Record<string, { effect: FieldEffect; note: string }>> = {
  messages: { effect: 'used', note: 'System and developer text extends the prompt of the agent.' },
  model: { effect: 'used', note: 'Names the agent.' },
  stream: { effect: 'used', note: 'Server-sent events.' },
  stream_options: { effect: 'used', note: '`include_usage` is used, `include_obfuscation` ignored.' },
  user: { effect: 'used', note: 'Gives a stable session key.' },
  temperature: { effect: 'used', note: 'Forwarded.' },
  top_p: { effect: 'used', note: 'Forwarded.' },
  frequency_penalty: { effect: 'used', note: 'Forwarded.' },
  presence_penalty: { effect: 'used', note: 'Forwarded.' },
  max_tokens: { effect: 'used', note: 'Forwarded unless `max_completion_tokens` is there.' },
  max_completion_tokens: { effect: 'used', note: 'Forwarded.' },
  stop: { effect: 'used', note: 'Forwarded.' },
  seed: { effect: 'used', note: 'Forwarded.' },
  logit_bias: { effect: 'used', note: 'Forwarded.' },
  reasoning_effort: { effect: 'used', note: 'Forwarded.' },
  verbosity: { effect: 'used', note: 'Forwarded.' },
  service_tier: { effect: 'used', note: 'Forwarded.' },
  prompt_cache_key: { effect: 'used', note: 'Forwarded.' },
  response_format: { effect: 'used', note: 'Forwarded; holds for the final answer.' },
  tools: { effect: 'used', note: 'Function tools stand beside those of the agent; other types are ignored.' },
  tool_choice: { effect: 'used', note: 'Forwarded; `none` withholds the tools of the client.' },
  parallel_tool_calls: { effect: 'used', note: 'Forwarded.' },
  n: { effect: 'used', note: 'Only 1.' },
  modalities: { effect: 'used', note: 'Only `["text"]`.' },
  logprobs: { effect: 'used', note: 'Only false.' },
  top_logprobs: { effect: 'used', note: 'Only 0.' },
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
