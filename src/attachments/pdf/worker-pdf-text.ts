import type { Clock } from '../../common/clock.js';
import { runInWorker, workerFile } from '../../common/run-in-worker.js';
import { Slots } from '../../common/slots.js';
import type { PdfText, PdfTextLimits, PdfTextResult } from '../pdf-text.port.js';

/** Beside each other; hostile documents then cost at most this many times the memory below. */
const mostWorkers = 2;
const memoryMegabytes = 256;
const file = workerFile('pdf-text.worker', import.meta.url);

/** PDF text through pdf.js (`unpdf`), in a thread of its own. */
export class WorkerPdfText implements PdfText {
  private readonly slots = new Slots(mostWorkers);

  constructor(private readonly clock: Clock) {}

  async extract(pdf: Uint8Array, limits: PdfTextLimits, signal: AbortSignal): Promise<PdfTextResult> {
    return this.slots.run(signal, () => this.work(pdf, limits, signal));
  }

  private async work(pdf: Uint8Array, limits: PdfTextLimits, signal: AbortSignal): Promise<PdfTextResult> {
    const { maxPages, maxCharacters, maxMilliseconds } = limits;
    const workerData = { pdf, maxPages, maxCharacters };
    const outcome = await runInWorker({ file, workerData, memoryMegabytes, maxMilliseconds }, this.clock, signal);
    return outcome.ended === 'answer' ? (outcome.answer as PdfTextResult) : { problem: outcome.ended };
  }
}
