import type { SessionConfig } from '../config/session.config.js';
import type { ResponseLine } from './response-store.port.js';

type Limits = Pick<SessionConfig, 'maxEntries' | 'pruneAfter' | 'maxDiskBytes'>;

/** Those over a limit, the oldest first. `lines` come the newest first, `now` in milliseconds. */
export function prunableResponses(lines: readonly ResponseLine[], limits: Limits, now: number): ResponseLine[] {
  const oldest = now - limits.pruneAfter;
  let bytes = 0;
  const over = lines.filter(({ createdAt, bytes: own }, position) => {
    bytes += own;
    return position >= limits.maxEntries || bytes > limits.maxDiskBytes || createdAt < oldest;
  });
  return over.reverse();
}
