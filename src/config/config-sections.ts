import type { AgentsConfig } from './agents.config.js';
import type { GatewayConfig } from './gateway.config.js';
import type { Live } from './live-config.js';
import type { McpConfig } from './mcp.config.js';
import type { ModelsConfig } from './models.config.js';
import type { LoggingConfig } from './openclaw.config.js';
import type { SessionConfig } from './session.config.js';
import type { SkillsConfig } from './skills.config.js';
import type { ToolsConfig } from './tools.config.js';

/** Injection tokens, one per section, each with the type that stands behind it. */
export type GatewaySection = Live<GatewayConfig>;
export const GatewaySection = Symbol('GatewaySection');
export type ModelsSection = Live<ModelsConfig>;
export const ModelsSection = Symbol('ModelsSection');
export type AgentsSection = Live<AgentsConfig>;
export const AgentsSection = Symbol('AgentsSection');
export type ToolsSection = Live<ToolsConfig>;
export const ToolsSection = Symbol('ToolsSection');
export type SkillsSection = Live<SkillsConfig>;
export const SkillsSection = Symbol('SkillsSection');
export type McpSection = Live<McpConfig>;
export const McpSection = Symbol('McpSection');
export type SessionSection = Live<SessionConfig>;
export const SessionSection = Symbol('SessionSection');
export type LoggingSection = Live<LoggingConfig>;
export const LoggingSection = Symbol('LoggingSection');
