import { limitText } from '../../common/limit-text.js';
import type { McpServerConfig } from '../../config/mcp.config.js';
import type { ToolList } from './list-tools.js';
import { mcpToolNames } from './mcp-tool-names.js';
import { type CallServer, McpTool } from './mcp.tool.js';
import type { ListedTool, ReadTool } from './read-listed-tool.js';
import { isToolWanted, uselessRules } from './server-tool-rules.js';

const longestNotice = 1_000;

export interface ServerToolsOptions {
  name: string;
  config: McpServerConfig;
  call: CallServer;
}

/** Makes tools of what a server lists. */
export class ServerTools {
  constructor(private readonly options: ServerToolsOptions) {}

  /** `notice` says in one line, for the log, what was left out or renamed; undefined where nothing was. */
  from({ entries, cut }: ToolList): { tools: McpTool[]; notice: string | undefined } {
    const notices = cut ? ['the list is too long and was cut'] : [];
    const listed = this.usable(entries, notices);
    const names = mcpToolNames(this.options.name, [...listed.keys()]);
    const tools = [...listed].map(([own, tool]) => this.make(tool, names.get(own) ?? own));
    notices.push(...renamed(tools));
    return { tools, notice: notices.length === 0 ? undefined : limitText(notices.join('; '), longestNotice) };
  }

  /** By the server's own name; the first one of a name counts. */
  private usable(entries: readonly ReadTool[], notices: string[]): Map<string, ListedTool> {
    const listed = new Map<string, ListedTool>();
    notices.push(...uselessRules(entries.map(nameOf), this.options.config));
    for (const each of entries) {
      if ('problem' in each) notices.push(`${each.name}: ${each.problem}`);
      else if (listed.has(each.tool.name)) notices.push(`${each.tool.name}: listed twice, the first one counts`);
      else if (isToolWanted(each.tool.name, this.options.config)) listed.set(each.tool.name, each.tool);
    }
    return listed;
  }

  private make(listed: ListedTool, name: string): McpTool {
    const { config, call } = this.options;
    return new McpTool(listed, name, config.ownerOnly, call);
  }
}

function nameOf(read: ReadTool): string {
  return 'problem' in read ? read.name : read.tool.name;
}

/** Names that lost more than a character which tool names cannot have. */
function renamed(tools: readonly McpTool[]): string[] {
  return tools
    .filter(({ listed, definition }) => !definition.name.endsWith(listed.name.replaceAll(/[^a-zA-Z0-9_-]/g, '_')))
    .map(({ listed, definition }) => `${limitText(listed.name, 80)} is called ${definition.name}`);
}
