import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService } from '../../agents/agent-resolver.service.js';
import { ConfigService } from '../../config/config.service.js';
import { ConfigurationCheck } from '../../config/configuration-check.js';
import { type Tool, Tools } from '../tool.port.js';
import { emptyToolSets } from './empty-tool-sets.js';
import { serverFamilies } from './tool-families.js';
import { unknownToolNames } from './unknown-tool-names.js';

/** Tells which names in the rules for tools are no tools, and which agents the rules leave without any. */
@Injectable()
export class ToolRulesCheck extends ConfigurationCheck {
  constructor(
    private readonly whole: ConfigService,
    private readonly agents: AgentResolverService,
    @Inject(Tools) private readonly tools: readonly Tool[],
  ) {
    super(whole);
  }

  protected problems(): string[] {
    const { tools: global, agents, gateway, mcp } = this.whole.current.config;
    const known = { tools: this.tools, families: serverFamilies(mcp) };
    return [
      ...unknownToolNames({ global, agents, keys: gateway.auth.keys }, known),
      ...emptyToolSets(this.agents.list(), global, known),
    ];
  }
}
