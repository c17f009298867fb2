import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { fittingStart } from '../prompt/context-window.js';
import type { ResolvedModel } from '../providers/resolved-model.js';
import type { HistoryBounds } from '../sessions/read-history.js';
import { fitOptions } from './fit-options.js';

/**
 * How far back the words of a caller are known that no model is sent any more: the model may have said them again since, and to
 * a public agent's caller they tell nothing new.
 */
const knownWordsBytes = 4 * 1_048_576;

/**
 * What is cut off fits no model of the run: each has of its window less for the history than the whole of the largest. So what
 * `toModelRequest` takes of the rest is what it would take of everything.
 */
export function toHistoryBounds(
  { publicMode }: Pick<ResolvedAgent, 'publicMode'>,
  models: readonly ResolvedModel[],
): HistoryBounds {
  const largest = Math.max(...models.map(({ contextWindow }) => contextWindow));
  return {
    startOf: (history, newMessages) => fittingStart(history, largest, fitOptions(newMessages)),
    olderBytes: publicMode ? knownWordsBytes : 0,
  };
}
