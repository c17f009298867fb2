import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Request } from 'express';
import { invalidValue } from '../common/request-errors.js';

/** What becomes of the work when its client leaves: it ends too, or goes on to its own end. */
export type OnDisconnect = 'cancel' | 'continue';

/** Also the `param` of its errors. */
export const onDisconnectHeader = 'x-openclaw-on-disconnect';

/** `cancel` where the client does not say. Throws 400 for anything but the two words. */
export const OnDisconnect = createParamDecorator((_data: unknown, context: ExecutionContext): OnDisconnect => {
  const value = context.switchToHttp().getRequest<Request>().headers[onDisconnectHeader] ?? 'cancel';
  if (value === 'cancel' || value === 'continue') return value;
  throw invalidValue(onDisconnectHeader, 'expected cancel or continue, sent once');
});
