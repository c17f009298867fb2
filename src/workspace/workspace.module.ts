import { Module } from '@nestjs/common';
import { homedir } from 'node:os';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { StateDirectory } from '../config/state-directory.js';
import { CachedWorkspaceFiles } from './node/cached-workspace-files.js';
import { NodeWorkspaceFiles } from './node/node-workspace-files.js';
import { NodeWorkspaceStorage } from './node/node-workspace-storage.js';
import { systemPaths } from './node/system-paths.js';
import { WorkspaceFiles } from './workspace-files.port.js';
import { WorkspaceLocator } from './workspace-locator.service.js';
import { WorkspaceScopes } from './workspace-scope.service.js';
import { WorkspaceStorage } from './workspace-storage.port.js';

@Module({
  providers: [
    {
      provide: WorkspaceFiles,
      inject: [Clock],
      useFactory: (clock: Clock) => new CachedWorkspaceFiles(new NodeWorkspaceFiles(), () => clock.now()),
    },
    {
      provide: WorkspaceStorage,
      inject: [Ids],
      useFactory: (ids: Ids) => new NodeWorkspaceStorage(systemPaths(), ids),
    },
    {
      provide: WorkspaceLocator,
      inject: [StateDirectory],
      useFactory: (state: StateDirectory) => new WorkspaceLocator(homedir(), state.path),
    },
    {
      provide: WorkspaceScopes,
      inject: [WorkspaceLocator],
      useFactory: (locator: WorkspaceLocator) => new WorkspaceScopes(locator),
    },
  ],
  exports: [WorkspaceFiles, WorkspaceStorage, WorkspaceLocator, WorkspaceScopes],
})
export class WorkspaceModule {}
