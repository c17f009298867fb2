import type { GatewayError } from '../common/gateway-error.js';

/** OpenAI's error body; all four keys are always there. */
export interface ErrorEnvelope {
  error: { message: string; type: string; param: string | null; code: string | null };
}

export function toErrorEnvelope(error: GatewayError): ErrorEnvelope {
  return { error: { message: error.message, type: error.type, param: error.param, code: error.code } };
}
