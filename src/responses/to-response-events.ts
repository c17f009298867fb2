import type { ResponseIdentity } from '../openai-wire/responses/response-resource.js';
import { sseDone } from '../openai-wire/sse.js';
import type { RunEvent } from '../runs/run-event.js';
import { type FoldOptions, ResponseEventFold } from './response-event-fold.js';

export interface StreamOptions extends FoldOptions {
  /** Whether the stream also tells of a failure that came before the model answered. */
  tellsEarlyFailure?: boolean;
}

/**
 * A run as the text of an event stream, one item for each batch of events. Throws the error of a run that failed before the
 * model answered, since nothing has been sent then, unless it is to be told; a later failure is an event of the stream.
 */
export async function* toResponseEvents(
  events: AsyncIterable<RunEvent[]>,
  identity: ResponseIdentity,
  options: StreamOptions,
): AsyncGenerator<string, void> {
  const fold = new ResponseEventFold(identity, options);
  let started = options.tellsEarlyFailure ?? false;
  for await (const batch of events) {
    let text = '';
    for (const event of batch) {
      if (!started && event.type === 'run-error') throw event.error;
      started = true;
      text += fold.add(event).join('');
      if (event.type === 'run-end' || event.type === 'run-error') text += sseDone;
    }
    if (text !== '') yield text;
  }
}
