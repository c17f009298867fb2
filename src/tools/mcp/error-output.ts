import { StringDecoder } from 'node:string_decoder';
import type { Logger } from '@nestjs/common';
import { limitText } from '../../common/limit-text.js';

const longestLine = 500;
/** Of one program; what it writes after that is thrown away. */
const maximumLines = 2_000;

/** Writes what a server's program says on its error output to the log, line by line and within bounds. */
export class ErrorOutput {
  /** The last line so far; why a program does not start often stands there. */
  lastLine = '';
  private readonly decoder = new StringDecoder('utf8');
  private unfinished = '';
  private lines = 0;

  constructor(
    private readonly server: string,
    private readonly logger: Logger,
  ) {}

  add(chunk: Buffer): void {
    if (this.lines > maximumLines) return;
    const [first = '', ...others] = this.decoder.write(chunk).split(/\r?\n/);
    // Bounded, because a line may never end.
    const lines = [limitText(this.unfinished + first, longestLine), ...others];
    this.unfinished = limitText(lines.pop() ?? '', longestLine);
    lines.forEach((line) => this.write(line));
  }

  private write(line: string): void {
    if (line.trim() === '' || this.lines > maximumLines) return;
    this.lines += 1;
    this.lastLine = limitText(line.trim(), longestLine);
    const text = this.lines > maximumLines ? 'writes too much; the rest is not logged' : this.lastLine;
    this.logger.debug(`MCP server ${this.server}: ${text}`);
  }
}
