import type { Usage } from '../../common/usage.js';
import type { JsonObject } from '../../common/json.js';
import { asCount, asObject } from '../json-value.js';

export function mapUsage(usage: JsonObject): Usage {
  return {
    inputTokens: asCount(usage.prompt_tokens),
    outputTokens: asCount(usage.completion_tokens),
    cachedInputTokens: asCount(asObject(usage.prompt_tokens_details)?.cached_tokens),
    reasoningTokens: asCount(asObject(usage.completion_tokens_details)?.reasoning_tokens),
  };
}
