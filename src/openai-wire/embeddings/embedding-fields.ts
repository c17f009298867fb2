import type { FieldTable } from '../field-table.js';

/** OpenAI's embedding request. */
export const embeddingFields: FieldTable = {
  input: { effect: 'honoured', note: 'A text, tokens, or a list of up to 2,048 of either.' },
  model: { effect: 'mapped', note: 'Names the agent, whose `embeddingModel` is asked.' },
  dimensions: { effect: 'honoured', note: 'Forwarded; 400 where the model answers with another length.' },
  encoding_format: { effect: 'honoured', note: '`float` or `base64`, whichever way the provider answers.' },
  user: { effect: 'ignored', note: 'Not forwarded: callers stay unknown to the provider.' },
};
