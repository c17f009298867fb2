import type { Usage } from '../../common/usage.js';
import type { UsagePayload } from '../../gateway-protocol/payloads.js';

export function toUsagePayload({ inputTokens, outputTokens, cachedInputTokens }: Usage): UsagePayload {
  return { input: inputTokens, output: outputTokens, cacheRead: cachedInputTokens, total: inputTokens + outputTokens };
}
