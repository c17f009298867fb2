import { fullWrite } from '../http/full-write.js';
import type { ResponseIdentity } from '../openai-wire/responses/response-resource.js';
import { sseDone } from '../openai-wire/sse.js';
import type { RunEvent } from '../runs/run-event.js';
import { type FoldOptions, ResponseEventFold } from './response-event-fold.js';

/** A run as the text of an event stream, one item for each batch of events, or several. Throws as `ResponseEventFold.addBatch`. */
export async function* toResponseEvents(
  events: AsyncIterable<RunEvent[]>,
  identity: ResponseIdentity,
  options: FoldOptions,
): AsyncGenerator<string, void> {
  const fold = new ResponseEventFold(identity, options);
  for await (const batch of events) {
    let item = '';
    for (const text of fold.addBatch(batch)) {
      item += text;
      if (item.length < fullWrite) continue;
      yield item;
      item = '';
    }
    if (fold.ended) item += sseDone;
    if (item !== '') yield item;
  }
}
