import type { JsonObject } from '../../common/json.js';
import type { Usage } from '../../common/usage.js';
import { asObject } from '../json-value.js';
import { toUsage } from '../to-usage.js';

export function mapUsage(usage: JsonObject): Usage {
  return toUsage({
    input: usage.prompt_tokens,
    output: usage.completion_tokens,
    cachedInput: asObject(usage.prompt_tokens_details)?.cached_tokens,
    reasoning: asObject(usage.completion_tokens_details)?.reasoning_tokens,
  });
}
