import type { LanguageModelV4FinishReason } from '@ai-sdk/provider';
import type { FinishReason } from '../../common/conversation.js';
import { ProviderError } from '../provider.errors.js';

/** Google's words for an answer that it gave up on. */
const failedReasons = new Set([
  'OTHER',
  'LANGUAGE',
  'MALFORMED_FUNCTION_CALL',
  'MALFORMED_RESPONSE',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'MISSING_THOUGHT_SIGNATURE',
]);

/** Why the model stopped; an error where it did not stop properly, because a broken answer is never a complete one. */
export function mapFinishReason(
  reason: LanguageModelV4FinishReason,
  hasToolCalls: boolean,
): FinishReason | ProviderError {
  switch (reason.unified) {
    case 'stop':
    case 'tool-calls':
      return hasToolCalls ? 'tool-calls' : 'stop';
    case 'length':
    case 'content-filter':
      return reason.unified;
    case 'interrupted':
      return cutError();
    case 'error':
      return failedError(reason.raw);
    case 'other':
      if (reason.raw === undefined) return cutError();
      return failedReasons.has(reason.raw) ? failedError(reason.raw) : hasToolCalls ? 'tool-calls' : 'stop';
  }
}

/** The stream ended without the provider's word that the answer is complete. */
export function cutError(cause?: unknown): ProviderError {
  return new ProviderError('cut', "The provider's answer broke off before its end. Try again.", { cause });
}

/** A success status and then nothing of an answer. */
export function emptyAnswerError(): ProviderError {
  return new ProviderError('upstream', 'The provider answered with success but sent no answer. Try again.');
}

function failedError(raw: string | undefined): ProviderError {
  const text = `The provider gave up on its answer${raw === undefined ? '' : ` (${raw})`}. Try again or use another model.`;
  return new ProviderError('upstream', text);
}
