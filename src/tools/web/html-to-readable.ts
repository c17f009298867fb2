import type { Clock } from '../../common/clock.js';
import { runInWorker, workerFile } from '../../common/run-in-worker.js';
import { Slots } from '../../common/slots.js';
import { PageFetchError } from '../pages/page-fetcher.port.js';

/** Beside each other; hostile pages then cost at most this many times the limits below. */
const mostWorkers = 2;
const memoryMegabytes = 256;
const maxMilliseconds = 5_000;
/** Of markup; beyond it even honest pages take too long. */
const maxMarkup = 4_000_000;
const file = workerFile('html-text.worker', import.meta.url);

export interface ReadableText {
  title: string | undefined;
  text: string;
  truncated: boolean;
}

/**
 * Web pages as text for a model. In a thread of its own with a time limit, because deeply nested markup of a few megabytes keeps a
 * processor busy for minutes.
 */
export class HtmlToReadable {
  private readonly slots = new Slots(mostWorkers);

  constructor(private readonly clock: Clock) {}

  /** @throws PageFetchError for a page that takes too much time or memory */
  convert(html: string, maxCharacters: number, signal: AbortSignal): Promise<ReadableText> {
    return this.slots.run(signal, async () => {
      const workerData = { html: html.slice(0, maxMarkup), maxCharacters };
      const outcome = await runInWorker({ file, workerData, memoryMegabytes, maxMilliseconds }, this.clock, signal);
      if (outcome.ended !== 'answer') throw new PageFetchError('The page is too intricate to be turned into text.');
      const readable = outcome.answer as ReadableText;
      return { ...readable, truncated: readable.truncated || html.length > maxMarkup };
    });
  }
}
