import type { AuditEvent } from './audit-event.js';

/** Where it is written down who did what; switched off by `gateway.audit.enabled`, it takes everything and writes nothing. */
export interface AuditLog {
  /** Resolves once the line is on the disk. Rejects with `AuditUnwritableError` where it cannot get there. */
  append(event: AuditEvent): Promise<void>;
  /**
   * Writes the line soon, and makes nobody wait. Never throws: a line that cannot be written is remembered until it can, of very
   * many the number only.
   */
  record(event: AuditEvent): void;
  /** Tries again where the last line could not be written. Rejects with `AuditUnwritableError` where it still cannot. */
  check(): Promise<void>;
}
export const AuditLog = Symbol('AuditLog');
