import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { AuthenticatedRequest } from './authenticated-request.js';
import { ownerHeader } from './owner-header.js';
import type { SenderClaim } from './resolve-owner.js';

/** The sender as far as the request alone tells; `resolveOwner` decides once the agent is known. */
export type OwnerContext = SenderClaim;

/** Parameter decorator for handlers behind `AuthGuard`. */
export const OwnerContext = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  ownerContextOf(context.switchToHttp().getRequest<AuthenticatedRequest>()),
);

/** Throws for a route without `AuthGuard`. */
export function ownerContextOf(
  request: Pick<AuthenticatedRequest, 'credential' | 'assertion' | 'rawHeaders'>,
): OwnerContext {
  const { credential, assertion, rawHeaders } = request;
  if (!credential) throw new Error('The owner was asked for on a @Public() route; remove one of the two.');
  return { credential, header: ownerHeader(rawHeaders), assertion: assertion?.kind };
}
