import type { AgentModelParamsConfig, AgentToolsConfig } from '../config/agents.config.js';
import type { UserKeyMode } from '../config/session.config.js';

/** An agent with every setting decided: its own, else `agents.defaults`, else the default of the gateway. Frozen. */
export interface ResolvedAgent {
  id: string;
  name: string;
  isDefault: boolean;
  /** Whether strangers may talk to it: its prompts then carry nothing of the host. Decided here and nowhere else. */
  publicMode: boolean;
  /** `<provider>/<model id>`; undefined means the model that the gateway found by itself. */
  model: { primary: string | undefined; fallbacks: readonly string[] };
  /** `<provider>/<model id>`; undefined means that it embeds nothing. */
  embeddingModel: string | undefined;
  /** As configured, so `~` and `{agentId}` may still be in it. */
  workspace: string | undefined;
  systemPrompt: string | undefined;
  /** Names of workspace notes that go into the prompt; undefined means the usual ones. A public agent inherits none. */
  promptFiles: readonly string[] | undefined;
  /** Its own rules for tools. What they and the inherited ones come to is decided by the tool policy. */
  tools: Readonly<AgentToolsConfig>;
  /** The rules of `agents.defaults.tools`. */
  inheritedTools: Readonly<AgentToolsConfig>;
  /** Names of the skills it may use; undefined means all that are found. A public agent has none, whatever stands here. */
  skills: readonly string[] | undefined;
  subagents: {
    /** How deep subagents may start subagents; 0 is not at all. */
    maxDepth: number;
    /** Subagents of one run, those of its subagents included. */
    maxCount: number;
    /** Ids of other agents that it may start. */
    allowAgents: readonly string[];
  };
  params: Readonly<AgentModelParamsConfig>;
  userKey: UserKeyMode;
  limits: {
    /** Model calls in one run. */
    maxTurns: number;
    timeoutMilliseconds: number;
    /** Input and output tokens of one run, summed over its model calls. */
    maxRunTokens: number;
    /** Runs of this agent at the same time. */
    maxConcurrent: number;
  };
}
