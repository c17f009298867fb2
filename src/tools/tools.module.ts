import { Module } from '@nestjs/common';
import { GatewayTool } from './builtin/gateway.tool.js';
import { SessionStatusTool } from './builtin/session-status.tool.js';
import { ToolCatalog } from './tool-catalog.service.js';
import { ToolExecutor } from './tool-executor.service.js';
import { ToolNamesCheck } from './tool-names-check.service.js';
import { type Tool, Tools } from './tool.port.js';

const builtins = [SessionStatusTool, GatewayTool];

@Module({
  providers: [
    ...builtins,
    { provide: Tools, inject: builtins, useFactory: (...tools: Tool[]) => tools },
    ToolCatalog,
    ToolExecutor,
    ToolNamesCheck,
  ],
  exports: [ToolCatalog, ToolExecutor],
})
export class ToolsModule {}
