import { join } from 'node:path';
import type { AuditNote } from '../audit-event.js';
import { auditFileName, auditFileNumbers } from '../chain/audit-files.js';
import { type ChainPosition, chainStart, readLine } from '../chain/audit-line.js';
import { readTail } from '../chain/last-line.js';
import { type AuditPlace, privateMode } from './audit-place.js';
import { ChainFile, type ChainState } from './chain-file.js';
import { HeadFile } from './head-file.js';

/** How a file of the chain ends. */
interface FileEnd {
  /** Bytes of whole lines. */
  size: number;
  /** Bytes of a line that was never finished, and are cut off by now. */
  cut: number;
  /** Undefined where there is no line; `damaged` where the last one was not written by an audit log. */
  last: ChainPosition | 'damaged' | undefined;
}

/**
 * Finds the end of a chain and makes it ready for more. A line that was not finished is cut off: nobody was told that it is
 * there. Of everything else that is not as it was left nothing is touched; the chain goes on behind it, in a new file where it must.
 */
export async function openChain(place: AuditPlace): Promise<ChainFile> {
  const numbers = await auditFileNumbers(place.directory);
  const head = await HeadFile.open(place, numbers.length === 0);
  try {
    const newest = numbers.at(-1) ?? numberAfter(head);
    const end = await endOf(place, newest);
    const before = end.last ?? (await positionBefore(place, numbers, head));
    const isDamaged = before === 'damaged';
    const last = isDamaged ? (head.current ?? chainStart) : before;
    const state = { number: isDamaged ? newest + 1 : newest, ...accountFor(last, end, head, numbers) };
    return await ChainFile.open(place, head, state, isDamaged ? 0 : end.size);
  } catch (error) {
    await head.close();
    throw error;
  }
}

/** Where all files are gone, the next one must not look as if it were the first. */
function numberAfter({ current }: HeadFile): number {
  return current === undefined || current.seq === 0 ? 1 : current.file + 1;
}

/** Of an empty file: where the one before it ended. */
async function positionBefore(
  place: AuditPlace,
  numbers: readonly number[],
  head: HeadFile,
): Promise<ChainPosition | 'damaged'> {
  const before = numbers.at(-2);
  const end = before === undefined ? undefined : await endOf(place, before);
  return end?.last ?? head.current ?? chainStart;
}

/**
 * What there is to say about how the chain was found. The next line follows what the head promises where that is not there, so
 * that the hole stays visible.
 */
function accountFor(
  last: ChainPosition,
  { cut }: FileEnd,
  { current }: HeadFile,
  numbers: readonly number[],
): Pick<ChainState, 'last' | 'notes'> {
  const lost = Math.max(0, (current?.seq ?? 0) - last.seq);
  const notes: AuditNote[] = [
    ...(cut > 0 ? [{ kind: 'log.cut' as const, bytes: cut }] : []),
    ...(lost > 0 ? [{ kind: 'log.lost' as const, count: lost }] : []),
    ...(current === undefined && numbers.length > 0 ? [{ kind: 'log.head-lost' as const }] : []),
  ];
  const isPromised = current !== undefined && current.seq >= last.seq;
  return { last: isPromised ? { seq: current.seq, hash: current.hash } : last, notes };
}

async function endOf(place: AuditPlace, number: number): Promise<FileEnd> {
  const file = await place.open(join(place.directory, auditFileName(number)), 'a+', privateMode);
  try {
    const { size } = await file.stat();
    const tail = await readTail(file, size);
    if (!tail) return { size, cut: 0, last: 'damaged' };
    if (tail.unfinished > 0) {
      await file.truncate(tail.end);
      await file.datasync();
    }
    return { size: tail.end, cut: tail.unfinished, last: positionOf(tail.line) };
  } finally {
    await file.close();
  }
}

function positionOf(line: Buffer | undefined): FileEnd['last'] {
  if (line === undefined) return undefined;
  const read = readLine(line);
  return read?.isIntact ? { seq: read.seq, hash: read.hash } : 'damaged';
}
