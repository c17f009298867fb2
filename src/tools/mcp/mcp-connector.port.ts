import type { JsonObject } from '../../common/json.js';
import type { McpServerConfig } from '../../config/mcp.config.js';

/** Bytes of one message that a server may send; one that sends more is disconnected. */
export const longestMessageBytes = 10 * 1024 * 1024;

export interface McpConnectOptions {
  /** As it stands in the configuration. */
  name: string;
  config: McpServerConfig;
  /** Ends the attempt. Once the connection is there it has no effect. */
  signal: AbortSignal;
  /** The server says that its list of tools is another one now. */
  onToolsChanged: () => void;
}

export interface McpCallOptions {
  /** Aborting tells the server, and rejects at once. */
  signal: AbortSignal;
  onProgress: (progress: McpProgress) => void;
}

export interface McpProgress {
  progress: number;
  total?: number | undefined;
  message?: string | undefined;
}

/** An initialized connection to one server. What it answers has been checked for its size and for nothing else. */
export interface McpConnection {
  /** Aborted when the connection is lost, with an error that says why, or closed. Calls under way have failed then. */
  readonly ended: AbortSignal;
  /** One page of `tools/list`. */
  listTools(cursor: string | undefined, signal: AbortSignal): Promise<JsonObject>;
  /** @throws McpCallRefusedError for an error answer of the server; anything else thrown means that there was no answer. */
  callTool(name: string, args: JsonObject, options: McpCallOptions): Promise<JsonObject>;
  /** Resolves when nothing is left of it, a child process included. */
  close(): Promise<void>;
}

/** Connects to MCP servers. */
export interface McpConnector {
  /** Rejects when the server cannot be started, reached or initialized; the error's text is for the log. */
  connect(options: McpConnectOptions): Promise<McpConnection>;
  /** Closes every connection, also half-open ones. */
  closeAll(): Promise<void>;
}
export const McpConnector = Symbol('McpConnector');

/** The server answered the call with an error of the protocol. The message is the server's own. */
export class McpCallRefusedError extends Error {}
