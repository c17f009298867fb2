import { PassThrough } from 'node:stream';
import { Terminal } from '../../src/cli/terminal.js';

export interface CapturedTerminal {
  terminal: Terminal;
  /** What somebody types or pipes. */
  stdin: PassThrough;
  /** Everything written so far. */
  stdout(): string;
  stderr(): string;
}

/** A terminal whose output can be read. `isTTY` makes all three streams those of a person, without colours. */
export function capturedTerminal({ isTTY = false, colours = false } = {}): CapturedTerminal {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const written = { stdout: '', stderr: '' };
  stdout.setEncoding('utf8').on('data', (piece: string) => (written.stdout += piece));
  stderr.setEncoding('utf8').on('data', (piece: string) => (written.stderr += piece));
  for (const stream of [stdin, stdout, stderr]) Object.assign(stream, { isTTY });
  return {
    terminal: new Terminal({ stdin, stdout, stderr }, colours),
    stdin,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
  };
}
