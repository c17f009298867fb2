import { GatewayError, InvalidRequestError } from '../common/gateway-error.js';
import { type SessionWords, headerSessionWords } from './session-words.js';

/** A non-owner run asked for a session that an owner run has written to. */
export class SessionOwnerOnlyError extends GatewayError {
  constructor({ asOwner }: Pick<SessionWords, 'asOwner'> = headerSessionWords) {
    super(
      `This session holds turns of the owner and is closed to other senders. Use another session key, or ${asOwner}.`,
      { status: 403, type: 'permission_error', code: 'session_owner_only', retryable: false },
    );
  }
}

/** 404: nothing is stored under the key. */
export class SessionNotFoundError extends GatewayError {
  constructor() {
    super('There is no such session. `openclaw sessions list` shows the keys of those that are kept.', {
      status: 404,
      type: 'invalid_request_error',
      code: 'session_not_found',
    });
  }
}

/** 400: the run after whose turn a conversation was to go on has left none, because it failed or was stopped. */
export class TurnNotKeptError extends InvalidRequestError {
  constructor(param: string) {
    super(
      `What '${param}' names came to no answer, or its conversation is not kept any more, so nothing can follow it. ` +
        'Continue after an earlier one, or begin anew.',
      {
        param,
        code: 'invalid_value',
      },
    );
  }
}

/** 409: a turn was added while the session was to be removed. */
export class SessionChangedError extends GatewayError {
  constructor() {
    super('The session has got a new turn meanwhile, so nothing was removed. Look at it again, then try again.', {
      status: 409,
      type: 'invalid_request_error',
      code: 'session_changed',
      retryable: false,
    });
  }
}

/** So many runs wait for the session that no further one may queue. */
export class SessionBusyError extends GatewayError {
  constructor(maxQueued: number, retryAfterSeconds: number) {
    super(
      `This session is busy: one run is at work and ${maxQueued} more wait, which is the limit (session.maxQueued). ` +
        'Wait for earlier requests to finish, or use another session.',
      {
        status: 429,
        type: 'rate_limit_error',
        code: 'session_busy',
        retryAfterSeconds: Math.max(1, retryAfterSeconds),
      },
    );
  }
}

/** What is stored under one key cannot be read. Other sessions are not affected, and nothing of this one is removed. */
export class SessionDamagedError extends GatewayError {
  constructor(cause: unknown) {
    super(
      'The stored transcript of this session is damaged and cannot be read. Use another session key; the operator can ' +
        'restore the session store from a backup.',
      { status: 500, type: 'server_error', code: 'session_damaged', retryable: false, cause },
    );
  }
}

export type SessionStoreOperation = 'load' | 'append' | 'list' | 'reset' | 'remove' | 'check';

const failures: Record<SessionStoreOperation, string> = {
  load: 'The stored session could not be read.',
  append: 'The session store failed, so this turn was not kept.',
  list: 'The stored sessions could not be listed.',
  reset: 'The stored session could not be reset.',
  remove: 'The stored session could not be removed.',
  check: 'The session store cannot be used.',
};

/** The session store could not do its work: disk full, locked by another program, unreadable. Nothing was written. */
export class SessionStoreError extends GatewayError {
  constructor(operation: SessionStoreOperation, cause: unknown) {
    super(
      `${failures[operation]} Try again; if it goes on, the operator should look at the gateway's log and at the free ` +
        'space of its state directory.',
      { status: 500, type: 'server_error', code: 'session_store_failed', cause },
    );
  }
}
