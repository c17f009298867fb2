import { GatewayError } from '../common/gateway-error.js';

/**
 * An agent's model leads nowhere. What exactly is wrong is for the operator, in `detail` and in the log; the caller may be
 * a stranger.
 */
export class ModelNotConfiguredError extends GatewayError {
  constructor(readonly detail: string) {
    super("The agent's model is not configured. The operator finds in the gateway's log what to correct.", {
      status: 500,
      type: 'server_error',
      code: 'model_not_configured',
      retryable: false,
      cause: new Error(detail),
    });
  }
}
