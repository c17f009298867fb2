import { Inject, Injectable } from '@nestjs/common';
import { ToolsSection } from '../config/config-sections.js';
import { type RunPolicyInput, type ToolDecision, couldKeep, decideTools } from './policy/tool-policy.js';
import { SourcedTools } from './sourced-tools.service.js';
import { type Tool, Tools } from './tool.port.js';

/** The run that tools are wanted for. */
export interface ToolRequest extends Omit<RunPolicyInput, 'global'> {
  signal: AbortSignal;
}

/** Gives each run its tools. */
@Injectable()
export class ToolCatalog {
  constructor(
    @Inject(Tools) private readonly tools: readonly Tool[],
    private readonly sourced: SourcedTools,
    @Inject(ToolsSection) private readonly section: ToolsSection,
  ) {}

  /** What the rules say of every tool that there is. Rejects when `signal` aborts. */
  async forRun({ signal, ...request }: ToolRequest): Promise<ToolDecision[]> {
    const input = { ...request, global: this.section.current };
    const found = await this.sourced.tools({ mayKeep: couldKeep(input), signal });
    return decideTools({ ...input, tools: [...this.tools, ...found] });
  }
}
