import { EditTool } from './edit.tool.js';
import { ExecTool } from './exec.tool.js';
import { FindTool } from './find.tool.js';
import { GatewayTool } from './gateway.tool.js';
import { GrepTool } from './grep.tool.js';
import { LsTool } from './ls.tool.js';
import { ProcessTool } from './process.tool.js';
import { ReadTool } from './read.tool.js';
import { SessionStatusTool } from './session-status.tool.js';
import { SessionsHistoryTool } from './sessions-history.tool.js';
import { SessionsListTool } from './sessions-list.tool.js';
import { SessionsSpawnTool } from './sessions-spawn.tool.js';
import { WebFetchTool } from './web-fetch.tool.js';
import { WriteTool } from './write.tool.js';

/** Every built-in tool, in the order of the documentation. A new one is a file beside this one and a line here. */
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
