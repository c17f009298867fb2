/** What the fake provider answers, and what the load generator expects to arrive. */
export const chunksPerStream = 200;
export const lastWords = 'and that is the end.';

/** Models of the fake provider: how many content chunks a streamed answer of each has. */
export const chunksOfModel = { short: 1, long: chunksPerStream, wide: chunksPerStream };

/** Follows each word, so that an answer of `wide` has about 100 kB. */
const padding = { short: '', long: '', wide: 'and so on '.repeat(50) };

const usage = { prompt_tokens: 20, completion_tokens: 20, total_tokens: 40 };

function event(model, choices, more = {}) {
  const chunk = { id: 'chatcmpl-fake', object: 'chat.completion.chunk', created: 1, model, choices, ...more };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** The events of a streamed answer, each to be written by itself. */
export function streamedAnswer(model) {
  const count = chunksOfModel[model];
  const content = (index) => (index === count - 1 ? lastWords : `word ${index} ${padding[model]}`);
  const events = Array.from({ length: count }, (_, index) =>
    event(model, [{ index: 0, delta: { role: 'assistant', content: content(index) }, finish_reason: null }]),
  );
  const end = event(model, [{ index: 0, delta: {}, finish_reason: 'stop' }]) + event(model, [], { usage });
  return [...events, `${end}data: [DONE]\n\n`].map((text) => Buffer.from(text));
}

export function plainAnswer(model) {
  const message = { role: 'assistant', content: lastWords, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  return Buffer.from(
    JSON.stringify({ id: 'chatcmpl-fake', object: 'chat.completion', created: 1, model, choices, usage }),
  );
}
