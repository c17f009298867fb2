import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { ConfigService } from '../config/config.service.js';
import { Environment } from '../config/environment.js';
import { StateDirectory, homeOf } from '../config/state-directory.js';
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
      inject: [ConfigService, Clock],
      useFactory: (config: ConfigService, clock: Clock) =>
        new CachedWorkspaceFiles(new NodeWorkspaceFiles(systemPaths(privatePaths(config))), () => clock.now()),
    },
    {
      provide: WorkspaceStorage,
      inject: [ConfigService, Ids, Clock],
      useFactory: (config: ConfigService, ids: Ids, clock: Clock) =>
        new NodeWorkspaceStorage(systemPaths(privatePaths(config)), ids, clock),
    },
    {
      provide: WorkspaceLocator,
      inject: [Environment, StateDirectory],
      useFactory: (environment: Environment, state: StateDirectory) =>
        new WorkspaceLocator(homeOf(environment), state.path),
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

/** What the gateway keeps for itself. A reload changes none of the paths. */
function privatePaths({ current: { stateDirectory, source } }: ConfigService): string[] {
  return [stateDirectory.path, ...('path' in source ? [source.path] : [])];
}
