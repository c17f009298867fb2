import { answerHeaderNames } from '../../http/answer-header-names.js';
import type { Allowance, Allowances } from './allowance.js';
import { toResetText } from './to-reset-text.js';

/** The headers of an answer that tell what is left, named as OpenAI names them. None for what is not limited. */
export function toLimitHeaders({ requests, tokens }: Allowances): Record<string, string> {
  const { limitRequests, remainingRequests, resetRequests, limitTokens, remainingTokens, resetTokens } =
    answerHeaderNames;
  return {
    ...headersOf(requests, [limitRequests, remainingRequests, resetRequests]),
    ...headersOf(tokens, [limitTokens, remainingTokens, resetTokens]),
  };
}

function headersOf(
  allowance: Allowance | undefined,
  [limit, remaining, reset]: readonly [string, string, string],
): Record<string, string> {
  if (!allowance) return {};
  return {
    [limit]: String(allowance.limit),
    [remaining]: String(allowance.remaining),
    [reset]: toResetText(allowance.resetMilliseconds),
  };
}
