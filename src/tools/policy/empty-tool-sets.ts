import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { subagentDepthOf } from '../../agents/subagent-depth.js';
import type { ToolsConfig } from '../../config/tools.config.js';
import type { ToolPattern } from './tool-pattern.js';
import { couldKeep, decideTools } from './tool-policy.js';
import { rulesFor } from './tool-rules.js';
import type { KnownTools } from './unknown-tool-names.js';

interface Audience {
  agent: ResolvedAgent;
  isOwner: boolean;
  global: ToolsConfig;
}

/**
 * A warning for each agent that its rules leave without any tool although no rule says so plainly, as `allow: []` or a denied
 * `*` do. Of a public agent the same for those who are not the owner, for whom it is there.
 */
export function emptyToolSets(agents: readonly ResolvedAgent[], global: ToolsConfig, known: KnownTools): string[] {
  return agents.flatMap((agent) => {
    const forOwner = warningFor({ agent, isOwner: true, global }, known);
    if (forOwner !== undefined) return [forOwner];
    return agent.publicMode ? (warningFor({ agent, isOwner: false, global }, known) ?? []) : [];
  });
}

function warningFor({ agent, isOwner, global }: Audience, { tools, families }: KnownTools): string | undefined {
  const { primary, fallbacks } = agent.model;
  const models = primary === undefined ? fallbacks : [primary, ...fallbacks];
  const input = { agent, isOwner, global, models, clientToolNames: [], subagentDepth: subagentDepthOf(agent) };
  const decisions = decideTools({ ...input, tools });
  const isEmpty = !decisions.some(({ kept }) => kept) && !families.some(couldKeep(input));
  if (!isEmpty || isMeant(input)) return undefined;
  const because = [...new Set(decisions.map((decision) => decision.because))].join('; ');
  const audience = isOwner ? '' : ' for callers who are not the owner';
  return `The agent ${agent.id} has no tools${audience}: ${because}. If that is meant, write agents.list[${agent.id}].tools.allow: [].`;
}

function isMeant(input: Audience & { models: readonly string[] }): boolean {
  const { narrowings, deny, ownerOnly } = rulesFor(input);
  const taken = input.isOwner ? deny : [...deny, ownerOnly];
  return (
    narrowings.some(({ allow }) => allow?.patterns.length === 0) ||
    taken.some(({ patterns }) => patterns.some(isEverything))
  );
}

function isEverything(pattern: ToolPattern): boolean {
  return pattern.kind === 'beginning' && pattern.beginning === '';
}
