import type { ToolDefinition } from '../../common/conversation.js';
import type { Tool, ToolContext, ToolResult } from '../tool.port.js';
import type { ListedTool } from './read-listed-tool.js';

/** Calls the tool of a server by the server's own name; never rejects. */
export type CallServer = (ownName: string, args: Record<string, unknown>, context: ToolContext) => Promise<ToolResult>;

/** A tool of an MCP server. */
export class McpTool implements Tool<Record<string, unknown>> {
  readonly group = 'mcp';
  /** The server does, and its complaint reaches the model. */
  readonly checksArguments = true;
  readonly sideEffects: boolean;
  readonly definition: ToolDefinition;

  constructor(
    readonly listed: ListedTool,
    name: string,
    readonly ownerOnly: boolean,
    private readonly call: CallServer,
  ) {
    this.definition = { name, description: listed.description, parameters: listed.parameters };
    this.sideEffects = !listed.readOnly;
  }

  run(args: Record<string, unknown>, context: ToolContext): Promise<ToolResult> {
    return this.call(this.listed.name, args, context);
  }
}
