import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Request } from 'express';
import { invalidValue } from '../common/request-errors.js';

/** What an answer is to hold besides. */
export interface AnswerIncludes {
  /** The agent's calls of its own tools. */
  toolCalls: boolean;
}

/** Also the `param` of its errors. */
export const includeHeader = 'x-openclaw-include';

/** Nothing where the client does not say. Throws 400 for a word that is not known. */
export const AnswerIncludes = createParamDecorator((_data: unknown, context: ExecutionContext): AnswerIncludes => {
  const value = context.switchToHttp().getRequest<Request>().headers[includeHeader];
  const words = (Array.isArray(value) ? value.join(',') : (value ?? '')).split(',').map((word) => word.trim());
  const asked = words.filter((word) => word !== '');
  if (asked.some((word) => word !== 'tool_calls')) throw invalidValue(includeHeader, 'expected tool_calls');
  return { toolCalls: asked.length > 0 };
});
