import type { GatewayError } from '../../common/gateway-error.js';

/** Why a response failed. The codes are those that OpenAI publishes. */
export interface ResponseError {
  code: 'server_error' | 'rate_limit_exceeded' | 'invalid_prompt';
  message: string;
}

export function toResponseError({ type, message }: GatewayError): ResponseError {
  switch (type) {
    case 'rate_limit_error':
    case 'requests':
    case 'tokens':
      return { code: 'rate_limit_exceeded', message };
    case 'invalid_request_error':
      return { code: 'invalid_prompt', message };
    case 'permission_error':
    case 'server_error':
      return { code: 'server_error', message };
  }
}
