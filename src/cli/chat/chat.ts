import type { Clock } from '../../common/clock.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { printTranscript } from '../format/print-transcript.js';
import { listOf } from '../read-payload.js';
import { reportFailure } from '../report-failure.js';
import { AnswerPrinter } from '../run/answer-printer.js';
import { askAgent } from '../run/ask-agent.js';
import type { Terminal } from '../terminal.js';
import { type ChatLine, chatCommands, parseChatLine } from './chat-line.js';
import type { Conversation } from './conversation.js';
import type { LineReader } from './line-reader.js';

export interface ChatParts {
  link: GatewayLink;
  conversation: Conversation;
  terminal: Terminal;
  /** Whether each turn is told as one line of JSON. */
  json: boolean;
  clock: Clock;
  /** Whether the link mends itself: the chat then outlives a turn that is lost with the connection. */
  reconnects: boolean;
  /** Is told each line that a person typed. */
  remember(line: string): void;
}

/** Reads lines, lets the agent answer them, and obeys the commands among them. */
export class Chat {
  private turn: AbortController | undefined;
  private exitCode: number = exitCodes.ok;
  private wasInterrupted = false;

  constructor(
    private readonly parts: ChatParts,
    private readonly reader: LineReader,
  ) {}

  /** Resolves to the exit code: whether every turn went well. Rejects when the gateway is gone, unless the link mends that. */
  async run(): Promise<number> {
    for (;;) {
      const line = await this.reader.next(`${this.parts.conversation.agentId}> `);
      if (line === undefined) return this.exitCode;
      this.wasInterrupted = false;
      if (line.trim() !== '') this.parts.remember(line);
      const parsed = parseChatLine(line);
      if (parsed.kind === 'exit') return this.exitCode;
      await this.attempt(parsed);
    }
  }

  /** Ctrl-C on a terminal: stops the answer; where there is none, a second one leaves. */
  interrupt(): void {
    if (this.turn) this.turn.abort();
    else if (this.wasInterrupted) this.leave();
    else {
      this.wasInterrupted = true;
      this.parts.terminal.note('\nPress Ctrl-C again to leave.');
    }
  }

  /** Stops the answer and reads no further. */
  leave(): void {
    this.exitCode = exitCodes.interrupted;
    this.turn?.abort();
    this.reader.close();
  }

  private async attempt(line: ChatLine): Promise<void> {
    try {
      await this.obey(line);
    } catch (error) {
      const isLost = error instanceof CliError && error.exitCode === exitCodes.unreachable;
      if (isLost && !this.parts.reconnects) throw error;
      if (isLost) this.tellLostTurn(line);
      else this.fail(error);
    }
  }

  /** Why is told where the connection is looked after. Nobody knows how far the turn came, so that it is not sent again. */
  private tellLostTurn(line: ChatLine): void {
    const { terminal } = this.parts;
    if (line.kind !== 'message') terminal.note('That was not done.');
    else terminal.note(`No answer came to this; /history tells whether it is kept:\n${line.text}`);
  }

  /** A script learns by the exit code that a turn failed; a person has read it. */
  private fail(error: unknown): void {
    const { terminal, json } = this.parts;
    reportFailure(error, terminal, json);
    if (!terminal.canAsk && this.exitCode === exitCodes.ok) this.exitCode = exitCodes.failed;
  }

  private async obey(line: ChatLine): Promise<void> {
    const { conversation, terminal } = this.parts;
    switch (line.kind) {
      case 'nothing':
      case 'exit':
        break;
      case 'message':
        await this.answer(line.text);
        break;
      case 'help':
        terminal.note(chatCommands.map(([usage, summary]) => `  ${usage.padEnd(14)}${summary}`).join('\n'));
        break;
      case 'abort':
        terminal.note('No answer is being written.');
        break;
      case 'new':
        await conversation.beginAnew();
        terminal.note('A new conversation begins.');
        break;
      case 'history':
        this.showHistory(await conversation.messages(line.limit));
        break;
      case 'session':
        terminal.note(await conversation.describe());
        break;
      case 'agent':
        conversation.switchTo(line.id);
        terminal.note(`Now talking to ${conversation.describeAgent()}.`);
        break;
      case 'mistake':
        throw new CliError(line.problem, { exitCode: exitCodes.usage });
    }
  }

  private showHistory(messages: unknown): void {
    const { terminal } = this.parts;
    if (listOf(messages).length === 0) terminal.note('Nothing has been said in this conversation yet.');
    else printTranscript(messages, terminal);
  }

  private async answer(message: string): Promise<void> {
    const { link, conversation, terminal, json, clock } = this.parts;
    const printer = new AnswerPrinter(terminal, { stream: !json, toolLines: !json }, clock);
    const turn = new AbortController();
    this.turn = turn;
    this.reader.offerTo((line) => this.takesOver(line));
    printer.begin();
    try {
      const { text, payload } = await askAgent(link, conversation.question(message), printer, {
        signal: turn.signal,
        clock,
      });
      if (json) terminal.jsonLine(payload);
      else printer.finish(text);
    } finally {
      printer.breakOff();
      this.reader.offerTo(undefined);
      this.turn = undefined;
    }
  }

  /** Other lines that are typed meanwhile wait for their turn. */
  private takesOver(line: string): boolean {
    if (parseChatLine(line).kind !== 'abort') return false;
    this.turn?.abort();
    return true;
  }
}
