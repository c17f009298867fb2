import { readFileSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEvent } from '../../src/audit/audit-event.js';
import { AuditUnwritableError } from '../../src/audit/audit.errors.js';
import type { AuditLog } from '../../src/audit/audit-log.port.js';
import { type AuditLogOptions, type OpenAuditLog, openAuditLog } from '../../src/audit/open-audit-log.js';
import { FakeClock } from './fake-clock.js';

/** An audit log in memory; while `isFull` nothing can be written. */
export class MemoryAuditLog implements AuditLog {
  readonly events: AuditEvent[] = [];
  isFull = false;

  append(event: AuditEvent): Promise<void> {
    if (this.isFull) return Promise.reject(new AuditUnwritableError('/nowhere', new Error('ENOSPC')));
    this.events.push(event);
    return Promise.resolve();
  }

  record(event: AuditEvent): void {
    this.append(event).catch(() => undefined);
  }

  check(): Promise<void> {
    return this.isFull ? Promise.reject(new AuditUnwritableError('/nowhere', new Error('ENOSPC'))) : Promise.resolve();
  }
}

export type OpenFile = NonNullable<AuditLogOptions['open']>;

/** A disk without room while `left` is 0; it takes so many bytes of each write and then says that it is full. */
export class FullDisk {
  left = Infinity;

  readonly open: OpenFile = async (path, flags, mode) => {
    const handle = await open(path, flags, mode);
    const write = async (buffer: Uint8Array, offset = 0, length = buffer.length, position: number | null = null) => {
      const taken = Math.min(length, this.left);
      if (taken === 0 && length > 0)
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      this.left -= taken;
      return handle.write(buffer, offset, taken, position);
    };
    return withMethods(handle, { write });
  };
}

/** A file that does some things in another way. */
export function withMethods<File extends object>(file: File, methods: Record<string, unknown>): File {
  return new Proxy(file, {
    get: (target, name) => {
      if (typeof name === 'string' && name in methods) return methods[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

export interface AuditSetup extends Partial<Omit<AuditLogOptions, 'limits'>> {
  directory: string;
  maxFileBytes?: number;
  keepFiles?: number;
}

/** A log in a directory, with what it has reported. */
export function auditLogIn({ maxFileBytes = 1_000_000, keepFiles = 10, ...options }: AuditSetup) {
  const reports: string[] = [];
  const report = (message: string): void => {
    reports.push(message);
  };
  const clock = new FakeClock();
  const sut: OpenAuditLog = openAuditLog({
    clock,
    limits: () => ({ maxFileBytes, keepFiles }),
    reporter: { error: report, warn: report, log: report },
    ...options,
  });
  return { sut, clock, reports };
}

/** Names of the files with lines, the oldest first. */
export function auditFilesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
}

/** Every whole line, the oldest first. */
export function auditLinesIn(directory: string): Record<string, unknown>[] {
  const texts = auditFilesIn(directory).flatMap((name) =>
    readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1),
  );
  return texts.map((text) => JSON.parse(text) as Record<string, unknown>);
}

export const someEvent = (run = 'run_1'): AuditEvent => ({ kind: 'run.ended', run, outcome: 'completed' });
