import type { Clock } from '../../common/clock.js';
import { printableLine } from '../format/printable.js';
import type { Terminal } from '../terminal.js';
import { ActivityLine } from './activity-line.js';
import type { RunWatcher } from './ask-agent.js';

export interface PrinterOptions {
  /** Whether text is printed as it arrives, or only at the end. */
  stream: boolean;
  /** Whether what tools do stays readable, a line for each call. */
  toolLines: boolean;
}

const longestArguments = 80;

/** Shows one run: its text on standard output, what it is at on standard error. */
export class AnswerPrinter implements RunWatcher {
  private told = '';
  private isWithinLine = false;
  private readonly activity: ActivityLine;

  constructor(
    private readonly terminal: Terminal,
    private readonly options: PrinterOptions,
    clock: Clock,
  ) {
    this.activity = new ActivityLine(terminal, clock);
  }

  begin(): void {
    this.activity.show('working');
  }

  onText(delta: string): void {
    if (!this.options.stream) return;
    this.activity.clear();
    this.write(delta);
  }

  onToolStart(name: string, callArguments: unknown): void {
    this.note(`${this.terminal.styledNote('cyan', '→')} ${describeCall(name, callArguments)}`);
    this.activity.show(`${name} is at work`);
  }

  onToolEnd(name: string, isError: boolean): void {
    if (isError) this.note(`${this.terminal.styledNote('yellow', '✗')} ${printableLine(name)} failed`);
    this.activity.show('working');
  }

  onWarning(text: string): void {
    this.activity.clear();
    this.terminal.note(this.terminal.styledNote('yellow', `Warning: ${printableLine(text)}`));
    this.activity.show('working');
  }

  /** What has not been printed yet of the whole text, and the end of its last line. */
  finish(text: string): void {
    this.activity.clear();
    if (text.startsWith(this.told)) this.write(text.slice(this.told.length));
    this.endLine();
  }

  /** The run did not come to its end. */
  breakOff(): void {
    this.activity.clear();
    this.endLine();
  }

  private write(text: string): void {
    if (text === '') return;
    this.told += text;
    this.isWithinLine = !text.endsWith('\n');
    this.terminal.write(text);
  }

  private endLine(): void {
    if (this.isWithinLine) this.terminal.line();
    this.isWithinLine = false;
  }

  private note(line: string): void {
    if (!this.options.toolLines) return;
    this.activity.clear();
    // Elsewhere the two outputs do not meet, and the text stays as the agent wrote it.
    if (this.terminal.isTerminal) this.endLine();
    this.terminal.note(line);
  }
}

function describeCall(name: string, callArguments: unknown): string {
  const given = callArguments === undefined ? '{}' : JSON.stringify(callArguments);
  const shown =
    given === '{}' ? '' : ` ${given.length > longestArguments ? `${given.slice(0, longestArguments)}…` : given}`;
  return printableLine(`${name}${shown}`);
}
