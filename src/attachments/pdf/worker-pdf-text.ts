import { Worker } from 'node:worker_threads';
import { abortReason } from '../../common/abort.js';
import type { Clock } from '../../common/clock.js';
import type { PdfText, PdfTextLimits, PdfTextResult } from '../pdf-text.port.js';
import { Slots } from './slots.js';

/** Beside each other; hostile documents then cost at most this many times the memory below. */
const mostWorkers = 2;
const memoryMegabytes = 256;
/** The compiled file, or the source where that is what runs. */
const workerFile = new URL(`./pdf-text.worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * PDF text through pdf.js (`unpdf`), in a thread of its own: a hostile document can neither block the gateway nor use up
 * its memory, and stopping it does not need its consent.
 */
export class WorkerPdfText implements PdfText {
  private readonly slots = new Slots(mostWorkers);

  constructor(private readonly clock: Clock) {}

  async extract(pdf: Uint8Array, limits: PdfTextLimits, signal: AbortSignal): Promise<PdfTextResult> {
    return this.slots.run(signal, () => this.work(pdf, limits, signal));
  }

  private async work(pdf: Uint8Array, limits: PdfTextLimits, signal: AbortSignal): Promise<PdfTextResult> {
    const worker = startWorker({ pdf, maxPages: limits.maxPages, maxCharacters: limits.maxCharacters });
    try {
      return await this.outcome(worker, limits.maxMilliseconds, signal);
    } finally {
      await worker.terminate();
    }
  }

  /** Whatever comes first: the worker's answer, its death, the time limit or the abort. */
  private async outcome(worker: Worker, maxMilliseconds: number, signal: AbortSignal): Promise<PdfTextResult> {
    let stopWaiting = (): void => undefined;
    const outcome = new Promise<PdfTextResult>((resolve, reject) => {
      const abort = (): void => reject(abortReason(signal));
      signal.addEventListener('abort', abort, { once: true });
      const timer = this.clock.setTimer(maxMilliseconds, () => resolve({ problem: 'too-long' }));
      worker.once('message', (result: PdfTextResult) => resolve(result));
      worker.once('error', () => resolve({ problem: 'broken' }));
      worker.once('exit', () => resolve({ problem: 'broken' }));
      stopWaiting = () => {
        timer.cancel();
        signal.removeEventListener('abort', abort);
      };
    });
    return outcome.finally(() => stopWaiting());
  }
}

/** Without the environment and the flags of this process, and with nowhere to print to. */
function startWorker(workerData: unknown): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: memoryMegabytes };
  const worker = new Worker(workerFile, {
    workerData,
    resourceLimits,
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}
