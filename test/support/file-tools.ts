import { SystemClock } from '../../src/common/system-clock.js';
import { ModelReadableError } from '../../src/common/model-readable.error.js';
import { textOf } from '../../src/common/conversation.js';
import { EditTool } from '../../src/tools/builtin/edit.tool.js';
import { FindTool } from '../../src/tools/builtin/find.tool.js';
import { GrepTool } from '../../src/tools/builtin/grep.tool.js';
import { LsTool } from '../../src/tools/builtin/ls.tool.js';
import { ReadTool } from '../../src/tools/builtin/read.tool.js';
import { WriteTool } from '../../src/tools/builtin/write.tool.js';
import type { Tool, ToolContext } from '../../src/tools/tool.port.js';
import type { WorkspaceStorage } from '../../src/workspace/workspace-storage.port.js';
import { workspaceStorage } from './temporary-workspace.js';
import { toolContext } from './tool-factory.js';

/** The file tools over real files, or over another storage. */
export function fileTools(storage: WorkspaceStorage = workspaceStorage()) {
  const clock = new SystemClock();
  return {
    read: new ReadTool(storage),
    ls: new LsTool(storage),
    find: new FindTool(storage, clock),
    grep: new GrepTool(storage, clock),
    write: new WriteTool(storage),
    edit: new EditTool(storage),
  };
}

/** Calls a file tool and gives the text of its result, after `error: ` that of what it throws for the model. */
export async function callFileTool(
  name: keyof ReturnType<typeof fileTools>,
  args: Record<string, unknown>,
  context: Partial<ToolContext>,
  storage?: WorkspaceStorage,
): Promise<string> {
  const tool: Tool = fileTools(storage)[name];
  try {
    const { content } = await tool.run(args, toolContext(context));
    return textOf({ role: 'tool', callId: '', content });
  } catch (error) {
    if (error instanceof ModelReadableError) return `error: ${error.message}`;
    throw error;
  }
}
