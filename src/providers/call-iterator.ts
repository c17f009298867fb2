import { abandonedError } from './aborted-error.js';
import type { ProviderError } from './provider.errors.js';
import type { ModelEvent } from './provider.port.js';

/** One upstream call. Used once. */
export interface ModelCall {
  /** The batches of the answer, as the provider port promises them. To end it early, `interrupt` first. */
  batches(): AsyncGenerator<ModelEvent[], void, undefined>;
  /** Closes the upstream at once; the batches end with `error`, unless their terminal event is out. */
  interrupt(error: ProviderError): void;
}

/**
 * Starts a call at the first `next`, and ends it at once at `return`, where a generator alone would first wait for the
 * read that is under way.
 */
export class CallIterator implements AsyncIterator<ModelEvent[], void, undefined> {
  private call: ModelCall | undefined;
  private batches: AsyncGenerator<ModelEvent[], void, undefined> | undefined;
  private returned = false;

  constructor(private readonly start: () => ModelCall) {}

  async next(): Promise<IteratorResult<ModelEvent[], void>> {
    if (this.returned) return { done: true, value: undefined };
    this.batches ??= this.begin();
    return this.batches.next();
  }

  async return(): Promise<IteratorResult<ModelEvent[], void>> {
    this.returned = true;
    this.call?.interrupt(abandonedError());
    await this.batches?.return();
    return { done: true, value: undefined };
  }

  private begin(): AsyncGenerator<ModelEvent[], void, undefined> {
    this.call = this.start();
    return this.call.batches();
  }
}
