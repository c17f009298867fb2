import { estimateTextTokens } from '../common/estimate-tokens.js';
import { estimateTokens } from '../prompt/context-window.js';
import type { ModelRequest } from '../providers/provider.port.js';

/** About how many tokens a model is sent with a request. */
export function estimateSentTokens({
  system,
  messages,
  tools,
}: Pick<ModelRequest, 'system' | 'messages' | 'tools'>): number {
  const fixed = estimateTextTokens(system.length + JSON.stringify(tools).length);
  return messages.reduce((sum, message) => sum + estimateTokens(message), fixed);
}
