import { HostPath } from '../common/private-facts.js';
import { workspacePath } from '../config/workspace-path.js';

/** Says where the workspace of an agent lies. Never makes it. */
export class WorkspaceLocator {
  /** `home` is what `~` stands for; `stateDirectory` holds the workspaces of agents that name none. */
  constructor(
    private readonly home: string,
    private readonly stateDirectory: string,
  ) {}

  /** An absolute path. */
  locate(agent: { id: string; workspace: string | undefined }): HostPath {
    return new HostPath(workspacePath(agent, { home: this.home, stateDirectory: this.stateDirectory }));
  }
}
