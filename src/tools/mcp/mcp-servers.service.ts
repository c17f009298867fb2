import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { McpSection } from '../../config/config-sections.js';
import type { McpServerConfig } from '../../config/mcp.config.js';
import { serverFamily } from '../policy/tool-families.js';
import type { Tool, ToolQuery, ToolSource } from '../tool.port.js';
import { describeFailure } from './describe-failure.js';
import { McpConnector } from './mcp-connector.port.js';
import { McpServer } from './mcp-server.js';

interface HeldServer {
  /** What it was made of, to tell a change from a mere reload. */
  made: string;
  server: McpServer;
}

/** The tools of the configured MCP servers. A server is connected when the first run comes that could use its tools. */
@Injectable()
export class McpServers implements ToolSource, OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private readonly logger = new Logger(McpServers.name);
  private readonly held = new Map<string, HeldServer>();
  private stopListening: (() => void) | undefined;

  constructor(
    @Inject(McpSection) private readonly section: McpSection,
    @Inject(McpConnector) private readonly connector: McpConnector,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.section.onChange(() => this.retireChanged());
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }

  /** Runs are over or aborted by then. */
  async onApplicationShutdown(): Promise<void> {
    const servers = [...this.held.values()].map(({ server }) => server);
    this.held.clear();
    await Promise.allSettled(servers.map((server) => server.close()));
    await this.connector.closeAll();
  }

  async tools(query: ToolQuery): Promise<readonly Tool[]> {
    const useful = Object.entries(this.section.current.servers).filter(
      ([name, config]) => config.enabled && query.mayKeep(serverFamily(name, config)),
    );
    const lists = await Promise.all(useful.map(([name, config]) => this.server(name, config).tools(query.signal)));
    return lists.flat();
  }

  private server(name: string, config: McpServerConfig): McpServer {
    const made = JSON.stringify(config);
    const held = this.held.get(name);
    if (held?.made === made) return held.server;
    if (held) this.retire(name, held);
    const { connector, clock, logger } = this;
    const server = new McpServer({ name, config, connector, clock, logger });
    this.held.set(name, { made, server });
    return server;
  }

  private retireChanged(): void {
    const { servers } = this.section.current;
    for (const [name, held] of this.held) {
      const config = Object.hasOwn(servers, name) ? servers[name] : undefined;
      if (config?.enabled && JSON.stringify(config) === held.made) continue;
      this.held.delete(name);
      this.retire(name, held);
    }
  }

  private retire(name: string, { server }: HeldServer): void {
    server.retire().catch((error: unknown) => {
      this.logger.warn(`The MCP server ${name} could not be closed: ${describeFailure(error)}`);
    });
  }
}
