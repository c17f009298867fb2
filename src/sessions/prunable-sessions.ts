import type { SessionConfig } from '../config/session.config.js';
import type { SessionSummary } from './session-store.port.js';

type Limits = Pick<SessionConfig, 'maxEntries' | 'pruneAfter' | 'maxDiskBytes'>;

/** Those over a limit. `sessions` come the longest unused first, and go in that order. `now` in milliseconds. */
export function prunableSessions(sessions: SessionSummary[], limits: Limits, now: number): SessionSummary[] {
  let entries = sessions.length;
  let bytes = sessions.reduce((sum, session) => sum + session.bytes, 0);
  return sessions.filter((session) => {
    const keep =
      entries <= limits.maxEntries && bytes <= limits.maxDiskBytes && session.updatedAt >= now - limits.pruneAfter;
    if (keep) return false;
    entries -= 1;
    bytes -= session.bytes;
    return true;
  });
}
