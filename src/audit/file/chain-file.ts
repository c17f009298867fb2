import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '../../common/sync-directory.js';
import type { AuditEntry, AuditNote } from '../audit-event.js';
import { auditFileName } from '../chain/audit-files.js';
import type { AuditHead } from '../chain/audit-head.js';
import { type ChainPosition, sealLine } from '../chain/audit-line.js';
import { type AuditFile, type AuditPlace, privateMode } from './audit-place.js';
import type { HeadFile } from './head-file.js';

/** How far a chain has come, and what has to be said in it before anything else. */
export interface ChainState {
  /** Of the file that lines are added to. */
  number: number;
  last: ChainPosition;
  notes: readonly AuditNote[];
}

/** The file of a chain that lines are added to. After a failure nothing is known of it any more: close it and open it anew. */
export class ChainFile {
  private constructor(
    private readonly place: AuditPlace,
    private readonly file: AuditFile,
    private readonly head: HeadFile,
    private state: ChainState,
    /** Bytes of whole lines. */
    public size: number,
  ) {}

  /** `size` is what the file has by now; it is made where there is none. */
  static async open(place: AuditPlace, head: HeadFile, state: ChainState, size: number): Promise<ChainFile> {
    const path = join(place.directory, auditFileName(state.number));
    const file = await place.open(path, 'a+', privateMode);
    if (size === 0) await syncDirectory(place.directory, place.open);
    return new ChainFile(place, file, head, state, size);
  }

  /** Where its last line is that was put on the disk; that line has to be there from now on. */
  get end(): AuditHead {
    return { file: this.state.number, ...this.state.last };
  }

  /** False where another program has added lines, here or in a file after this one, or the files were moved away. */
  async isCurrent(): Promise<boolean> {
    const { size, nlink } = await this.file.stat();
    return size === this.size && nlink > 0 && !this.hasFollower() && (await this.head.isCurrent());
  }

  /**
   * Resolves when the lines are on the disk, to the number of the last file that may be removed now; 0 where there is none. Where
   * it rejects some of them may be there. `now` is the time of what the log adds.
   */
  async append(
    entries: readonly AuditEntry[],
    { now, keepFiles }: { now: number; keepFiles: number },
  ): Promise<number> {
    const { number } = this.state;
    const isContinuation = this.size === 0 && number > 1;
    const removedThrough = isContinuation ? Math.max(0, number - keepFiles) : 0;
    const continued: AuditNote[] = isContinuation ? [{ kind: 'log.continued', after: number - 1, removedThrough }] : [];
    const notes = [...continued, ...this.state.notes].map((event) => ({ time: now, event }));
    await this.put([...notes, ...entries]);
    return removedThrough;
  }

  /** The file after this one; this one must not be used any more. */
  async next(): Promise<ChainFile> {
    const { number, last } = this.state;
    const next = await ChainFile.open(this.place, this.head, { number: number + 1, last, notes: [] }, 0);
    await this.file.close();
    return next;
  }

  async close(): Promise<void> {
    await this.file.close().finally(() => this.head.close());
  }

  /** The head need not tell of it: whoever made that file may have died before. */
  private hasFollower(): boolean {
    return existsSync(join(this.place.directory, auditFileName(this.state.number + 1)));
  }

  private async put(entries: readonly AuditEntry[]): Promise<void> {
    let { last } = this.state;
    const texts = entries.map((entry) => {
      const { text, position } = sealLine(entry, last);
      last = position;
      return text;
    });
    const bytes = Buffer.from(texts.join(''));
    await this.write(bytes);
    await this.head.write({ file: this.state.number, ...last });
    this.size += bytes.length;
    this.state = { ...this.state, last, notes: [] };
  }

  private async write(bytes: Buffer): Promise<void> {
    try {
      for (let written = 0; written < bytes.length;)
        written += (await this.file.write(bytes, written, bytes.length - written)).bytesWritten;
      await this.file.datasync();
    } catch (error) {
      // Where this fails too, whoever opens the file next cuts off what is no whole line.
      await this.file.truncate(this.size).catch(() => undefined);
      throw error;
    }
  }
}
