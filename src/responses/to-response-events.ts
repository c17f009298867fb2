import type { ResponseIdentity } from '../openai-wire/responses/response-resource.js';
import { sseDone } from '../openai-wire/sse.js';
import type { RunEvent } from '../runs/run-event.js';
import { type FoldOptions, ResponseEventFold } from './response-event-fold.js';

/** A run as the text of an event stream, one item for each batch of events. Throws as `ResponseEventFold.addBatch`. */
export async function* toResponseEvents(
  events: AsyncIterable<RunEvent[]>,
  identity: ResponseIdentity,
  options: FoldOptions,
): AsyncGenerator<string, void> {
  const fold = new ResponseEventFold(identity, options);
  for await (const batch of events) {
    const texts = fold.addBatch(batch);
    if (fold.ended) texts.push(sseDone);
    if (texts.length > 0) yield texts.join('');
  }
}
