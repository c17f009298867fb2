/** The ways in which callers come in. */
export type AuditDoor = 'http' | 'websocket';

/**
 * What is written down for whoever has to know later who did what. Only who, what and when: never what was said, never a
 * secret, never a fact about the host. `session` is `sessionDigest` of the key, since a key may hold the name of a person and
 * a line cannot be taken out again. Texts are cut to 256 characters and lists to 50 entries.
 */
export type AuditEvent =
  /** `credential` where it is known which one was presented, such as that of an expired key. */
  | { kind: 'auth.failed'; client: string; door: AuditDoor; reason: string; credential?: string }
  /** Failures that had no line of their own; without `client` they are those of many sources together. */
  | { kind: 'auth.failed-more'; client?: string; count: number; since: string }
  | { kind: 'auth.locked-out'; client: string; door: AuditDoor; seconds: number }
  | {
      kind: 'run.started';
      run: string;
      agent: string;
      session: string;
      owner: boolean;
      why: string;
      credential: string;
    }
  | { kind: 'run.ended'; run: string; outcome: RunAuditOutcome; code?: string }
  /** An owner-only tool is about to run. */
  | { kind: 'tool.called'; run: string; agent: string; session: string; tool: string; credential: string }
  /** The top-level parts of the configuration that differ. */
  | { kind: 'config.reloaded'; changed: readonly string[] }
  /** The top-level parts in which there are problems. */
  | { kind: 'config.refused'; problems: number; parts: readonly string[] }
  | { kind: 'key.created' | 'key.changed' | 'key.revoked' | 'key.rotated'; key: string }
  /** `fact` names the kind of what was held back, never its value. */
  | { kind: 'egress.refused'; run: string; agent: string; fact: string };

export type RunAuditOutcome = 'completed' | 'failed' | 'cancelled';

/** What the log says of itself. */
export type AuditNote =
  /** The first line of a file but the first one: the file before it, and the highest number of those that were let go. */
  | { kind: 'log.continued'; after: number; removedThrough: number }
  /** A line that nobody was told of was cut off, because the gateway ended in the middle of it. */
  | { kind: 'log.cut'; bytes: number }
  /** Lines that had been written are gone; `count` of them. */
  | { kind: 'log.lost'; count: number }
  /** Nothing was there to tell whether lines are gone. */
  | { kind: 'log.head-lost' }
  /** The log could not be written since then; `missed` lines were too many to remember. */
  | { kind: 'log.resumed'; since: string; missed: number };

/** What becomes a line. */
export interface AuditEntry {
  /** Milliseconds since the epoch. */
  time: number;
  event: AuditEvent | AuditNote;
}
