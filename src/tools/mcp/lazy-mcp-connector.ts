import type { McpConnectOptions, McpConnection, McpConnector } from './mcp-connector.port.js';

/** A connector whose code, the SDK, is loaded when the first server is connected. */
export class LazyMcpConnector implements McpConnector {
  private loading: Promise<McpConnector> | undefined;

  constructor(private readonly importConnector: () => Promise<McpConnector>) {}

  async connect(options: McpConnectOptions): Promise<McpConnection> {
    this.loading ??= this.importConnector();
    const connector = await this.loading;
    return connector.connect(options);
  }

  async closeAll(): Promise<void> {
    const connector = await this.loading;
    await connector?.closeAll();
  }
}
