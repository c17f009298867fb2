import { ProviderError } from '../provider.errors.js';
import type { ModelEvent } from '../provider.port.js';
import type { ChatCall } from './chat-call.js';

/**
 * Starts a call at the first `next`, and ends it at once at `return`, where a generator alone would first wait for the
 * read that is under way.
 */
export class CallIterator implements AsyncIterator<ModelEvent[], void, undefined> {
  private call: ChatCall | undefined;
  private batches: AsyncGenerator<ModelEvent[], void, undefined> | undefined;
  private returned = false;

  constructor(private readonly start: () => ChatCall) {}

  async next(): Promise<IteratorResult<ModelEvent[], void>> {
    if (this.returned) return { done: true, value: undefined };
    this.batches ??= this.begin();
    return this.batches.next();
  }

  async return(): Promise<IteratorResult<ModelEvent[], void>> {
    this.returned = true;
    this.call?.interrupt(new ProviderError('aborted', 'The call was ended by its caller.'));
    await this.batches?.return();
    return { done: true, value: undefined };
  }

  private begin(): AsyncGenerator<ModelEvent[], void, undefined> {
    this.call = this.start();
    return this.call.batches();
  }
}
