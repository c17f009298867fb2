import type { Clock, Timer } from '../../common/clock.js';
import { printableLine } from '../format/printable.js';
import type { Terminal } from '../terminal.js';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMilliseconds = 100;
const longest = 60;

/** A line on the terminal that moves while somebody waits; nothing where standard error is no terminal. */
export class ActivityLine {
  private timer: Timer | undefined;
  private text = '';
  private startedAt = 0;
  private frame = 0;

  constructor(
    private readonly terminal: Terminal,
    private readonly clock: Clock,
  ) {}

  /** Shows the text until it is cleared; the time is counted from when nothing was shown. */
  show(text: string): void {
    if (this.terminal.streams.stderr.isTTY !== true) return;
    this.text = printableLine(text).slice(0, longest);
    if (this.timer !== undefined) return;
    this.startedAt = this.clock.monotonic();
    this.draw();
  }

  clear(): void {
    if (this.timer === undefined) return;
    this.timer.cancel();
    this.timer = undefined;
    this.terminal.streams.stderr.write(eraseLine);
  }

  private draw(): void {
    const seconds = Math.floor((this.clock.monotonic() - this.startedAt) / 1000);
    const line = `${frames[this.frame++ % frames.length] ?? ''} ${this.text} ${seconds} s`;
    this.terminal.streams.stderr.write(`${eraseLine}${this.terminal.shownNote(this.terminal.styledNote('dim', line))}`);
    this.timer = this.clock.setTimer(frameMilliseconds, () => this.draw());
  }
}

const eraseLine = '\r\u001b[2K';
