import { Module } from '@nestjs/common';
import { WorkspaceModule } from '../workspace/workspace.module.js';
import { HostInfo } from './host-info.port.js';
import { PromptService } from './prompt.service.js';
import { SystemHostInfo } from './system-host-info.js';

@Module({
  imports: [WorkspaceModule],
  providers: [PromptService, { provide: HostInfo, useClass: SystemHostInfo }],
  exports: [PromptService],
})
export class PromptModule {}
