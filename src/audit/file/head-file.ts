import { constants } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '../../common/sync-directory.js';
import { type AuditHead, headName, headText, parseHead } from '../chain/audit-head.js';
import { chainStart } from '../chain/audit-line.js';
import { type AuditFile, type AuditPlace, privateMode } from './audit-place.js';

/** Of a log without a line. */
const firstHead: AuditHead = { file: 1, ...chainStart };

/** The head as it is kept: written after the lines that it speaks of, so that it never promises one that is not there. */
export class HeadFile {
  private constructor(
    private readonly file: AuditFile,
    /** Undefined where there was none that can be understood. */
    public current: AuditHead | undefined,
  ) {}

  /** `isNewLog`: there are no lines, so that it is no loss that there is no head. */
  static async open(place: AuditPlace, isNewLog: boolean): Promise<HeadFile> {
    const file = await place.open(join(place.directory, headName), constants.O_RDWR | constants.O_CREAT, privateMode);
    try {
      const head = new HeadFile(file, await readFrom(file));
      if (head.current === undefined && isNewLog) {
        await head.write(firstHead);
        await file.sync();
        await syncDirectory(place.directory, place.open);
      }
      return head;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** False where another program has written a newer one, or the file is no longer the one in the directory. */
  async isCurrent(): Promise<boolean> {
    const { nlink } = await this.file.stat();
    const found = await readFrom(this.file);
    return nlink > 0 && textOf(found) === textOf(this.current);
  }

  async write(head: AuditHead): Promise<void> {
    const bytes = Buffer.from(headText(head));
    const { bytesWritten } = await this.file.write(bytes, 0, bytes.length, 0);
    if (bytesWritten < bytes.length) throw new Error('the head could not be written whole');
    this.current = head;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

async function readFrom(file: AuditFile): Promise<AuditHead | undefined> {
  const length = headText(firstHead).length;
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
  const head = parseHead(buffer.toString('utf8', 0, bytesRead));
  return head === 'damaged' ? undefined : head;
}

function textOf(head: AuditHead | undefined): string {
  return head === undefined ? '' : headText(head);
}
