import { setImmediate as afterReadyWork } from 'node:timers/promises';

/** Frames each wait for the next part, for whoever measures silence. */
export interface WaitObserver {
  onWait(): void;
  onTaken(): void;
}

type ReadResult<Part> = Awaited<ReturnType<ReadableStreamDefaultReader<Part>['read']>>;

const longestBatch = 512;

/**
 * Reads a stream in batches of whatever is ready together, never empty. One part is read ahead of the consumer at most,
 * so a slow consumer pauses the stream. Throws what the stream fails with, after the parts that came before.
 */
export async function* readBatches<Part>(
  stream: ReadableStream<Part>,
  observer: WaitObserver,
): AsyncGenerator<Part[], void, undefined> {
  const reader = stream.getReader();
  let next = readAhead(reader);
  for (;;) {
    observer.onWait();
    let result: ReadResult<Part> | undefined = await next;
    observer.onTaken();
    const batch: Part[] = [];
    const pause = afterReadyWork(undefined);
    while (result !== undefined && !result.done) {
      batch.push(result.value);
      next = readAhead(reader);
      result = batch.length < longestBatch ? await firstOf(next, pause) : undefined;
    }
    if (batch.length > 0) yield batch;
    if (result?.done) return;
  }
}

/** A read that is looked at later must not count as an unhandled rejection in the meantime. */
function readAhead<Part>(reader: ReadableStreamDefaultReader<Part>): Promise<ReadResult<Part>> {
  const read = reader.read();
  read.catch(() => undefined);
  return read;
}

/** What was read, or undefined when the stream has nothing ready; a failure waits until the batch is out. */
function firstOf<Result>(read: Promise<Result>, pause: Promise<undefined>): Promise<Result | undefined> {
  return Promise.race([read, pause]).catch(() => undefined);
}
