import { chatBodyLimit } from '../chat-completions/chat-body-limit.js';
import type { GatewayConfig } from '../config/gateway.config.js';
import type { BodyLimit } from '../http/body-limit.js';
import { responsesBodyLimit } from '../responses/responses-body-limit.js';

/** That of the endpoint that takes more: which of them a body is for is known once it has been read. */
export function explainBodyLimit(gateway: GatewayConfig): BodyLimit {
  const [chat, responses] = [chatBodyLimit(gateway), responsesBodyLimit(gateway)];
  return chat.bytes >= responses.bytes ? chat : responses;
}
