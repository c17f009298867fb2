import { GatewayError, InvalidRequestError } from '../common/gateway-error.js';

/** 404 for an agent id that a caller gave as such. The code is that of a `model` which leads nowhere. */
export class AgentNotFoundError extends InvalidRequestError {
  constructor(id: string, field: string) {
    super(
      `There is no agent '${id.slice(0, 64)}'. \`openclaw agents list\` shows the ids of those that are configured.`,
      {
        status: 404,
        param: field,
        code: 'model_not_found',
      },
    );
  }
}

/** 403 for an agent that there is, but not for this caller. `allowed` are the ids of those that it may use. */
export class AgentNotAllowedError extends GatewayError {
  constructor(id: string, allowed: readonly string[]) {
    const others =
      allowed.length > 0 ? `It may use: ${allowed.join(', ')}.` : 'It may use none of those that there are.';
    super(`The key of this request may not use the agent '${id}'. ${others}`, {
      status: 403,
      type: 'permission_error',
      code: 'agent_not_allowed',
      retryable: false,
    });
  }
}

/** 404 for a `model` or agent header that leads to no agent of this gateway. */
export class ModelNotFoundError extends InvalidRequestError {
  constructor(name: string) {
    super(
      `The model '${name.slice(0, 100)}' does not exist or you do not have access to it. ` +
        'Use "openclaw:<agent id>"; GET /v1/models lists the agents.',
      { status: 404, param: 'model', code: 'model_not_found' },
    );
  }
}
