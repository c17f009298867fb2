import type { FileHandle } from 'node:fs/promises';

/** What is needed of an open file. */
export type AuditFile = Pick<FileHandle, 'read' | 'write' | 'stat' | 'sync' | 'datasync' | 'truncate' | 'close'>;

/** Where an audit log is, and how files are opened there; `open` of node:fs/promises is one way. */
export interface AuditPlace {
  directory: string;
  open: (path: string, flags: string | number, mode?: number) => Promise<AuditFile>;
}

/** For the owner of the gateway only. */
export const privateMode = 0o600;
