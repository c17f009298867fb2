import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { resolveAgents } from '../../agents/resolve-agents.js';
import { AgentsSection, McpSection, ToolsSection } from '../../config/config-sections.js';
import { emptyToolSets } from './empty-tool-sets.js';
import { serverFamilies } from './tool-families.js';
import { type Tool, Tools } from '../tool.port.js';
import { unknownToolNames } from './unknown-tool-names.js';

/**
 * Tells which names in the rules for tools are no tools, and which agents the rules leave without any. At the start whoever
 * starts the gateway logs `warnings()`; what a reload brings is logged here.
 */
@Injectable()
export class ToolNamesCheck implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(ToolNamesCheck.name);
  private told: readonly string[] = [];
  private stopListening: (() => void)[] = [];

  constructor(
    @Inject(Tools) private readonly tools: readonly Tool[],
    @Inject(ToolsSection) private readonly section: ToolsSection,
    @Inject(AgentsSection) private readonly agents: AgentsSection,
    @Inject(McpSection) private readonly mcp: McpSection,
  ) {}

  onModuleInit(): void {
    this.told = this.warnings();
    this.stopListening = [this.section, this.agents, this.mcp].map((each) => each.onChange(() => this.warn()));
  }

  onModuleDestroy(): void {
    this.stopListening.forEach((stop) => stop());
  }

  /** For the configuration in force, one line a list of names or an agent. */
  warnings(): string[] {
    const global = this.section.current;
    const agents = this.agents.current;
    const known = { tools: this.tools, families: serverFamilies(this.mcp.current) };
    const resolved = resolveAgents(agents, { userKey: 'session' });
    return [...unknownToolNames({ global, agents }, known), ...emptyToolSets([...resolved.values()], global, known)];
  }

  /** One reload may change several sections; nothing is told twice. */
  private warn(): void {
    const warnings = this.warnings();
    for (const warning of warnings.filter((each) => !this.told.includes(each))) this.logger.warn(warning);
    this.told = warnings;
  }
}
