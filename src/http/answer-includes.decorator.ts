import type { IncomingMessage } from 'node:http';
import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import { invalidValue } from '../common/request-errors.js';
import { requestHeaderNames } from './request-header-names.js';

/** What an answer is to hold besides. */
export interface AnswerIncludes {
  /** The agent's calls of its own tools. */
  toolCalls: boolean;
}

export const AnswerIncludes = createParamDecorator((_data: unknown, context: ExecutionContext): AnswerIncludes =>
  answerIncludesOf(context.switchToHttp().getRequest<IncomingMessage>()),
);

/** Nothing where the client does not say. Throws 400 for a word that is not known. */
export function answerIncludesOf({ headers }: Pick<IncomingMessage, 'headers'>): AnswerIncludes {
  const value = headers[requestHeaderNames.include];
  const words = (Array.isArray(value) ? value.join(',') : (value ?? '')).split(',').map((word) => word.trim());
  const asked = words.filter((word) => word !== '');
  if (asked.some((word) => word !== 'tool_calls'))
    throw invalidValue(requestHeaderNames.include, 'expected tool_calls');
  return { toolCalls: asked.length > 0 };
}
