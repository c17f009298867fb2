import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { WorkspaceModule } from '../workspace/workspace.module.js';
import { builtins } from './builtin/builtins.js';
import { CommandNotice } from './command-notice.service.js';
import { CommandsModule } from './commands/commands.module.js';
import { McpModule } from './mcp/mcp.module.js';
import { McpServers } from './mcp/mcp-servers.service.js';
import { ToolCatalog } from './tool-catalog.service.js';
import { ExecutionModule } from './execution/execution.module.js';
import { ToolRulesCheck } from './policy/tool-rules-check.service.js';
import { type Tool, type ToolSource, ToolSources, Tools } from './tool.port.js';
import { WebPagesModule } from './pages/web-pages.module.js';

@Module({
  imports: [AgentsModule, CommandsModule, ExecutionModule, McpModule, SessionsModule, WebPagesModule, WorkspaceModule],
  providers: [
    ...builtins,
    { provide: Tools, inject: builtins, useFactory: (...tools: Tool[]) => tools },
    { provide: ToolSources, inject: [McpServers], useFactory: (...sources: ToolSource[]) => sources },
    ToolCatalog,
    CommandNotice,
    ToolRulesCheck,
  ],
  exports: [CommandNotice, ExecutionModule, ToolCatalog, ToolRulesCheck],
})
export class ToolsModule {}
