import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { McpError, ResultSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Clock } from '../../common/clock.js';
import type { JsonObject } from '../../common/json.js';
import { userAgent } from '../../common/user-agent.js';
import { ConnectionFault } from './connection-fault.js';
import { noAnswer } from './http-transport.js';
import { type McpCallOptions, McpCallRefusedError, type McpConnection } from './mcp-connector.port.js';
import { MessageAllowance } from './message-allowance.js';

/** The version is the protocol's due, and says nothing. */
const clientInfo = { name: userAgent, version: '1' };
/** The gateway has its own time limits; this is the longest that the SDK's timer can take. */
const timeout = 2 ** 31 - 1;

export interface SdkConnectionOptions {
  transport: Transport;
  clock: Clock;
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
    private readonly options: SdkConnectionOptions,
  ) {}

  /** Initializes; closes the transport where that fails. */
  static async open(options: SdkConnectionOptions): Promise<SdkConnection> {
    const { transport, signal, onFault } = options;
    const connection = new SdkConnection(new Client(clientInfo, { capabilities: {} }), options);
    connection.listen();
    try {
      await connection.client.connect(transport, { signal, timeout });
      return connection;
    } catch (error) {
      const { reason } = connection.ended as { reason: unknown };
      connection.close().catch(onFault);
      throw reason instanceof ConnectionFault ? reason : error;
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
    await this.options.transport.close();
    this.options.onClosed();
  }

  private listen(): void {
    const { transport, clock, onToolsChanged, onFault } = this.options;
    const allowance = new MessageAllowance(clock);
    const countUnasked = (length: number): void => {
      if (!allowance.take(length)) this.fail(new ConnectionFault('it sent too much that nobody asked for'));
    };
    countMessages(transport, countUnasked);
    this.client.setNotificationHandler(ToolListChangedNotificationSchema, onToolsChanged);
    this.client.onclose = () => this.end.abort(new Error('the server ended it'));
    this.client.onerror = (error) => {
      onFault(error);
      if (isFinal(error)) this.fail(error);
      // It may be over an answer that nobody waits for.
      else countUnasked(error.message.length);
    };
  }

  private fail(reason: Error): void {
    if (this.ended.aborted) return;
    this.end.abort(reason);
    this.close().catch(this.options.onFault);
  }

  /** The SDK uses the same class for what the server says and for what happened to the connection. */
  private isRefusal(error: unknown): error is McpError {
    return error instanceof McpError && error.data !== noAnswer && !this.ended.aborted;
  }
}

/** The SDK keeps this listener when it adds its own. */
function countMessages(transport: Transport, countUnasked: (length: number) => void): void {
  const { onmessage } = transport;
  transport.onmessage = (message, extra) => {
    onmessage?.(message, extra);
    if ('method' in message) countUnasked(JSON.stringify(message).length);
  };
}

/** The SDK goes on without its stream of events, and would wait for answers that were to come over it. */
function isFinal(error: Error): boolean {
  return error instanceof ConnectionFault || error.message.startsWith('Maximum reconnection attempts');
}

/** Without what the SDK puts before the server's words. */
function plainMessage({ message }: McpError): string {
  return message.replace(/^MCP error -?\d+: /, '');
}
