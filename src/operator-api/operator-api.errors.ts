import { GatewayError, InvalidRequestError } from '../common/gateway-error.js';

/** 404: the journal has no run of this id. */
export class RunNotFoundError extends InvalidRequestError {
  constructor() {
    super(
      'There is no such run, or it is forgotten: only the last ones are remembered, and none over a restart. ' +
        'GET /v1/runs lists those that are known.',
      { status: 404, code: 'run_not_found' },
    );
  }
}

/** 409: a run was told to stop, but whoever reads its answer keeps it from ending. */
export class RunStillEndingError extends GatewayError {
  constructor() {
    super('The run was told to stop and has not ended yet. Look at it again in a moment.', {
      status: 409,
      type: 'invalid_request_error',
      code: 'run_still_ending',
      retryAfterSeconds: 1,
    });
  }
}
