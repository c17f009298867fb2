import { Module } from '@nestjs/common';
import { homedir } from 'node:os';
import { Clock } from '../common/clock.js';
import { StateDirectory } from '../config/state-directory.js';
import { CachedWorkspaceFiles } from './node/cached-workspace-files.js';
import { NodeWorkspaceFiles } from './node/node-workspace-files.js';
import { WorkspaceFiles } from './workspace-files.port.js';
import { WorkspaceLocator } from './workspace-locator.service.js';

@Module({
  providers: [
    {
      provide: WorkspaceFiles,
      inject: [Clock],
      useFactory: (clock: Clock) => new CachedWorkspaceFiles(new NodeWorkspaceFiles(), () => clock.now()),
    },
    {
      provide: WorkspaceLocator,
      inject: [StateDirectory],
      useFactory: (state: StateDirectory) => new WorkspaceLocator(homedir(), state.path),
    },
  ],
  exports: [WorkspaceFiles, WorkspaceLocator],
})
export class WorkspaceModule {}
