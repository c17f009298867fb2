import { GatewayError, InvalidRequestError } from '../../common/gateway-error.js';
import { requestHeaderNames } from '../../http/request-header-names.js';

/** 409: a key stands for one request. */
export class KeyConflictError extends InvalidRequestError {
  constructor() {
    super(
      `This ${requestHeaderNames.idempotencyKey} was used for another request: its body or its x-openclaw headers were different, or led to another ` +
        'agent or other rights. Choose a new key for each request, and send the same request to hear its answer again.',
      { status: 409, code: 'idempotency_key_conflict', param: requestHeaderNames.idempotencyKey },
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

/** 409: an earlier try of the call is at work, and cannot be told from its beginning, or not to this caller. */
export class RunUnderWayError extends GatewayError {
  constructor() {
    super(
      'An earlier try of this call is still at work, and its answer is too long to be told once more from its beginning, or the ' +
        'rights of the call have changed since, so it was not begun a second time. Wait until that run is over (x-openclaw-run-id names it), then send the request again. ' +
        `With an ${requestHeaderNames.idempotencyKey} the whole answer is kept.`,
      { status: 409, type: 'server_error', code: 'run_under_way', retryAfterSeconds: 10 },
    );
  }
}

/** 409: the client had the answer deleted, and did not mean that it should be made again. */
export class AnswerDeletedError extends InvalidRequestError {
  constructor() {
    super(
      'The answer to this call was deleted, so it is not given again, and the call is not carried out a second time. Where the ' +
        `work is wanted once more, send the request as a new one, with another ${requestHeaderNames.idempotencyKey}.`,
      { status: 409, code: 'answer_deleted' },
    );
  }
}

/** 409: what an earlier try of the call has done cannot be told, and to do it again could do it twice. */
export class RunInterruptedError extends GatewayError {
  constructor() {
    super(
      'An earlier try of this call was interrupted, or its answer is not kept or not for this caller any more, after a tool had ' +
        'begun to change something, so the work may have been done, and it was not begun again. Look for it where the tools work, such as the files of the agent. ' +
        'x-openclaw-run-id names that run: GET /v1/runs/{id} tells of it until the gateway restarts, and its audit log after ' +
        `that. Where the work is still wanted, send the request as a new one, with another ${requestHeaderNames.idempotencyKey} if it has one.`,
      { status: 409, type: 'server_error', code: 'run_interrupted', retryable: false },
    );
  }
}
