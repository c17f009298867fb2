import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import { subagentDepthOf } from '../agents/subagent-depth.js';
import { DeadlineError, withDeadline } from '../common/abort.js';
import { Clock } from '../common/clock.js';
import { ConfigService } from '../config/config.service.js';
import { ToolsSection } from '../config/config-sections.js';
import { ExecTool } from './builtin/exec.tool.js';
import { CommandRunner } from './commands/command-runner.port.js';
import { describeConfinement } from './commands/describe-confinement.js';
import { decideTools } from './policy/tool-policy.js';

const maxSeconds = 1;

/** Tells the operator what commands are held to: at the start by whoever asks, then in the log when a reload changes it. */
@Injectable()
export class CommandNotice implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(CommandNotice.name);
  /** Undefined before anybody has asked. */
  private told: { line: string | undefined } | undefined;
  private stopListening: (() => void) | undefined;

  constructor(
    @Inject(ConfigService) private readonly config: Pick<ConfigService, 'onChange'>,
    private readonly agents: AgentResolverService,
    private readonly exec: ExecTool,
    @Inject(CommandRunner) private readonly runner: CommandRunner,
    @Inject(ToolsSection) private readonly section: ToolsSection,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.config.onChange(() => this.afterReload());
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }

  /** One line; undefined where no agent could use `exec`. Takes a second at most and never rejects. */
  async line(): Promise<string | undefined> {
    const line = await this.withinTime();
    this.told = { line };
    return line;
  }

  private async withinTime(): Promise<string | undefined> {
    try {
      const { signal } = new AbortController();
      return await withDeadline({ clock: this.clock, seconds: maxSeconds, signal }, () => this.currentLine());
    } catch (error) {
      if (!(error instanceof DeadlineError)) this.logger.error(`The sandbox could not be tried: ${String(error)}`);
      return 'Commands: not known yet, because bubblewrap takes long to answer';
    }
  }

  private async currentLine(): Promise<string | undefined> {
    const users = this.agents.list().filter((agent) => this.couldUse(agent));
    if (users.length === 0) return undefined;
    const onlyPublicAgents = users.every((agent) => agent.publicMode);
    return describeConfinement(await this.runner.confinement(onlyPublicAgents), onlyPublicAgents);
  }

  private couldUse(agent: ResolvedAgent): boolean {
    const { primary, fallbacks } = agent.model;
    const decisions = decideTools({
      agent,
      isOwner: true,
      global: this.section.current,
      models: primary === undefined ? fallbacks : [primary, ...fallbacks],
      clientToolNames: [],
      subagentDepth: subagentDepthOf(agent),
      tools: [this.exec],
    });
    return decisions.some(({ kept }) => kept);
  }

  private afterReload(): void {
    this.tellAgain().catch((error: unknown) => this.logger.error(`The sandbox could not be told of: ${String(error)}`));
  }

  private async tellAgain(): Promise<void> {
    const before = this.told;
    if (!before) return;
    const line = await this.line();
    if (line !== undefined && line !== before.line) this.logger.warn(line);
  }
}
