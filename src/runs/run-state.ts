import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { subagentDepthOf } from '../agents/subagent-depth.js';
import type { CallWords } from '../egress/checked-call.js';
import type { SessionKey } from '../sessions/session-key.js';
import { TokenMeter } from './loop/token-meter.js';
import type { RunRequest } from './run-request.js';

/** What the parts of one run share. */
export interface RunState {
  id: string;
  session: SessionKey;
  signal: AbortSignal;
  tokens: TokenMeter;
  /** How deep the run may start subagents; 0 is not at all. */
  subagentDepth: number;
  tree: RunTree;
}

/** What a run shares with the subagents that work for it, and with theirs. */
export interface RunTree {
  /** Set as soon as a tool may have changed something outside the runs. */
  sideEffect: boolean;
  /** See `RunRequest.beforeSideEffect`. */
  beforeSideEffect?: (() => Promise<void>) | undefined;
  /** Subagents that may still be started. */
  subagentsLeft: number;
  /** The words of whoever asked for the first of the runs; set when that one begins. */
  callerWords?: CallWords['caller'];
}

/** What a run is given, and what a subagent has left of it. */
export type RunBounds = Pick<RunState, 'tokens' | 'subagentDepth' | 'tree'>;

export function rootBounds({ agent, beforeSideEffect }: Pick<RunRequest, 'agent' | 'beforeSideEffect'>): RunBounds {
  return {
    tokens: new TokenMeter(agent.limits.maxRunTokens),
    subagentDepth: subagentDepthOf(agent),
    tree: { sideEffect: false, beforeSideEffect, subagentsLeft: agent.subagents.maxCount },
  };
}

/** The bounds of the subagent's own agent, within what `parent` has left. */
export function subagentBounds(agent: ResolvedAgent, parent: RunBounds): RunBounds {
  return {
    tokens: new TokenMeter(agent.limits.maxRunTokens, parent.tokens),
    subagentDepth: Math.min(parent.subagentDepth - 1, subagentDepthOf(agent)),
    tree: parent.tree,
  };
}
