import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import { JsonBodyPipe } from './json-body.pipe.js';

const IncomingRequest = createParamDecorator((_data: unknown, context: ExecutionContext): unknown =>
  context.switchToHttp().getRequest(),
);

/**
 * The parsed JSON body. Pipes run after the guards have judged the headers, so a stranger's body is never read; Nest's own body
 * parser, which runs before them, is switched off.
 */
export const JsonBody = (): ParameterDecorator => IncomingRequest(JsonBodyPipe);
