import type { JsonObject } from '../../src/common/json.js';
import type {
  McpCallOptions,
  McpConnectOptions,
  McpConnection,
  McpConnector,
} from '../../src/tools/mcp/mcp-connector.port.js';

/** A connection whose answers a test decides. */
export class FakeMcpConnection implements McpConnection {
  private readonly end = new AbortController();
  readonly ended = this.end.signal;
  readonly calls: { name: string; args: JsonObject }[] = [];
  lists = 0;

  constructor(
    readonly options: McpConnectOptions,
    private readonly connector: FakeMcpConnector,
  ) {}

  listTools(_cursor: string | undefined, signal: AbortSignal): Promise<JsonObject> {
    this.lists += 1;
    return this.connector.list(signal);
  }

  callTool(name: string, args: JsonObject, options: McpCallOptions): Promise<JsonObject> {
    this.calls.push({ name, args });
    return this.connector.call(name, options, this);
  }

  /** As when the server goes away. */
  lose(): void {
    this.end.abort(new Error('the server ended it'));
  }

  close(): Promise<void> {
    this.end.abort();
    return Promise.resolve();
  }
}

/** Connects without any server; `connections` holds what was connected, in order. */
export class FakeMcpConnector implements McpConnector {
  readonly connections: FakeMcpConnection[] = [];
  attempts = 0;
  closedAll = false;
  toolNames = ['say'];

  /** Replace these to make trouble. */
  open: (options: McpConnectOptions) => Promise<void> = () => Promise.resolve();
  list: (signal: AbortSignal) => Promise<JsonObject> = () => Promise.resolve({ tools: this.toolNames.map(listed) });
  call: (name: string, options: McpCallOptions, connection: FakeMcpConnection) => Promise<JsonObject> = (name) =>
    Promise.resolve({ content: [{ type: 'text', text: `${name} done` }] });

  async connect(options: McpConnectOptions): Promise<McpConnection> {
    this.attempts += 1;
    await this.open(options);
    const connection = new FakeMcpConnection(options, this);
    this.connections.push(connection);
    return connection;
  }

  closeAll(): Promise<void> {
    this.closedAll = true;
    return Promise.resolve();
  }

  get last(): FakeMcpConnection {
    const last = this.connections.at(-1);
    if (!last) throw new Error('nothing was connected');
    return last;
  }
}

function listed(name: string): JsonObject {
  return { name, inputSchema: { type: 'object' } };
}
