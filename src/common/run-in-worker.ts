import { Worker } from 'node:worker_threads';
import { abortReason } from './abort.js';
import type { Clock } from './clock.js';

export interface WorkerJob {
  /** A file that posts one message, its answer, about its `workerData`. */
  file: URL;
  workerData: unknown;
  /** Of the thread's heap; with more it dies. */
  memoryMegabytes: number;
  maxMilliseconds: number;
}

/** `broken` where the thread died, e.g. for want of memory, before it answered. */
export type WorkerOutcome = { ended: 'answer'; answer: unknown } | { ended: 'too-long' | 'broken' };

/** The file `name` beside the module at `moduleUrl`: the compiled one, or the source where that is what runs. */
export function workerFile(name: string, moduleUrl: string): URL {
  return new URL(`./${name}${moduleUrl.endsWith('.ts') ? '.ts' : '.js'}`, moduleUrl);
}

/**
 * Work on hostile input in a thread of its own: it can neither block the process nor use up its memory, and stopping it does
 * not need its consent. Rejects with the reason of `signal`; the thread is gone when the promise settles.
 */
export async function runInWorker(job: WorkerJob, clock: Clock, signal: AbortSignal): Promise<WorkerOutcome> {
  if (signal.aborted) throw abortReason(signal);
  const worker = startWorker(job);
  try {
    return await outcomeOf(worker, job.maxMilliseconds, clock, signal);
  } finally {
    await worker.terminate();
  }
}

/** Whatever comes first: the worker's answer, its death, the time limit or the abort. */
async function outcomeOf(
  worker: Worker,
  maxMilliseconds: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<WorkerOutcome> {
  let stopWaiting = (): void => undefined;
  const outcome = new Promise<WorkerOutcome>((resolve, reject) => {
    const abort = (): void => reject(abortReason(signal));
    signal.addEventListener('abort', abort, { once: true });
    const timer = clock.setTimer(maxMilliseconds, () => resolve({ ended: 'too-long' }));
    worker.once('message', (answer: unknown) => resolve({ ended: 'answer', answer }));
    worker.once('error', () => resolve({ ended: 'broken' }));
    worker.once('exit', () => resolve({ ended: 'broken' }));
    stopWaiting = () => {
      timer.cancel();
      signal.removeEventListener('abort', abort);
    };
  });
  return outcome.finally(() => stopWaiting());
}

/** Without the environment and the flags of this process, and with nowhere to print to. */
function startWorker({ file, workerData, memoryMegabytes }: WorkerJob): Worker {
  const worker = new Worker(file, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}
