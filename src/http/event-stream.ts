import type { Response } from 'express';
import type { Clock } from '../common/clock.js';
import { sseKeepAlive } from '../openai-wire/sse.js';

/** Milliseconds of silence after which a comment line is sent. */
export const keepAliveInterval = 15_000;

/**
 * A controller's answer as a stream of server-sent events: each item is one write and holds whole events. The status and the
 * headers go out with the first item, so an error before it still becomes a plain error answer.
 */
export class EventStream {
  /** `onFirst` is called right before the headers go out. */
  constructor(
    readonly events: AsyncIterable<string>,
    readonly onFirst: () => void,
  ) {}
}

/** Sets the headers of an event stream on the first item, and fills silences between items. */
export async function* streamEvents(
  { events, onFirst }: EventStream,
  response: Response,
  clock: Clock,
): AsyncGenerator<string, void> {
  const iterator = events[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    setStreamHeaders(response);
    onFirst();
    if (first.done) return;
    yield first.value;
    yield* withKeepAlive(iterator, clock);
  } finally {
    await iterator.return?.();
  }
}

function setStreamHeaders(response: Response): void {
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  response.setHeader('Cache-Control', 'no-cache, no-transform');
  response.setHeader('X-Accel-Buffering', 'no');
}

/** One timer serves the whole stream; it is only looked at when it fires, because streams are mostly not silent. */
async function* withKeepAlive(iterator: AsyncIterator<string>, clock: Clock): AsyncGenerator<string, void> {
  let silentSince = clock.monotonic();
  let wake: (() => void) | undefined;
  const check = (): void => {
    const silence = clock.monotonic() - silentSince;
    const isSilent = silence >= keepAliveInterval;
    if (isSilent) wake?.();
    timer = clock.setTimer(isSilent ? keepAliveInterval : keepAliveInterval - silence, check);
  };
  let timer = clock.setTimer(keepAliveInterval, check);
  try {
    for (let pending = iterator.next(); ;) {
      const silence = new Promise<'silence'>((resolve) => {
        wake = () => resolve('silence');
      });
      const result = await Promise.race([pending, silence]);
      silentSince = clock.monotonic();
      if (result === 'silence') {
        yield sseKeepAlive;
        continue;
      }
      if (result.done) return;
      yield result.value;
      pending = iterator.next();
    }
  } finally {
    timer.cancel();
  }
}
