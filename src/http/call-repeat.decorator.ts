import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { bodyDigestOf } from './body-digest.js';
import { type CallRepeat, keyOf, retryCountOf } from './call-repeat.js';

/** Throws 400 for an `Idempotency-Key` that is none. */
export const Repeat = createParamDecorator((_data: unknown, context: ExecutionContext): CallRepeat => {
  const request = context.switchToHttp().getRequest<IncomingMessage>();
  return { key: keyOf(request), retryCount: retryCountOf(request), bodyDigest: () => bodyDigestOf(request) };
});
