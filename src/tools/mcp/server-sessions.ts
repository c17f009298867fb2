import type { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { McpServerConfig } from '../../config/mcp.config.js';
import type { Tool } from '../tool.port.js';
import { BackOff } from './back-off.js';
import { describeFailure } from './describe-failure.js';
import { type ToolList, listTools } from './list-tools.js';
import type { McpConnection, McpConnector } from './mcp-connector.port.js';
import { withDeadline } from '../../common/abort.js';

/** A connection with the tools that were listed over it. */
export interface ServerSession {
  readonly connection: McpConnection;
  tools: readonly Tool[];
  /** Something happened since the list was read, so that it, or the connection, may not be good any more. */
  stale: boolean;
  /** By the monotonic clock. */
  readonly since: number;
}

export interface ServerSessionsOptions {
  name: string;
  config: McpServerConfig;
  connector: McpConnector;
  clock: Clock;
  logger: Logger;
  toTools: (list: ToolList) => readonly Tool[];
}

/**
 * The one connection to a server that all runs share. It is made when it is first needed, and made again when it was lost;
 * a server that fails is left alone for a while. Whoever needs it meanwhile shares the attempt.
 */
export class ServerSessions {
  private readonly backOff: BackOff;
  private readonly lifetime = new AbortController();
  private session: ServerSession | undefined;
  private renewing: Promise<ServerSession> | undefined;
  private isFailureTold = false;

  constructor(private readonly options: ServerSessionsOptions) {
    this.backOff = new BackOff(options.clock);
  }

  /** Rejects where there is no connection to be had now; then the log says why. Takes at most two connect timeouts. */
  current(): Promise<ServerSession> {
    if (this.session && !this.session.stale) return Promise.resolve(this.session);
    this.renewing ??= this.renew().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  async close(): Promise<void> {
    this.lifetime.abort();
    const { session } = this;
    this.session = undefined;
    await session?.connection.close();
  }

  private async renew(): Promise<ServerSession> {
    this.lifetime.signal.throwIfAborted();
    const renewed = this.session && (await this.listedAgain(this.session));
    if (renewed) return renewed;
    if (this.backOff.remaining > 0) throw new Error('left alone for a while after a failure');
    try {
      const session = await this.withinConnectTime((signal) => this.connect(signal));
      this.take(session);
      return session;
    } catch (error) {
      this.backOff.failed();
      this.tellFailure(error);
      throw error;
    }
  }

  /** The session with a new list; undefined, and the connection closed, where there is none to be had. */
  private async listedAgain(session: ServerSession): Promise<ServerSession | undefined> {
    try {
      await this.withinConnectTime((signal) => this.list(session, signal));
      return this.session === session ? session : undefined;
    } catch (error) {
      this.drop(session, describeFailure(error));
      return undefined;
    }
  }

  private async connect(signal: AbortSignal): Promise<ServerSession> {
    const { name, config, connector, clock } = this.options;
    const opened: { session?: ServerSession } = {};
    const onToolsChanged = (): void => {
      if (opened.session) opened.session.stale = true;
    };
    const connection = await connector.connect({ name, config, signal, onToolsChanged });
    const session = { connection, tools: [], stale: false, since: clock.monotonic() };
    opened.session = session;
    try {
      await this.list(session, signal);
      signal.throwIfAborted();
      return session;
    } catch (error) {
      this.closeQuietly(connection);
      throw error;
    }
  }

  private take(session: ServerSession): void {
    const { ended } = session.connection;
    ended.throwIfAborted();
    this.session = session;
    this.isFailureTold = false;
    ended.addEventListener('abort', () => this.drop(session, describeFailure(ended.reason)), { once: true });
  }

  private async list(session: ServerSession, signal: AbortSignal): Promise<void> {
    session.stale = false;
    const list = await listTools((cursor) => session.connection.listTools(cursor, signal));
    session.tools = this.options.toTools(list);
  }

  private drop(session: ServerSession, reason: string): void {
    if (this.session !== session) return;
    this.session = undefined;
    this.backOff.ended(this.options.clock.monotonic() - session.since);
    this.closeQuietly(session.connection);
    this.options.logger.warn(`The connection to the MCP server ${this.options.name} is lost: ${reason}`);
  }

  private withinConnectTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, config } = this.options;
    return withDeadline({ clock, seconds: config.connectTimeoutSeconds, signal: this.lifetime.signal }, work);
  }

  private closeQuietly(connection: McpConnection): void {
    connection.close().catch((error: unknown) => {
      this.options.logger.debug(`Closing the MCP server ${this.options.name} failed: ${describeFailure(error)}`);
    });
  }

  /** One warning for a row of failures. */
  private tellFailure(error: unknown): void {
    if (this.lifetime.signal.aborted) return;
    const reason = describeFailure(error);
    const text = `The MCP server ${this.options.name} cannot be used, so runs go without its tools: ${reason}`;
    if (this.isFailureTold) this.options.logger.debug(text);
    else this.options.logger.warn(text);
    this.isFailureTold = true;
  }
}
