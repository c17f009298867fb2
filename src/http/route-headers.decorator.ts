import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { requestHeaderNames } from './request-header-names.js';

/** The headers by which a request chooses its agent, session and model, and tells where it comes from. Undefined where absent or blank. */
export interface RouteHeaders {
  agentId: string | undefined;
  sessionKey: string | undefined;
  /** `<provider>/<model id>`; only the owner may choose one. */
  model: string | undefined;
  /** The channel by which the message came, in the sender's words. */
  messageChannel: string | undefined;
}

export const RouteHeaders = createParamDecorator((_data: unknown, context: ExecutionContext): RouteHeaders =>
  routeHeadersOf(context.switchToHttp().getRequest<IncomingMessage>()),
);

export function routeHeadersOf(request: IncomingMessage): RouteHeaders {
  return {
    agentId: read(request, requestHeaderNames.agentId),
    sessionKey: read(request, requestHeaderNames.sessionKey),
    model: read(request, requestHeaderNames.model),
    messageChannel: read(request, requestHeaderNames.messageChannel),
  };
}

function read(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
