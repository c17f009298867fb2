import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { BodyLimitOf } from './body-limit.js';
import type { VouchedRequest } from './read-json-body.js';
import { JsonBodyPipe, type UnreadBody } from './json-body.pipe.js';

const Unread = createParamDecorator((limitOf: BodyLimitOf, context: ExecutionContext): UnreadBody => {
  return { request: context.switchToHttp().getRequest<VouchedRequest>(), limitOf };
});

/**
 * The parsed JSON body, no larger than the endpoint's own limit. Pipes run after the guards have judged the headers, so a
 * stranger's body is never read; Nest's own body parser, which runs before them, is switched off.
 */
export const JsonBody = (limitOf: BodyLimitOf): ParameterDecorator => Unread(limitOf, JsonBodyPipe);
