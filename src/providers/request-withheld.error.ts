import { ProviderError } from './provider.errors.js';

/** A request that was never sent, because of what was in it. `reason` is for the log: it says what kind of thing, and where. */
export class RequestWithheldError extends ProviderError {
  constructor(reason: string) {
    super('withheld', reason);
    this.name = RequestWithheldError.name;
  }
}
