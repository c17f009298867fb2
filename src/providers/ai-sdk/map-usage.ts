import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { Usage } from '../../common/usage.js';
import { toUsage } from '../to-usage.js';

/** The provider's token counts, or undefined where it gave none. */
export function mapUsage(usage: LanguageModelV4Usage): Usage | undefined {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens.total === undefined && outputTokens.total === undefined) return undefined;
  return toUsage({
    input: inputTokens.total,
    output: outputTokens.total,
    cachedInput: inputTokens.cacheRead,
    reasoning: outputTokens.reasoning,
  });
}
