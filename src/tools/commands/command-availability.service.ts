import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import { WorkspaceLocator } from '../../workspace/workspace-locator.service.js';
import { CommandRunner } from './command-runner.port.js';

/** Says which agents cannot run commands at all, so that they are not offered to their runs. */
@Injectable()
export class CommandAvailability {
  constructor(
    @Inject(CommandRunner) private readonly runner: CommandRunner,
    private readonly workspaces: WorkspaceLocator,
  ) {}

  /** Why every command of the agent would be refused now; undefined where none is known. Never rejects. */
  refusalFor(agent: ResolvedAgent): Promise<string | undefined> {
    return this.runner.refusal({ root: this.workspaces.locate(agent), publicMode: agent.publicMode });
  }
}
