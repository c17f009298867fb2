import { join } from 'node:path';
import { makeDirectory } from '../../common/make-directory.js';
import { errorReason } from '../../common/system-error.js';
import type { AuditEntry } from '../audit-event.js';
import type { AuditHead } from '../chain/audit-head.js';
import type { AuditPlace } from './audit-place.js';
import type { ChainFile } from './chain-file.js';
import { ExclusiveLock } from './exclusive-lock.js';
import { openChain } from './open-chain.js';
import { removeFilesThrough } from './remove-files.js';

export interface AuditLimits {
  /** A file that has so many bytes is followed by another one. */
  maxFileBytes: number;
  /** Files that are kept, the one that is written to among them. */
  keepFiles: number;
}

export interface AuditWriterOptions {
  place: AuditPlace;
  /** Asked for each batch. */
  limits: () => AuditLimits;
  /** Is told what does not keep lines from being written. */
  warn: (problem: string) => void;
}

/** Writes lines, beside other programs that do so in the same directory. One call at a time. */
export class AuditWriter {
  private lock: ExclusiveLock | undefined;
  private chain: ChainFile | undefined;
  /** How far the log had come when it was last written to. Whatever happens to the files, this is not forgotten. */
  private reached: AuditHead | undefined;

  constructor(private readonly options: AuditWriterOptions) {}

  get directory(): string {
    return this.options.place.directory;
  }

  /** Resolves when the lines are on the disk. Where it rejects, with the error of the file system, some of them may be there. */
  async write(entries: readonly AuditEntry[], now: number): Promise<void> {
    try {
      const lock = (this.lock ??= await this.openLock());
      await lock.hold(() => this.append(entries, now));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** The next call opens it anew. */
  async close(): Promise<void> {
    const { chain, lock } = this;
    this.chain = undefined;
    this.lock = undefined;
    lock?.close();
    // What cannot be closed is not used again either.
    await chain?.close().catch(() => undefined);
  }

  private async openLock(): Promise<ExclusiveLock> {
    await makeDirectory(this.directory);
    return ExclusiveLock.open(join(this.directory, 'lock'));
  }

  private async append(entries: readonly AuditEntry[], now: number): Promise<void> {
    const { maxFileBytes, keepFiles } = this.options.limits();
    this.chain = await this.current();
    if (this.chain.size >= maxFileBytes) this.chain = await this.chain.next();
    const removable = await this.chain.append(entries, { now, keepFiles });
    this.reached = this.chain.end;
    await this.removeThrough(removable);
  }

  private async current(): Promise<ChainFile> {
    const { chain } = this;
    if (chain && (await chain.isCurrent())) return chain;
    this.chain = undefined;
    await chain?.close();
    return openChain(this.options.place, this.reached);
  }

  private async removeThrough(number: number): Promise<void> {
    try {
      await removeFilesThrough(this.directory, number);
    } catch (error) {
      this.options.warn(`Old files of the audit log in ${this.directory} cannot be removed: ${errorReason(error)}.`);
    }
  }
}
