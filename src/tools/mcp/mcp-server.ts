import type { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { JsonObject } from '../../common/json.js';
import { limitText } from '../../common/limit-text.js';
import type { McpServerConfig } from '../../config/mcp.config.js';
import { type Tool, type ToolContext, type ToolResult, errorResult } from '../tool.port.js';
import { CallProgress } from './call-progress.js';
import { describeFailure } from './describe-failure.js';
import type { ToolList } from './list-tools.js';
import { McpCallRefusedError, type McpConnector } from './mcp-connector.port.js';
import { type ServerSession, ServerSessions } from './server-sessions.js';
import { ServerTools } from './server-tools.js';
import { toToolResult } from './to-tool-result.js';
import { DeadlineError, untilAborted, withDeadline } from '../../common/abort.js';

export interface McpServerOptions {
  name: string;
  config: McpServerConfig;
  connector: McpConnector;
  clock: Clock;
  logger: Logger;
}

const longestRefusal = 2_000;
const longestName = 80;
/** Of a run for the tools of one server. */
const longestWaitSeconds = 45;

/** One configured server: its tools, and the calls to them. */
export class McpServer {
  private readonly sessions: ServerSessions;
  private readonly serverTools: ServerTools;
  private callsUnderWay = 0;
  private retired = false;
  private lastNotice: string | undefined;

  constructor(private readonly options: McpServerOptions) {
    this.serverTools = new ServerTools({
      ...options,
      call: (ownName, args, context) => this.call(ownName, args, context),
    });
    this.sessions = new ServerSessions({ ...options, toTools: (list) => this.toTools(list) });
  }

  /**
   * The tools there are now, none where the server cannot be reached. Never rejects. An attempt to connect that takes longer
   * than a run may wait goes on for the runs to come.
   */
  async tools(signal: AbortSignal): Promise<readonly Tool[]> {
    const { clock, config } = this.options;
    const seconds = Math.min(config.connectTimeoutSeconds, longestWaitSeconds);
    try {
      const { tools } = await withDeadline({ clock, seconds, signal }, () => this.sessions.current());
      return tools;
    } catch {
      return [];
    }
  }

  /** No longer configured: takes no new calls, and closes when those under way are done. */
  async retire(): Promise<void> {
    this.retired = true;
    if (this.callsUnderWay === 0) await this.close();
  }

  /** Closes now; calls under way end with an error. */
  async close(): Promise<void> {
    this.retired = true;
    await this.sessions.close();
  }

  private toTools(list: ToolList): readonly Tool[] {
    const { tools, notice } = this.serverTools.from(list);
    if (notice !== undefined && notice !== this.lastNotice) {
      this.options.logger.warn(`Tools of the MCP server ${this.options.name}: ${notice}`);
    }
    this.lastNotice = notice;
    return tools;
  }

  private async call(ownName: string, args: JsonObject, context: ToolContext): Promise<ToolResult> {
    const unreachable = errorResult(`The server '${this.options.name}' cannot be reached now. Go on without it.`);
    if (this.retired) return unreachable;
    this.callsUnderWay += 1;
    try {
      const session = await untilAborted(this.sessions.current(), context.signal);
      return await this.callOver(session, ownName, args, context);
    } catch {
      return unreachable;
    } finally {
      this.callEnded();
    }
  }

  private callEnded(): void {
    this.callsUnderWay -= 1;
    if (!this.retired || this.callsUnderWay > 0) return;
    this.close().catch((error: unknown) => {
      this.options.logger.warn(`The MCP server ${this.options.name} could not be closed: ${describeFailure(error)}`);
    });
  }

  private async callOver(
    session: ServerSession,
    ownName: string,
    args: JsonObject,
    context: ToolContext,
  ): Promise<ToolResult> {
    const { clock, config } = this.options;
    const progress = new CallProgress(clock, (text) => context.progress(text));
    try {
      const limits = { clock, seconds: config.timeoutSeconds, signal: context.signal };
      const result = await withDeadline(limits, (signal) =>
        session.connection.callTool(ownName, args, { signal, onProgress: (each) => progress.show(each) }),
      );
      return toToolResult(result);
    } catch (error) {
      if (error instanceof DeadlineError && !context.signal.aborted) return errorResult(this.lateness(ownName, error));
      return errorResult(this.complaint(error, session, context.signal));
    } finally {
      progress.end();
    }
  }

  private lateness(tool: string, { seconds }: DeadlineError): string {
    const { name, logger } = this.options;
    const called = limitText(JSON.stringify(tool), longestName);
    logger.warn(
      `The MCP server ${name} did not answer a call of ${called} within ${seconds} s (mcp.servers.${name}.timeoutSeconds).`,
    );
    return `The server '${name}' did not answer within ${seconds} s (its timeoutSeconds). The call may have been carried out.`;
  }

  /** For a model: nothing of what the error says of this host. */
  private complaint(error: unknown, session: ServerSession, signal: AbortSignal): string {
    const { name, logger } = this.options;
    if (signal.aborted) return 'The run was stopped during this call.';
    if (error instanceof McpCallRefusedError) {
      return `The server '${name}' refused the call: ${limitText(error.message, longestRefusal)}`;
    }
    session.stale = true;
    logger.debug(`A call to the MCP server ${name} failed: ${describeFailure(error)}`);
    return `The connection to the server '${name}' was lost during the call. It may or may not have been carried out.`;
  }
}
