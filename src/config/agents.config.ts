import { userKeyModes } from './session.config.js';
import type { UserKeyMode } from './session.config.js';
import { agentId, modelName, relativeFile } from './settings/name-types.js';
import { Setting } from './settings/setting.decorator.js';
import { boolean, integer, listOf, mapOf, name, number, oneOf, section, text } from './settings/setting-types.js';

export const toolProfileNames = ['minimal', 'coding', 'full'] as const;
/** The named sets of tools. */
export type ToolProfileName = (typeof toolProfileNames)[number];

export class ModelSelectionConfig {
  /** `<provider>/<model id>`; the model id may itself hold slashes. */
  @Setting({ type: modelName, description: 'The model, as `<provider>/<model id>`.', required: true })
  primary: string;

  @Setting({ type: listOf(modelName), description: 'Models to try in turn when the first one fails.' })
  fallbacks: string[] = [];
}

/**
 * Which tools may be used. A name is a tool, `group:<group>`, a beginning such as `github__*`, or `*` for all; `deny` beats
 * everything.
 */
export class ToolRulesConfig {
  @Setting({
    type: oneOf(toolProfileNames),
    description: 'A set of tools to start from.',
    absentMeans: '`minimal` for a public agent, else `full`',
  })
  profile?: ToolProfileName;

  @Setting({
    type: listOf(name),
    description: 'Just these tools: names, `group:fs` and the like, beginnings such as `github__*`, or `*` for all.',
  })
  allow?: string[];

  @Setting({ type: listOf(name), description: 'Tools on top of `profile` and `allow`.' })
  alsoAllow?: string[];

  @Setting({ type: listOf(name), description: 'Tools that are never offered.' })
  deny?: string[];
}

/** Absent means inherited. */
export class AgentToolsConfig extends ToolRulesConfig {
  @Setting({
    type: mapOf(
      'providerOrModel',
      name,
      section(() => ToolRulesConfig),
    ),
    description:
      'Rules that hold besides the others while a model of this provider may be asked, e.g. `{ "ollama": { deny: ["exec"] } }`.',
  })
  byProvider?: Record<string, ToolRulesConfig>;
}

/** Bounds of what `sessions_spawn` may start. */
export class SubagentsConfig {
  @Setting({
    type: integer({ min: 0, max: 8 }),
    description: 'How deep subagents may start subagents of their own; 0 is not at all.',
    absentMeans: '`1`',
  })
  maxDepth?: number;

  @Setting({
    type: integer({ min: 0, max: 1_000 }),
    description: 'Subagents that one run may start, those of its subagents included.',
    absentMeans: '`8`',
  })
  maxCount?: number;

  @Setting({
    type: listOf(agentId),
    description: 'Other agents that may be started as subagents.',
    absentMeans: 'none but the agent itself',
  })
  allowAgents?: string[];
}

export class AgentModelParamsConfig {
  @Setting({
    type: number({ min: 0, max: 2 }),
    description: 'Sampling temperature.',
    absentMeans: "the provider's own",
  })
  temperature?: number;

  @Setting({ type: number({ min: 0, max: 1 }), description: 'Nucleus sampling.', absentMeans: "the provider's own" })
  topP?: number;

  @Setting({
    type: integer({ min: 1, max: 100_000_000 }),
    description: 'Tokens of the longest answer.',
    absentMeans: "the model's own",
  })
  maxTokens?: number;
}

export class AgentSessionConfig {
  @Setting({
    type: oneOf(userKeyModes),
    description: 'Whether the `user` of a request continues a session.',
    absentMeans: 'as `session.userKey`',
  })
  userKey?: UserKeyMode;
}

/** What an agent may set and what `agents.defaults` gives to all of them. Absent means inherited. */
export class AgentSettingsConfig {
  /** A plain string is short for `{ primary }`; the loader turns it into that. */
  @Setting({
    type: section(() => ModelSelectionConfig, { type: modelName, expand: (primary) => ({ primary }) }),
    description: 'The model; a plain string is short for `{ primary: … }`.',
    absentMeans: 'a detected provider, else `builtin/guide`',
  })
  model?: ModelSelectionConfig;

  @Setting({
    type: modelName,
    description:
      'The model that `POST /v1/embeddings` asks, as `<provider>/<model id>`; of an OpenAI-compatible provider or of Google.',
    absentMeans: 'the agent has no embeddings',
  })
  embeddingModel?: string;

  @Setting({
    type: name,
    description: 'Directory of the agent; `~` and `{agentId}` are replaced.',
    absentMeans: 'a directory in the state directory',
  })
  workspace?: string;

  @Setting({
    type: boolean,
    description:
      'The agent faces the public: no details of the host in its prompt, and callers are not the owner unless they say so.',
    absentMeans: '`false`',
  })
  publicMode?: boolean;

  @Setting({ type: text, description: 'Instructions at the head of the prompt.' })
  systemPrompt?: string;

  @Setting({
    type: listOf(relativeFile),
    description: 'Files of the workspace that become part of the prompt. A public agent inherits none.',
    absentMeans: 'the usual ones',
  })
  promptFiles?: string[];

  @Setting({
    type: listOf(name),
    description: 'Just the skills of these names. Public agents have none, whatever stands here.',
    absentMeans: 'all that are found',
  })
  skills?: string[];

  @Setting({
    type: section(() => AgentToolsConfig),
    description:
      'Which tools the agent has. An own `profile` or `allow` replaces the inherited ones; a public agent inherits only `deny` and `byProvider`; what the defaults deny stays denied.',
  })
  tools?: AgentToolsConfig;

  @Setting({ type: section(() => SubagentsConfig), description: 'What `sessions_spawn` may start.' })
  subagents?: SubagentsConfig;

  @Setting({ type: section(() => AgentModelParamsConfig), description: 'What is asked of the model.' })
  params?: AgentModelParamsConfig;

  @Setting({ type: section(() => AgentSessionConfig), description: 'Kept conversations of the agent.' })
  session?: AgentSessionConfig;

  @Setting({ type: integer({ min: 1, max: 10_000 }), description: 'Model calls in one run.', absentMeans: '`25`' })
  maxTurns?: number;

  @Setting({
    type: integer({ min: 1, max: 86_400 }),
    description: 'Seconds that a run may take.',
    absentMeans: '`600`',
  })
  timeoutSeconds?: number;

  @Setting({
    type: integer({ min: 1, max: 1_000_000_000 }),
    description: 'Tokens, in and out, that a run may use.',
    absentMeans: '`2000000`',
  })
  maxRunTokens?: number;

  @Setting({
    type: integer({ min: 1, max: 100_000 }),
    description: 'Runs of the agent at the same time; more wait, as far as `gateway.maxQueuedRuns` allows.',
    absentMeans: '`64`',
  })
  maxConcurrent?: number;
}

/** An agent in `agents.entries`, where the key is its id. */
export class AgentEntryConfig extends AgentSettingsConfig {
  @Setting({
    type: boolean,
    description: 'The agent for requests that name none. At most one.',
    absentMeans: '`main`, else the first agent',
  })
  default?: boolean;

  @Setting({ type: name, description: 'A name for people.' })
  name?: string;
}

export class AgentConfig extends AgentEntryConfig {
  @Setting({ type: agentId, description: 'How callers name the agent; kept in lower case.', required: true })
  id: string;
}

export class AgentsConfig {
  @Setting({
    type: section(() => AgentSettingsConfig),
    description: 'Settings for every agent that does not set them itself.',
  })
  defaults: AgentSettingsConfig = new AgentSettingsConfig();

  @Setting({
    type: listOf(section(() => AgentConfig)),
    description: 'The agents.',
    absentMeans: 'one agent, `main`',
  })
  list: AgentConfig[] = [];

  /** Only a way of writing: the loader adds these to `list` and takes this away. */
  @Setting({
    type: mapOf(
      'agentId',
      agentId,
      section(() => AgentEntryConfig),
    ),
    description: 'Agents by id, as another way of writing `list`.',
    inputOnly: true,
  })
  entries?: Record<string, AgentEntryConfig>;
}
