import type { Usage } from '../../common/conversation.js';
import { asCount, asRecord } from './json-value.js';
import type { JsonRecord } from './json-value.js';

export function mapUsage(usage: JsonRecord): Usage {
  return {
    inputTokens: asCount(usage.prompt_tokens),
    outputTokens: asCount(usage.completion_tokens),
    cachedInputTokens: asCount(asRecord(usage.prompt_tokens_details)?.cached_tokens),
    reasoningTokens: asCount(asRecord(usage.completion_tokens_details)?.reasoning_tokens),
  };
}
