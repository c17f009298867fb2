import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Response } from 'express';

/** An `AbortSignal` that aborts when the client leaves before its answer is complete. */
export const ClientSignal = createParamDecorator((_data: unknown, context: ExecutionContext): AbortSignal => {
  const response = context.switchToHttp().getResponse<Response>();
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
});
