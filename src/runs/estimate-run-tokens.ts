import { estimateTextTokens } from '../common/estimate-tokens.js';
import { estimateTokens } from '../prompt/context-window.js';
import type { RunRequest } from './run-request.js';

/** An agent's prompt, its tools and a short answer are seldom less. */
const leastTokens = 1_000;

/** What a run is taken to use until it is known: what came with the request, and the longest answer that it asks for. */
export function estimateRunTokens({ instructions, messages, options }: RunRequest): number {
  const said = messages.reduce((sum, message) => sum + estimateTokens(message), 0);
  const instructed = estimateTextTokens(instructions.join('').length);
  return Math.max(leastTokens, said + instructed + (options.maxOutputTokens ?? 0));
}
