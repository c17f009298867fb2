import { createReadStream } from 'node:fs';
import { longestLine } from './audit-line.js';

export interface FileLine {
  /** Without its line feed. */
  bytes: Buffer;
  /** False for what comes after the last line feed. */
  isFinished: boolean;
}

const lineFeed = 0x0a;

/**
 * The lines of a file from an offset on, as bytes: text would hide a byte that is none. What is longer than a line can be comes
 * in pieces.
 */
export async function* readLines(path: string, start = 0): AsyncGenerator<FileLine> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { start }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      yield { bytes: bytes.subarray(from, end), isFinished: true };
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > longestLine) {
      yield { bytes: rest, isFinished: true };
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield { bytes: rest, isFinished: false };
}
