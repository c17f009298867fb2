import { Inject, Injectable } from '@nestjs/common';
import { ToolsSection } from '../config/config-sections.js';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { type Tool, Tools } from './tool.port.js';
import { effectiveTools } from './tool-policy.js';

/** Gives each run its tools. */
@Injectable()
export class ToolCatalog {
  constructor(
    @Inject(Tools) private readonly tools: readonly Tool[],
    @Inject(ToolsSection) private readonly section: ToolsSection,
  ) {}

  forRun(agent: ResolvedAgent, isOwner: boolean, clientToolNames: readonly string[]): Tool[] {
    return effectiveTools({ tools: this.tools, agent, global: this.section.current, isOwner, clientToolNames });
  }
}
