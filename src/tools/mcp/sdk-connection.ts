import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { McpError, ResultSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { JsonObject } from '../../common/json.js';
import { userAgent } from '../../providers/user-agent.js';
import { noAnswer } from './http-transport.js';
import { type McpCallOptions, McpCallRefusedError, type McpConnection } from './mcp-connector.port.js';

/** The version is the protocol's due, and says nothing. */
const clientInfo = { name: userAgent, version: '1' };
/** The gateway has its own time limits; this is the longest that the SDK's timer can take. */
const timeout = 2 ** 31 - 1;

export interface SdkConnectionOptions {
  transport: Transport;
  signal: AbortSignal;
  onToolsChanged: () => void;
  /** Nothing is left of the transport. */
  onClosed: () => void;
  /** What the SDK complains of, e.g. a message that is none. */
  onFault: (error: Error) => void;
}

/** A connection through the SDK. It offers the server nothing: no roots, no sampling, no elicitation. */
export class SdkConnection implements McpConnection {
  private readonly end = new AbortController();
  readonly ended = this.end.signal;

  private constructor(
    private readonly client: Client,
    private readonly closeTransport: () => Promise<void>,
  ) {}

  /** Initializes; closes the transport where that fails. */
  static async open(options: SdkConnectionOptions): Promise<SdkConnection> {
    const { transport, signal, onToolsChanged, onClosed, onFault } = options;
    const client = new Client(clientInfo, { capabilities: {} });
    const connection = new SdkConnection(client, async () => {
      await transport.close();
      onClosed();
    });
    client.setNotificationHandler(ToolListChangedNotificationSchema, onToolsChanged);
    client.onclose = () => connection.end.abort();
    client.onerror = (error) => {
      onFault(error);
      if (isFinal(error)) connection.end.abort();
    };
    try {
      await client.connect(transport, { signal, timeout });
      return connection;
    } catch (error) {
      connection.close().catch(onFault);
      throw error;
    }
  }

  listTools(cursor: string | undefined, signal: AbortSignal): Promise<JsonObject> {
    const params = cursor === undefined ? {} : { cursor };
    return this.client.request({ method: 'tools/list', params }, ResultSchema, { signal, timeout });
  }

  async callTool(name: string, args: JsonObject, { signal, onProgress }: McpCallOptions): Promise<JsonObject> {
    const request = { method: 'tools/call' as const, params: { name, arguments: args } };
    try {
      return await this.client.request(request, ResultSchema, { signal, timeout, onprogress: onProgress });
    } catch (error) {
      throw this.isRefusal(error) ? new McpCallRefusedError(plainMessage(error)) : error;
    }
  }

  async close(): Promise<void> {
    this.end.abort();
    await this.closeTransport();
  }

  /** The SDK uses the same class for what the server says and for what happened to the connection. */
  private isRefusal(error: unknown): error is McpError {
    return error instanceof McpError && error.data !== noAnswer && !this.ended.aborted;
  }
}

/** The SDK goes on without its stream of events, and would wait for answers that were to come over it. */
function isFinal({ message }: Error): boolean {
  return message.startsWith('Maximum reconnection attempts');
}

/** Without what the SDK puts before the server's words. */
function plainMessage({ message }: McpError): string {
  return message.replace(/^MCP error -?\d+: /, '');
}
