import { type Interface, createInterface } from 'node:readline';
import { abortReason } from '../../common/abort.js';
import { CliError, exitCodes } from '../cli-error.js';
import { LineQueue } from '../line-queue.js';
import type { Terminal } from '../terminal.js';
import type { AnswerSource } from './interview.js';

/** Lines of standard input, typed or piped. Prompts go to standard error, so that the result stays apart from them. */
export class TerminalAnswers implements AnswerSource {
  private readonly lines: Interface;
  private readonly queue: LineQueue;

  constructor(
    private readonly terminal: Terminal,
    private readonly signal: AbortSignal,
  ) {
    const { stdin: input, stderr } = terminal.streams;
    this.lines = createInterface(this.isTyped ? { input, output: stderr, terminal: true } : { input, terminal: false });
    this.queue = new LineQueue(this.lines);
    // In a terminal of its own the library takes Ctrl-C for itself.
    this.lines.on('SIGINT', () => this.lines.close());
    signal.addEventListener('abort', () => this.lines.close(), { once: true });
  }

  /** Rejects when the command is interrupted. What is piped is shown behind its prompt, as if it were typed. */
  async next(prompt: string): Promise<string | undefined> {
    if (this.isTyped) this.lines.setPrompt(prompt);
    if (this.isTyped && !this.queue.hasEnded) this.lines.prompt();
    const line = await this.queue.next();
    if (this.signal.aborted) throw abortReason(this.signal);
    if (line === undefined && this.isTyped)
      throw new CliError('Interrupted; nothing was written.', { exitCode: exitCodes.interrupted });
    if (!this.isTyped) this.terminal.note(`${prompt}${line ?? ''}`);
    return line;
  }

  private get isTyped(): boolean {
    return this.terminal.streams.stdin.isTTY === true;
  }

  close(): void {
    this.lines.close();
  }
}
