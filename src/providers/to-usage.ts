import type { Usage } from '../common/usage.js';
import { asCount } from './json-value.js';

/** What a provider says that it has counted, whatever that is. */
export interface GivenCounts {
  input: unknown;
  output: unknown;
  cachedInput: unknown;
  reasoning: unknown;
}

/** Counts that hold together: no part is larger than its whole. */
export function toUsage({ input, output, cachedInput, reasoning }: GivenCounts): Usage {
  const inputTokens = asCount(input);
  const outputTokens = asCount(output);
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: Math.min(asCount(cachedInput), inputTokens),
    reasoningTokens: Math.min(asCount(reasoning), outputTokens),
  };
}
