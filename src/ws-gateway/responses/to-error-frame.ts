import type { GatewayError } from '../../common/gateway-error.js';
import { answerHeaderNames } from '../../http/answer-header-names.js';
import { errorHeaders } from '../../http/error-headers.js';
import { toErrorEnvelope } from '../../openai-wire/error-envelope.js';

/** An error as a frame: what the answer would be over HTTP, with its status and its headers, their names in lower case. */
export function toErrorFrame(failure: GatewayError, requestId: string): string {
  const { error } = toErrorEnvelope(failure);
  const named = { [answerHeaderNames.requestId]: requestId, ...errorHeaders(failure) };
  const headers = Object.fromEntries(Object.entries(named).map(([name, value]) => [name.toLowerCase(), value]));
  // One of the two published schemas knows no null here.
  const code = error.code ?? error.type;
  return JSON.stringify({ type: 'error', status: failure.status, error: { ...error, code, headers } });
}
