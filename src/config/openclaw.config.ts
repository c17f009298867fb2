import { AgentsConfig } from './agents.config.js';
import { GatewayConfig } from './gateway.config.js';
import { McpConfig } from './mcp.config.js';
import { ModelsConfig } from './models.config.js';
import { SessionConfig } from './session.config.js';
import { Setting } from './settings/setting.decorator.js';
import { oneOf, section } from './settings/setting-types.js';
import { SkillsConfig } from './skills.config.js';
import { ToolsConfig } from './tools.config.js';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

export class LoggingConfig {
  @Setting({
    type: oneOf(logLevels),
    description: 'The least severe messages that are logged.',
  })
  level: LogLevel = 'info';
}

/** The whole configuration file, validated, with every default filled in. */
export class OpenClawConfig {
  @Setting({
    type: section(() => GatewayConfig),
    description: 'Where the gateway listens, who may call, what it serves.',
  })
  gateway: GatewayConfig = new GatewayConfig();

  @Setting({ type: section(() => ModelsConfig), description: 'Model providers.' })
  models: ModelsConfig = new ModelsConfig();

  @Setting({ type: section(() => AgentsConfig), description: 'The agents that answer.' })
  agents: AgentsConfig = new AgentsConfig();

  @Setting({ type: section(() => ToolsConfig), description: 'Tools, for all agents.' })
  tools: ToolsConfig = new ToolsConfig();

  @Setting({ type: section(() => SkillsConfig), description: 'Skills, for all agents that are not public.' })
  skills: SkillsConfig = new SkillsConfig();

  @Setting({ type: section(() => McpConfig), description: 'Servers of the Model Context Protocol.' })
  mcp: McpConfig = new McpConfig();

  @Setting({ type: section(() => SessionConfig), description: 'Kept conversations.' })
  session: SessionConfig = new SessionConfig();

  @Setting({ type: section(() => LoggingConfig), description: 'The log.' })
  logging: LoggingConfig = new LoggingConfig();
}
