import type { Terminal } from '../terminal.js';
import { speaker, toSaid } from './transcript.js';

/** Prints messages one below the other, each under who said it. */
export function printTranscript(messages: unknown, terminal: Terminal): void {
  for (const { role, text } of toSaid(messages)) {
    terminal.line(terminal.styled('bold', `${speaker(role)}:`));
    terminal.line(`${text}\n`);
  }
}
