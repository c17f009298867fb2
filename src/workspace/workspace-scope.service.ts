import { HostPath } from '../common/private-facts.js';
import { hiddenNames } from './note-privacy.js';
import type { WorkspaceLocator } from './workspace-locator.service.js';
import type { WorkspaceScope } from './workspace-storage.port.js';

/** What of an agent decides which files its runs may reach. */
export interface WorkspaceAgent {
  id: string;
  workspace: string | undefined;
  publicMode: boolean;
  promptFiles: readonly string[] | undefined;
}

/** Says which files the tools of a run may reach. */
export class WorkspaceScopes {
  constructor(private readonly workspaces: WorkspaceLocator) {}

  /** `readableRoots` are the absolute directories of the skills that the run has. */
  forRun(agent: WorkspaceAgent, isOwner: boolean, readableRoots: readonly string[]): WorkspaceScope {
    return {
      root: this.workspaces.locate(agent),
      readableRoots: agent.publicMode ? [] : readableRoots.map((root) => new HostPath(root)),
      absolutePaths: !agent.publicMode,
      hidden: hiddenNames(agent, isOwner),
    };
  }
}
