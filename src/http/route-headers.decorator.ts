import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Request } from 'express';

/** The headers by which a request chooses its agent and session. Undefined where absent or blank. */
export interface RouteHeaders {
  agentId: string | undefined;
  sessionKey: string | undefined;
}

export const RouteHeaders = createParamDecorator((_data: unknown, context: ExecutionContext): RouteHeaders => {
  const request = context.switchToHttp().getRequest<Request>();
  return { agentId: read(request, 'x-openclaw-agent-id'), sessionKey: read(request, 'x-openclaw-session-key') };
});

function read(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
