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
  /** As configured, so `~` and `{agentId}` may still be in it. */
  workspace: string | undefined;
  systemPrompt: string | undefined;
  /** Names of workspace notes that go into the prompt; undefined means the usual ones. A public agent inherits none. */
  promptFiles: readonly string[] | undefined;
  tools: Readonly<AgentToolsConfig>;
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
