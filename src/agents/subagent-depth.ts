import type { ResolvedAgent } from './resolved-agent.js';

/** How deep a run of this agent may start subagents when nobody started it as one; 0 is not at all. */
export function subagentDepthOf({ subagents }: Pick<ResolvedAgent, 'subagents'>): number {
  return subagents.maxCount > 0 ? subagents.maxDepth : 0;
}
