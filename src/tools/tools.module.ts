import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { WorkspaceModule } from '../workspace/workspace.module.js';
import { EditTool } from './builtin/edit.tool.js';
import { ExecTool } from './builtin/exec.tool.js';
import { FindTool } from './builtin/find.tool.js';
import { GatewayTool } from './builtin/gateway.tool.js';
import { GrepTool } from './builtin/grep.tool.js';
import { LsTool } from './builtin/ls.tool.js';
import { ProcessTool } from './builtin/process.tool.js';
import { ReadTool } from './builtin/read.tool.js';
import { SessionStatusTool } from './builtin/session-status.tool.js';
import { SessionsHistoryTool } from './builtin/sessions-history.tool.js';
import { SessionsListTool } from './builtin/sessions-list.tool.js';
import { SessionsSpawnTool } from './builtin/sessions-spawn.tool.js';
import { WebFetchTool } from './builtin/web-fetch.tool.js';
import { WriteTool } from './builtin/write.tool.js';
import { CommandNotice } from './command-notice.service.js';
import { CommandsModule } from './commands/commands.module.js';
import { McpModule } from './mcp/mcp.module.js';
import { McpServers } from './mcp/mcp-servers.service.js';
import { ToolCatalog } from './tool-catalog.service.js';
import { ExecutionModule } from './execution/execution.module.js';
import { ToolRulesCheck } from './policy/tool-rules-check.service.js';
import { type Tool, type ToolSource, ToolSources, Tools } from './tool.port.js';
import { WebPagesModule } from './pages/web-pages.module.js';

export const builtins = [
  ReadTool,
  LsTool,
  FindTool,
  GrepTool,
  WriteTool,
  EditTool,
  ExecTool,
  ProcessTool,
  WebFetchTool,
  SessionStatusTool,
  SessionsListTool,
  SessionsHistoryTool,
  GatewayTool,
  SessionsSpawnTool,
];

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
