import { GatewayError } from '../common/gateway-error.js';
import type { OperatorScope } from '../common/operator-scopes.js';
import { requestHeaderNames } from '../http/request-header-names.js';
import type { RefusalReason } from './credential.js';

const refusalTexts: Record<RefusalReason, string> = {
  missing:
    'No credential was sent. Send the token or password of this gateway, or a key of it, in the header "Authorization: Bearer <token>".',
  malformed:
    'The credential cannot be read. Send exactly one header "Authorization: Bearer <token>" with the token or password of this gateway, or a key of it.',
  wrong:
    'The credential is wrong. Send the token or password that this gateway is configured with, or a key of it that is in force.',
  expired: 'This key has expired. Ask the operator of this gateway for a new one.',
  revoked:
    'This key is not in force any more: it was revoked or replaced. Ask the operator of this gateway for a new one.',
  'not-admitted': 'This user is not admitted. Ask the operator of this gateway to add the user to the allowed ones.',
};

/** 401 with OpenAI's code for it. */
export class UnauthorizedError extends GatewayError {
  constructor(readonly reason: RefusalReason) {
    super(refusalTexts[reason], {
      status: 401,
      type: 'invalid_request_error',
      code: 'invalid_api_key',
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
}

/** 429 after too many wrong credentials; given to the right one too. */
export class AuthLockedOutError extends GatewayError {
  /** `retryAfterSeconds` is raised to a whole second, at least one. */
  constructor(retryAfterSeconds: number) {
    const seconds = Math.max(1, Math.ceil(retryAfterSeconds));
    super(`Too many wrong credentials from your address. Wait ${seconds} seconds, then send the right one.`, {
      status: 429,
      type: 'rate_limit_error',
      code: 'auth_locked_out',
      retryAfterSeconds: seconds,
      retryable: false,
    });
  }
}

export class OriginNotAllowedError extends GatewayError {
  constructor() {
    super('This web page may not call the gateway. Add its origin to gateway.allowedOrigins if it should.', {
      status: 403,
      type: 'permission_error',
      code: 'origin_not_allowed',
    });
  }
}

export class HostNotAllowedError extends GatewayError {
  constructor() {
    super(
      'The gateway is not known under this host name. Call it by IP address or as localhost, or add the origin with ' +
        'this host name to gateway.allowedOrigins.',
      { status: 403, type: 'permission_error', code: 'host_not_allowed' },
    );
  }
}

/** 403 for a header that is only for the owner. */
export class OwnerHeaderError extends GatewayError {
  constructor(header: string) {
    super(
      `Only the owner may send the header ${header}, and the sender of this request is not the owner. Leave it out; or, ` +
        `as the owner, send ${requestHeaderNames.senderIsOwner}: true with it.`,
      { status: 403, type: 'permission_error', code: 'insufficient_permissions', param: header },
    );
  }
}

const ownerTexts = {
  credential:
    'This needs the credential of the owner: the token or password of this gateway, or a key that was made with owner: true.',
  header:
    `This is for the owner, and the header ${requestHeaderNames.senderIsOwner} says that the sender is somebody else. ` +
    'Leave the header out, or send "true" once.',
};

/** 403 for what only the owner may do; `because` is what stands against it. */
export class OwnerCredentialNeededError extends GatewayError {
  constructor(because: keyof typeof ownerTexts = 'credential') {
    super(ownerTexts[because], {
      status: 403,
      type: 'permission_error',
      code: 'insufficient_permissions',
    });
  }
}

/** 403 for a key whose scopes do not include what a request needs. */
export class ScopeMissingError extends GatewayError {
  constructor(needed: OperatorScope) {
    const what = needed === 'operator.read' ? 'it reads nothing' : 'it starts no runs and changes nothing';
    super(`This key has not the scope ${needed}: ${what}. Ask the operator of this gateway to give it the scope.`, {
      status: 403,
      type: 'permission_error',
      code: 'insufficient_permissions',
    });
  }
}
