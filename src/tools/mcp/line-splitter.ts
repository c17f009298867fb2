import { ConnectionFault } from './connection-fault.js';

/** Cuts a stream of bytes into lines without their ends. */
export class LineSplitter {
  private pieces: Buffer[] = [];
  private length = 0;

  constructor(private readonly longestLine: number) {}

  /** The lines that are complete now. Throws a `ConnectionFault` when one grows too long; nothing of it is kept. */
  add(chunk: Buffer): string[] {
    const lines: string[] = [];
    let rest = chunk;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      this.keep(rest.subarray(0, end));
      lines.push(this.takeLine());
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) this.keep(rest);
    return lines;
  }

  private keep(piece: Buffer): void {
    this.length += piece.length;
    if (this.length > this.longestLine) {
      this.pieces = [];
      throw new ConnectionFault(`it sent a line of more than ${this.longestLine} bytes`);
    }
    this.pieces.push(piece);
  }

  private takeLine(): string {
    const line = Buffer.concat(this.pieces).toString('utf8');
    this.pieces = [];
    this.length = 0;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
