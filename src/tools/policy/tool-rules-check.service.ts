import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import { ConfigService } from '../../config/config.service.js';
import { AgentsSection, McpSection, ToolsSection } from '../../config/config-sections.js';
import { ConfigurationCheck } from '../../config/configuration-check.js';
import { type Tool, Tools } from '../tool.port.js';
import { emptyToolSets } from './empty-tool-sets.js';
import { serverFamilies } from './tool-families.js';
import { unknownToolNames } from './unknown-tool-names.js';

/** Tells which names in the rules for tools are no tools, and which agents the rules leave without any. */
@Injectable()
export class ToolRulesCheck extends ConfigurationCheck {
  constructor(
    config: ConfigService,
    private readonly agents: AgentResolverService,
    @Inject(Tools) private readonly tools: readonly Tool[],
    @Inject(ToolsSection) private readonly toolsSection: ToolsSection,
    @Inject(AgentsSection) private readonly agentsSection: AgentsSection,
    @Inject(McpSection) private readonly mcpSection: McpSection,
  ) {
    super(config);
  }

  protected problems(): string[] {
    const global = this.toolsSection.current;
    const known = { tools: this.tools, families: serverFamilies(this.mcpSection.current) };
    return [
      ...unknownToolNames({ global, agents: this.agentsSection.current }, known),
      ...emptyToolSets(this.agents.list(), global, known),
    ];
  }
}
