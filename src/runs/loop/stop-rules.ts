import type { TokenMeter } from './token-meter.js';

export interface LoopProgress {
  /** Model calls so far. */
  turns: number;
  /** How often the most repeated call has been made with the same result. */
  repeats: number;
  /** Calls that the model has made to the agent's own tools. */
  toolCalls: number;
  tokens: TokenMeter;
}

/** Says whether a run has had enough before it came to an end by itself. */
export type StopRule = (progress: LoopProgress) => boolean;

export function maxTurns(limit: number): StopRule {
  return ({ turns }) => turns >= limit;
}

export function maxRepeats(limit: number): StopRule {
  return ({ repeats }) => repeats >= limit;
}

/** Holds when the model wants more than the limit; calls beyond it are not run. */
export function maxToolCalls(limit: number): StopRule {
  return ({ toolCalls }) => toolCalls > limit;
}

export const outOfTokens: StopRule = ({ tokens }) => tokens.isSpent;
