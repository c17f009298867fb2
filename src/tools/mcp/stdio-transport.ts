import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Clock } from '../../common/clock.js';
import { LineSplitter } from './line-splitter.js';
import { longestMessageBytes } from './mcp-connector.port.js';
import { type ProgramOptions, ServerProcess } from './server-process.js';

/** Lines that are no message; a program that prints more of them is no server. */
const maximumStrayLines = 1_000;

/**
 * Speaks with a program over its input and output, a JSON text a line. The SDK's own transport would hand on more of the
 * environment, and leave alive what the program has started.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;

  private process: ServerProcess | undefined;
  private readonly lines = new LineSplitter(longestMessageBytes);
  private strayLines = 0;
  private isClosedTold = false;

  constructor(
    private readonly program: ProgramOptions,
    private readonly clock: Clock,
    /** Gets what the program writes to its error output. */
    private readonly onErrorOutput: (chunk: Buffer) => void,
  ) {}

  async start(): Promise<void> {
    const started = new ServerProcess(this.program, this.clock);
    this.process = started;
    started.ended.then(
      () => this.tellClosed(),
      () => this.tellClosed(),
    );
    started.onErrorOutput(this.onErrorOutput);
    started.onOutput((chunk) => this.read(chunk, started));
    await started.started();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!this.process) throw new Error('not started');
    await this.process.write(`${JSON.stringify(message)}\n`);
  }

  /** Resolves when nothing is left of the program. */
  async close(): Promise<void> {
    await this.process?.close();
    this.tellClosed();
  }

  private read(chunk: Buffer, from: ServerProcess): void {
    try {
      for (const line of this.lines.add(chunk)) this.readLine(line);
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      this.abandon(from);
    }
  }

  /** Some programs print a greeting or a warning between their messages. Throws when it is too much. */
  private readLine(line: string): void {
    if (line.trim() === '') return;
    const message = parseMessage(line);
    if (message) {
      this.onmessage?.(message);
      return;
    }
    this.strayLines += 1;
    if (this.strayLines > maximumStrayLines) throw new Error('its output is no protocol');
  }

  private abandon(program: ServerProcess): void {
    program.stopReading();
    this.tellClosed();
    program.close().catch((error: unknown) => {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    });
  }

  private tellClosed(): void {
    if (this.isClosedTold) return;
    this.isClosedTold = true;
    this.onclose?.();
  }
}

function parseMessage(line: string): JSONRPCMessage | undefined {
  try {
    return JSONRPCMessageSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
