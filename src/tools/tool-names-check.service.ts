import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { AgentsSection, ToolsSection } from '../config/config-sections.js';
import { type Tool, Tools } from './tool.port.js';
import { unknownToolNames } from './unknown-tool-names.js';

/**
 * Tells which names in the rules for tools are no tools. At the start whoever starts the gateway logs `warnings()`; what a
 * reload brings is logged here.
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
  ) {}

  onModuleInit(): void {
    this.told = this.warnings();
    this.stopListening = [this.section, this.agents].map((each) => each.onChange(() => this.warn()));
  }

  onModuleDestroy(): void {
    this.stopListening.forEach((stop) => stop());
  }

  /** For the configuration in force, one line a list of names. */
  warnings(): string[] {
    const rules = { global: this.section.current, agents: this.agents.current };
    return unknownToolNames(
      rules,
      this.tools.map(({ definition }) => definition.name),
    );
  }

  /** One reload may change both sections; nothing is told twice. */
  private warn(): void {
    const warnings = this.warnings();
    for (const warning of warnings.filter((each) => !this.told.includes(each))) this.logger.warn(warning);
    this.told = warnings;
  }
}
