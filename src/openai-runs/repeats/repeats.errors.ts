import { GatewayError, InvalidRequestError } from '../../common/gateway-error.js';
import { keyHeader } from '../../http/call-repeat.js';

/** 409: a key stands for one request. */
export class KeyConflictError extends InvalidRequestError {
  constructor() {
    super(
      `This ${keyHeader} was used for another request: its body or its x-openclaw headers were different. Choose a new key for ` +
        'each request, and send the same request to hear its answer again.',
      { status: 409, code: 'idempotency_key_conflict', param: keyHeader },
    );
  }
}

/** 500: which calls were begun could not be noted, or looked up. */
export class CallLedgerError extends GatewayError {
  constructor(cause: unknown) {
    super(
      "The ledger of calls failed. Try again; if it goes on, the operator should look at the gateway's log and at the " +
        'free space of its state directory.',
      { status: 500, type: 'server_error', code: 'call_ledger_failed', cause },
    );
  }
}

/** 409: what an earlier try of the call has done is not known, and to do it again could do it twice. */
export class RunInterruptedError extends GatewayError {
  constructor() {
    super(
      'An earlier try of this call was interrupted after a tool had begun to change something, so the work may have been ' +
        'done, and it was not begun again. Look at what that run did: x-openclaw-run-id and x-openclaw-session-key name it. ' +
        `Then, where it is still wanted, send the request as a new one, with another ${keyHeader} if it has one.`,
      { status: 409, type: 'server_error', code: 'run_interrupted', retryable: false },
    );
  }
}
