import { ProviderError } from './provider.errors.js';

/** A failed call together with the model that was called. */
export class ModelCallError extends ProviderError {
  /** `model` is `<provider>/<model id>`. */
  constructor(
    readonly model: string,
    readonly providerName: string,
    cause: ProviderError,
  ) {
    const { status, retryAfterSeconds, providerMessage } = cause;
    super(cause.kind, `${model}: ${cause.message}`, {
      ...(status === undefined ? {} : { status }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      ...(providerMessage === undefined ? {} : { providerMessage }),
      cause,
    });
    this.name = 'ModelCallError';
  }
}
