import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { Environment } from '../../config/environment.js';
import type { McpServerConfig } from '../../config/mcp.config.js';
import { type StateDirectory, expandHome } from '../../config/state-directory.js';
import { describeFailure } from './describe-failure.js';
import { ErrorOutput } from './error-output.js';
import { HttpTransport } from './http-transport.js';
import type { McpConnectOptions, McpConnection, McpConnector } from './mcp-connector.port.js';
import { SdkConnection } from './sdk-connection.js';
import { serverEnvironment } from './server-environment.js';
import { StdioTransport } from './stdio-transport.js';

export interface SdkConnectorOptions {
  clock: Clock;
  environment: Environment;
  stateDirectory: StateDirectory;
}

type OpenTransport = StdioTransport | HttpTransport;

/** Of one connection; what the server does wrong after that is not logged. */
const maximumFaults = 100;

/** A program that cannot be used often says why as its last words. */
class ProgramError extends Error {
  constructor(error: unknown, { lastLine }: ErrorOutput) {
    super(lastLine === '' ? hinted(error) : `${hinted(error)}; its last words: ${lastLine}`);
  }
}

/** Connects through the SDK: to a program over its input and output, to an address over streamable HTTP. */
export class SdkConnector implements McpConnector {
  private readonly logger = new Logger('McpServers');
  /** What may still hold a process or a connection, half-open ones included. */
  private readonly open = new Set<OpenTransport>();

  constructor(private readonly options: SdkConnectorOptions) {}

  async connect(options: McpConnectOptions): Promise<McpConnection> {
    const { command, url } = options.config;
    if (command !== undefined) return this.start(options, command);
    if (url !== undefined) return this.initialize(this.httpTransport(options, url), options);
    throw new Error('neither a command nor a url is configured');
  }

  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.open].map((transport) => transport.close()));
  }

  private async start(options: McpConnectOptions, command: string): Promise<McpConnection> {
    const { name, config } = options;
    const errorOutput = new ErrorOutput(name, this.logger);
    const program = {
      command,
      args: config.args,
      env: serverEnvironment(this.options.environment, config.env),
      cwd: this.directory(config),
    };
    const transport = new StdioTransport(program, this.options.clock, (chunk) => errorOutput.add(chunk));
    try {
      return await this.initialize(transport, options);
    } catch (error) {
      throw new ProgramError(error, errorOutput);
    }
  }

  private httpTransport({ config }: McpConnectOptions, url: string): HttpTransport {
    return new HttpTransport(new URL(url), config.headers, this.options.clock);
  }

  private initialize(transport: OpenTransport, options: McpConnectOptions): Promise<McpConnection> {
    const { name, signal, onToolsChanged } = options;
    this.open.add(transport);
    const onClosed = (): void => {
      this.open.delete(transport);
    };
    return SdkConnection.open({
      transport,
      clock: this.options.clock,
      signal,
      onToolsChanged,
      onClosed,
      onFault: this.faultLog(name),
    });
  }

  private faultLog(name: string): (error: Error) => void {
    let told = 0;
    return (error) => {
      told += 1;
      if (told <= maximumFaults) this.logger.debug(`MCP server ${name}: ${describeFailure(error)}`);
    };
  }

  private directory({ cwd }: McpServerConfig): string {
    const { environment, stateDirectory } = this.options;
    return cwd === undefined ? stateDirectory.path : expandHome(cwd, environment);
  }
}

function hinted(error: unknown): string {
  const reason = describeFailure(error);
  if (!/\bENOENT\b/.test(reason)) return reason;
  return `${reason} (is the program installed and in PATH, and is there the directory it is to start in?)`;
}
