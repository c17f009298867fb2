import { setImmediate as breathe } from 'node:timers/promises';
import { limitText } from '../../common/limit-text.js';
import type { McpServerConfig } from '../../config/mcp.config.js';
import type { ArgumentChecker } from '../execution/argument-checker.js';
import type { ToolList } from './list-tools.js';
import { mcpToolNames } from './mcp-tool-names.js';
import { type CallServer, McpTool } from './mcp.tool.js';
import { type ListedTool, readListedTool } from './read-listed-tool.js';
import { isToolWanted } from './server-tool-rules.js';

const longestNotice = 1_000;
/** Compiling a schema takes about a millisecond. */
const schemasPerBreath = 16;

export interface ServerToolsOptions {
  name: string;
  config: McpServerConfig;
  checker: ArgumentChecker;
  call: CallServer;
}

/** Makes tools of what a server lists. A tool that has not changed since the last list stays the same object. */
export class ServerTools {
  private made = new Map<string, McpTool>();

  constructor(private readonly options: ServerToolsOptions) {}

  /** `notice` says in one line, for the log, what was left out or renamed; undefined where nothing was. */
  async from({ entries, cut }: ToolList): Promise<{ tools: McpTool[]; notice: string | undefined }> {
    const notices = cut ? ['the list is too long and was cut'] : [];
    const listed = this.usable(entries, notices);
    const names = mcpToolNames(this.options.name, [...listed.keys()]);
    const made = new Map<string, McpTool>();
    for (const [own, tool] of listed) {
      if (made.size % schemasPerBreath === 0) await breathe();
      const name = names.get(own) ?? own;
      const key = JSON.stringify([name, tool]);
      const known = this.made.get(key);
      if (known) made.set(key, known);
      else if (this.hasUsableSchema(tool)) made.set(key, this.make(tool, name));
      else notices.push(`${own}: its input schema cannot be used`);
    }
    this.made = made;
    notices.push(...renamed([...made.values()]));
    return {
      tools: [...made.values()],
      notice: notices.length === 0 ? undefined : limitText(notices.join('; '), longestNotice),
    };
  }

  /** By the server's own name; the first one of a name counts. */
  private usable(entries: readonly unknown[], notices: string[]): Map<string, ListedTool> {
    const listed = new Map<string, ListedTool>();
    for (const read of entries.map(readListedTool)) {
      if ('problem' in read) notices.push(`${read.name}: ${read.problem}`);
      else if (listed.has(read.tool.name)) notices.push(`${read.tool.name}: listed twice, the first one counts`);
      else if (isToolWanted(read.tool.name, this.options.config)) listed.set(read.tool.name, read.tool);
    }
    return listed;
  }

  private hasUsableSchema({ parameters }: ListedTool): boolean {
    try {
      this.options.checker.compile(parameters);
      return true;
    } catch {
      return false;
    }
  }

  private make(tool: ListedTool, name: string): McpTool {
    return new McpTool(tool, name, this.options.config.ownerOnly, this.options.call);
  }
}

/** Names that lost more than a character which tool names cannot have. */
function renamed(tools: readonly McpTool[]): string[] {
  return tools
    .filter(({ listed, definition }) => !definition.name.endsWith(listed.name.replaceAll(/[^a-zA-Z0-9_-]/g, '_')))
    .map(({ listed, definition }) => `${limitText(listed.name, 80)} is called ${definition.name}`);
}
