import { join } from 'node:path';
import type { AuditNote } from '../audit-event.js';
import { auditFileName, auditFileNumbers } from '../chain/audit-files.js';
import type { AuditHead } from '../chain/audit-head.js';
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
 * `reached` is how far the log had come as far as the caller knows, which nobody can take away from it as they can the head.
 */
export async function openChain(place: AuditPlace, reached?: AuditHead): Promise<ChainFile> {
  const numbers = await auditFileNumbers(place.directory);
  const head = await HeadFile.open(place, numbers.length === 0);
  try {
    const promised = furthest(head.current, reached);
    const newest = numbers.at(-1) ?? numberAfter(promised);
    const end = await endOf(place, newest);
    const before = end.last ?? (await positionBefore(place, numbers, promised));
    const isDamaged = before === 'damaged';
    const last = isDamaged ? (promised ?? chainStart) : before;
    const isHeadLost = head.current === undefined && numbers.length > 0;
    const state = { number: isDamaged ? newest + 1 : newest, ...accountFor(last, end, promised, isHeadLost) };
    return await ChainFile.open(place, head, state, isDamaged ? 0 : end.size);
  } catch (error) {
    await head.close();
    throw error;
  }
}

function furthest(one: AuditHead | undefined, other: AuditHead | undefined): AuditHead | undefined {
  return other && (!one || other.seq > one.seq) ? other : one;
}

/** Where all files are gone, the next one must not look as if it were the first. */
function numberAfter(promised: AuditHead | undefined): number {
  return promised === undefined || promised.seq === 0 ? 1 : promised.file + 1;
}

/** Of an empty file: where the one before it ended. */
async function positionBefore(
  place: AuditPlace,
  numbers: readonly number[],
  promised: AuditHead | undefined,
): Promise<ChainPosition | 'damaged'> {
  if (numbers.length === 0) return chainStart;
  const before = numbers.at(-2);
  const end = before === undefined ? undefined : await endOf(place, before);
  return end?.last ?? promised ?? chainStart;
}

/**
 * What there is to say about how the chain was found. The next line follows what was promised where that is not there, so that
 * the hole stays visible.
 */
function accountFor(
  last: ChainPosition,
  { cut }: FileEnd,
  promised: AuditHead | undefined,
  isHeadLost: boolean,
): Pick<ChainState, 'last' | 'notes'> {
  const lost = Math.max(0, (promised?.seq ?? 0) - last.seq);
  const notes: AuditNote[] = [
    ...(cut > 0 ? [{ kind: 'log.cut' as const, bytes: cut }] : []),
    ...(lost > 0 ? [{ kind: 'log.lost' as const, count: lost }] : []),
    ...(isHeadLost ? [{ kind: 'log.head-lost' as const }] : []),
  ];
  const isBehind = promised !== undefined && promised.seq >= last.seq;
  return { last: isBehind ? { seq: promised.seq, hash: promised.hash } : last, notes };
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
