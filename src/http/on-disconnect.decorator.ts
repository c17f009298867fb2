import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { invalidValue } from '../common/request-errors.js';
import { keyOf } from './call-repeat.js';
import { requestHeaderNames } from './request-header-names.js';

/** What becomes of the work when its client leaves: it ends too, or goes on to its own end. */
export type OnDisconnect = 'cancel' | 'continue';

export const OnDisconnect = createParamDecorator((_data: unknown, context: ExecutionContext): OnDisconnect =>
  readFor(context.switchToHttp().getRequest<IncomingMessage>()),
);

/** A client that names its call says that it will ask again. */
function readFor(request: IncomingMessage): OnDisconnect {
  return onDisconnectOf(request, keyOf(request) === undefined ? 'cancel' : 'continue');
}

/** `unsaid` where the client does not say. Throws 400 for anything but the two words. */
export function onDisconnectOf(
  { headers }: Pick<IncomingMessage, 'headers'>,
  unsaid: OnDisconnect = 'cancel',
): OnDisconnect {
  const value = headers[requestHeaderNames.onDisconnect] ?? unsaid;
  if (value === 'cancel' || value === 'continue') return value;
  throw invalidValue(requestHeaderNames.onDisconnect, 'expected cancel or continue, sent once');
}
