import { setTimeout as pause } from 'node:timers/promises';
import type { LogsTailPayload } from '../../gateway-protocol/method-payloads.js';
import { exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { withLink } from '../connection/open-link.js';
import { printAnswer } from '../format/print-answer.js';
import { toLogLine } from '../logs/to-log-line.js';
import { readCount, readFlag } from '../option-values.js';
import { numberOf, objectOf, textsOf } from '../read-payload.js';

const pollMilliseconds = 1_000;
/** As many as a gateway gives in one answer. */
const mostLines = 2_000;

export const logsCommand: Command = {
  operands: '',
  description:
    'Prints the last lines of the log of the gateway, secrets masked. With --json they are as the gateway wrote them: one ' +
    'document, or with --follow one line each.',
  options: {
    limit: { type: 'string', value: '<number>', description: 'At most so many lines; 200 when left out.' },
    follow: { type: 'boolean', short: 'f', description: 'Go on printing what is logged, until Ctrl-C.' },
  },
  examples: [
    { line: 'openclaw logs --limit 20', note: 'what happened last' },
    { line: 'openclaw logs --follow', note: 'what happens' },
  ],
  async run(call) {
    const isFollowing = readFlag(call.values, 'follow');
    try {
      return await withLink(call, (link) => (isFollowing ? follow(link, call) : printOnce(link, call)));
    } catch (error) {
      // The way in which following is meant to end.
      if (isFollowing && call.signal.aborted) return exitCodes.interrupted;
      throw error;
    }
  },
};

async function printOnce(link: GatewayLink, call: CommandCall): Promise<number> {
  const tail = await link.request('logs.tail', { limit: readCount(call.values, 'limit') });
  printAnswer(call, tail, () => print(tail, call));
  return exitCodes.ok;
}

/** Rejects when the gateway is gone. */
async function follow(link: GatewayLink, call: CommandCall): Promise<number> {
  let tail = await link.request('logs.tail', { limit: readCount(call.values, 'limit') });
  print(tail, call);
  while (!call.signal.aborted) {
    await pause(pollMilliseconds, undefined, { signal: call.signal });
    tail = await link.request('logs.tail', {
      cursor: numberOf(objectOf<LogsTailPayload>(tail).cursor),
      limit: mostLines,
    });
    if (objectOf<LogsTailPayload>(tail).truncated === true)
      call.terminal.note('Some lines were missed: they came too fast.');
    print(tail, call);
  }
  return exitCodes.interrupted;
}

function print(tail: unknown, { terminal, json }: CommandCall): void {
  const { lines } = objectOf<LogsTailPayload>(tail);
  for (const line of textsOf(lines)) terminal.line(json ? line : toLogLine(line, terminal));
}
