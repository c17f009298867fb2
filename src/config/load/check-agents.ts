import type { AgentsConfig } from '../agents.config.js';
import { AgentConfig } from '../agents.config.js';
import type { GatewayConfig } from '../gateway.config.js';
import { closestWord } from '../settings/closest-word.js';
import type { ConfigPath } from '../settings/config-path.js';
import { formatPath } from '../settings/config-path.js';
import type { SettingsReader } from '../settings/settings-reader.js';

/** An agent as far as it could be read, and where it was written. */
export interface PlacedAgent {
  agent: Partial<AgentConfig>;
  path: ConfigPath;
}

/**
 * Turns `agents.entries` into members of `agents.list`, and reports what is wrong between several agents. Returns the agents of
 * the list with the places where they were written.
 */
export function settleAgents(agents: AgentsConfig, gateway: GatewayConfig, reader: SettingsReader): PlacedAgent[] {
  const keyed = Object.entries(agents.entries ?? {}).map(([id, entry]) =>
    Object.assign(new AgentConfig(), entry, { id }),
  );
  const placed = [
    ...agents.list.map((agent, index) => ({ agent, path: ['agents', 'list', index] })),
    ...keyed.map((agent) => ({ agent, path: ['agents', 'entries', agent.id] })),
  ];
  reportRepeatedIds(placed, reader);
  reportSecondDefault(placed, reader);
  reportUnknownAliasTargets(placed, gateway, reader);
  reportUnknownSubagents(placed, agents, reader);
  agents.list = placed.map(({ agent }) => agent);
  delete agents.entries;
  return placed;
}

function reportRepeatedIds(placed: readonly PlacedAgent[], reader: SettingsReader): void {
  const first = new Map<string, ConfigPath>();
  for (const { agent, path } of placed) {
    if (agent.id === undefined) continue;
    const earlier = first.get(agent.id);
    if (!earlier) first.set(agent.id, path);
    else
      reader.report(
        [...path, 'id'],
        `an id that ${formatPath(earlier)} has too`,
        'each id once, upper and lower case being equal',
      );
  }
}

function reportSecondDefault(placed: readonly PlacedAgent[], reader: SettingsReader): void {
  const [first, ...others] = placed.filter(({ agent }) => agent.default === true);
  for (const { path } of first ? others : []) {
    const found = `true, and so is ${formatPath([...(first?.path ?? []), 'default'])}`;
    reader.report([...path, 'default'], found, 'true for one agent at most');
  }
}

function reportUnknownAliasTargets(
  placed: readonly PlacedAgent[],
  gateway: GatewayConfig,
  reader: SettingsReader,
): void {
  const ids = agentIdsOf(placed);
  for (const [alias, target] of Object.entries(gateway.http.modelAliases)) {
    // A target that was no agent id at all has been reported already.
    if ((target as string | undefined) === undefined || ids.includes(target)) continue;
    reportUnknownAgent(target, ['gateway', 'http', 'modelAliases', alias], ids, reader);
  }
}

function reportUnknownSubagents(
  placed: readonly PlacedAgent[],
  { defaults }: AgentsConfig,
  reader: SettingsReader,
): void {
  const ids = agentIdsOf(placed);
  const lists = [{ agent: defaults, path: ['agents', 'defaults'] as ConfigPath }, ...placed];
  for (const { agent, path } of lists) {
    for (const [index, id] of (agent.subagents?.allowAgents ?? []).entries()) {
      // An entry that was no agent id at all has been reported already.
      if ((id as string | undefined) === undefined || ids.includes(id)) continue;
      reportUnknownAgent(id, [...path, 'subagents', 'allowAgents', index], ids, reader);
    }
  }
}

function reportUnknownAgent(id: string, path: ConfigPath, ids: readonly string[], reader: SettingsReader): void {
  reader.report(
    path,
    `${reader.describe(id, path)}, which is no agent`,
    `the id of an agent: ${ids.join(', ')}`,
    closestWord(id, ids),
  );
}

/** The ids of the agents that there are; with an empty list there is `main`. */
export function agentIdsOf(placed: readonly PlacedAgent[]): string[] {
  return placed.length === 0 ? ['main'] : placed.flatMap(({ agent }) => agent.id ?? []);
}
