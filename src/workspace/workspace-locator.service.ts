import { join } from 'node:path';
import { workspacePath } from './workspace-path.js';

/** Says where the workspace of an agent lies. Never makes it. */
export class WorkspaceLocator {
  /** `home` is what `~` stands for; `stateDirectory` holds the workspaces of agents that name none. */
  constructor(
    private readonly home: string,
    private readonly stateDirectory: string,
  ) {}

  /** An absolute path. */
  locate(agent: { id: string; workspace: string | undefined }): string {
    if (agent.workspace === undefined) return join(this.stateDirectory, 'workspaces', agent.id);
    return workspacePath(agent.workspace, agent.id, this.home);
  }
}
