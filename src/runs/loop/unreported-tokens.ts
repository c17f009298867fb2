import { estimateTextTokens } from '../../common/estimate-tokens.js';
import type { TurnAssembler } from './turn-assembler.js';

/**
 * About how many tokens a model call has used of which its provider said nothing: all of them where it does not count or was not
 * heard to the end. `estimateSent` is asked only where it is needed.
 */
export function unreportedTokens(turn: TurnAssembler, estimateSent: () => number): number {
  const { inputTokens, outputTokens } = turn.usage;
  const sent = inputTokens > 0 ? 0 : estimateSent();
  const isCounted = turn.isFinished && outputTokens > 0;
  return sent + (isCounted ? 0 : Math.max(0, estimateTextTokens(turn.characters) - outputTokens));
}
