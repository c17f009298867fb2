import { join } from 'node:path';
import { isSystemError } from '../../common/system-error.js';
import { auditFileName, auditFileNumbers } from './audit-files.js';
import { readLines } from './read-lines.js';

/** Reads an audit log from its end on, and then what is added to it. */
export class AuditTail {
  /** Up to where everything was read: number of the file, and bytes of whole lines in it. */
  private number = 0;
  private offset = 0;

  constructor(private readonly directory: string) {}

  /** The newest lines, at most `count`, the oldest of them first. */
  async last(count: number): Promise<string[]> {
    const numbers = await auditFileNumbers(this.directory);
    let lines: string[] = [];
    for (const number of [...numbers].reverse()) {
      const newest = number === numbers.at(-1);
      const { found, end } = await this.linesOf(number, 0, count - lines.length);
      if (newest) [this.number, this.offset] = [number, end];
      lines = [...found, ...lines];
      if (lines.length >= count) break;
    }
    return lines;
  }

  /** What was added since the last call. */
  async next(): Promise<string[]> {
    const numbers = await auditFileNumbers(this.directory);
    const lines: string[] = [];
    for (const number of numbers.filter((each) => each >= this.number)) {
      const { found, end } = await this.linesOf(number, number === this.number ? this.offset : 0, Infinity);
      [this.number, this.offset] = [number, end];
      lines.push(...found);
    }
    return lines;
  }

  /** The last whole lines of a file from an offset on, and where they end; none where the file was removed meanwhile. */
  private async linesOf(number: number, offset: number, count: number): Promise<{ found: string[]; end: number }> {
    const found: string[] = [];
    let end = offset;
    try {
      for await (const { bytes, isFinished } of readLines(join(this.directory, auditFileName(number)), offset)) {
        if (!isFinished) break;
        end += bytes.length + 1;
        found.push(bytes.toString());
        if (found.length > count) found.shift();
      }
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) throw error;
    }
    return { found, end };
  }
}
