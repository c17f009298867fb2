import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Clock } from '../../common/clock.js';
import { ConnectionFault } from './connection-fault.js';
import { LineSplitter } from './line-splitter.js';
import { longestMessageBytes } from './mcp-connector.port.js';
import { type ProgramOptions, ServerProcess } from './server-process.js';

/** Lines that are no message; a program that prints more of them is no server. */
const maximumStrayLines = 1_000;
/** Bytes that a program leaves unread; one that leaves more does not read at all. */
const longestBacklog = 1024 * 1024;

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
    const { process } = this;
    if (!process) throw new Error('not started');
    if (process.unread > longestBacklog) {
      const fault = new ConnectionFault('it does not read what it is sent');
      this.abandon(process, fault);
      throw fault;
    }
    await process.write(`${JSON.stringify(message)}\n`);
  }

  /** Resolves when nothing is left of the program. */
  async close(): Promise<void> {
    this.process?.stopReading();
    await this.process?.close();
    this.tellClosed();
  }

  private read(chunk: Buffer, from: ServerProcess): void {
    try {
      for (const line of this.lines.add(chunk)) this.readLine(line);
    } catch (error) {
      this.abandon(from, error);
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
    if (this.strayLines > maximumStrayLines) throw new ConnectionFault('its output is no protocol');
  }

  private abandon(program: ServerProcess, fault: unknown): void {
    program.stopReading();
    this.tellError(fault);
    this.tellClosed();
    program.close().catch((error: unknown) => this.tellError(error));
  }

  private tellError(error: unknown): void {
    this.onerror?.(error instanceof Error ? error : new Error(String(error)));
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
