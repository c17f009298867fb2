import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { Usage } from '../../common/usage.js';

/** The provider's token counts, or undefined where it gave none. */
export function mapUsage(usage: LanguageModelV4Usage): Usage | undefined {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens.total === undefined && outputTokens.total === undefined) return undefined;
  return {
    inputTokens: inputTokens.total ?? 0,
    outputTokens: outputTokens.total ?? 0,
    cachedInputTokens: inputTokens.cacheRead ?? 0,
    reasoningTokens: outputTokens.reasoning ?? 0,
  };
}
