import type { Usage } from '../../common/usage.js';

export interface LoopProgress {
  /** Model calls so far. */
  turns: number;
  usage: Usage;
}

/** Says whether a run has had enough before it came to an end by itself. */
export type StopRule = (progress: LoopProgress) => boolean;

export function maxTurns(limit: number): StopRule {
  return ({ turns }) => turns >= limit;
}

export function maxTokens(limit: number): StopRule {
  return ({ usage }) => usage.inputTokens + usage.outputTokens >= limit;
}
