import { open } from 'node:fs/promises';
import type { Clock } from '../common/clock.js';
import type { AuditLog } from './audit-log.port.js';
import type { AuditPlace } from './file/audit-place.js';
import { type AuditLimits, AuditWriter } from './file/audit-writer.js';
import { FileAuditLog } from './file/file-audit-log.js';

/** What the log says of itself outside of itself. */
export interface AuditReporter {
  error(message: string): void;
  warn(message: string): void;
  log(message: string): void;
}

export interface AuditLogOptions {
  directory: string;
  /** Asked for each batch of lines. */
  limits: () => AuditLimits;
  clock: Clock;
  reporter: AuditReporter;
  /** Default: the one of node:fs/promises. */
  open?: AuditPlace['open'];
}

/** An audit log that has to be closed. */
export type OpenAuditLog = AuditLog & Pick<FileAuditLog, 'onApplicationShutdown'>;

/** The audit log of a directory, also where another program writes to it. Makes nothing before there is a line. */
export function openAuditLog({
  directory,
  limits,
  clock,
  reporter,
  open: openFile = open,
}: AuditLogOptions): OpenAuditLog {
  const writer = new AuditWriter({
    place: { directory, open: openFile },
    limits,
    warn: (problem) => reporter.warn(problem),
  });
  return new FileAuditLog(writer, clock, reporter);
}
