import type { ToolChoice } from '../common/conversation.js';
import { GatewayError } from '../common/gateway-error.js';

/** 401: the key was revoked, or expired, while it was at work. */
export class KeyEndedError extends GatewayError {
  constructor() {
    super('The key of this request was revoked or has expired. Ask the operator of this gateway for a new one.', {
      status: 401,
      type: 'invalid_request_error',
      code: 'invalid_api_key',
      headers: { 'WWW-Authenticate': 'Bearer' },
      retryable: false,
    });
  }
}

/** 504: the run took longer than the agent's `timeoutSeconds`, or than its caller wanted to wait. */
export class RunTimeoutError extends GatewayError {
  constructor(seconds: number, limit: 'agent' | 'caller' = 'agent') {
    const remedy =
      limit === 'agent'
        ? "the agent's limit. Ask for less, or raise timeoutSeconds"
        : 'as its caller asked. Ask for less, or allow more time';
    super(`The run was stopped after ${seconds} seconds, ${remedy}.`, {
      status: 504,
      type: 'server_error',
      code: 'run_timeout',
      retryable: false,
    });
  }
}

/** 503: the gateway is stopping. */
export class DrainingError extends GatewayError {
  constructor() {
    super('The gateway is stopping. Try again in a moment.', {
      status: 503,
      type: 'server_error',
      code: 'draining',
      retryAfterSeconds: 5,
    });
  }
}

/** 502: the model does not call a tool of the client, although the request demands it. */
export class ToolChoiceUnmetError extends GatewayError {
  constructor(choice: ToolChoice) {
    const demanded = choice.type === 'tool' ? `the tool '${choice.name}'` : 'any tool of the request';
    super(`The model did not call ${demanded}, not even when asked again. Use another model, or tool_choice "auto".`, {
      status: 502,
      type: 'server_error',
      code: 'tool_choice_unmet',
      retryable: false,
    });
  }
}

/** 429: as many runs as are allowed at the same time are under way, and as many wait as may. */
export class TooManyRunsError extends GatewayError {
  constructor(scope: 'agent' | 'gateway' | 'key') {
    super(`Too many runs at the same time for this ${scope}. Try again in a moment.`, {
      status: 429,
      type: 'rate_limit_error',
      code: 'too_many_runs',
      retryAfterSeconds: 1,
    });
  }
}

/** 409: a run of this id is known already. */
export class RunExistsError extends GatewayError {
  constructor(id: string) {
    super(`There is a run with the id '${id}' already. Choose another one.`, {
      status: 409,
      type: 'invalid_request_error',
      code: 'run_exists',
      retryable: false,
    });
  }
}

/** The codes by which these failures are known again when they were read from a log or the disk. */
export const abortedCode = 'aborted';
const cancelledCode = 'run_cancelled';

/** 409: somebody else than the caller stopped the run. */
export class RunCancelledError extends GatewayError {
  constructor() {
    super('The run was cancelled.', {
      status: 409,
      type: 'server_error',
      code: cancelledCode,
      retryable: false,
    });
  }
}

/** The caller left; nobody reads this. The status is the one that proxies log for it. */
export class RunAbortedError extends GatewayError {
  constructor() {
    super('The run was aborted by the caller.', {
      status: 499,
      type: 'server_error',
      code: abortedCode,
      retryable: false,
    });
  }
}

/** Whether a run ended because somebody wanted it to, rather than failed. */
export function isCancellation(error: GatewayError): boolean {
  return error.code === abortedCode || error.code === cancelledCode;
}

/** The same failure, but a retry would do again what a tool has already done. */
export class AfterSideEffectError extends GatewayError {
  constructor(failure: GatewayError) {
    super(failure.message, {
      status: failure.status,
      type: failure.type,
      code: failure.code,
      param: failure.param,
      headers: failure.headers,
      retryable: false,
      cause: failure,
    });
  }
}

/** 500: the gateway ended in the middle of the run, or has forgotten what the run said before its reader got to it. */
export class RunLostError extends GatewayError {
  constructor(why: 'gateway ended' | 'forgotten' = 'gateway ended') {
    const what =
      why === 'forgotten'
        ? 'The rest of what this run said is not kept any more. Its tools may have done their work'
        : 'The gateway ended before this run did, and what the run had said is lost. Its tools may have done their work by then';
    super(`${what}: look before you send the request again.`, {
      status: 500,
      type: 'server_error',
      code: 'run_lost',
      retryable: false,
    });
  }
}

/** 500: what has to be known of the run after a restart could not be written, or read. */
export class RunArchiveError extends GatewayError {
  constructor(cause: unknown) {
    super(
      'The archive of runs failed. Try again; if it goes on, the operator should look at the free space of the state ' +
        'directory.',
      { status: 500, type: 'server_error', code: 'run_archive_failed', cause },
    );
  }
}
