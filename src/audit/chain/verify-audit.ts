import { join } from 'node:path';
import { auditFileName, auditFileNumbers } from './audit-files.js';
import { type AuditHead, headName, readHead } from './audit-head.js';
import { type ReadLine, readLine } from './audit-line.js';
import { ChainWalk } from './chain-walk.js';
import { readLines } from './read-lines.js';

/** Something that is not as it was written. */
export interface AuditProblem {
  /** Name of the file in the directory, or `the log` as a whole. */
  file: string;
  /** Counted from 1 in the file; absent where the file as a whole is meant. */
  line?: number;
  /** In words that go after the place. */
  what: string;
}

export interface AuditVerification {
  files: number;
  lines: number;
  /** The oldest and the newest line; undefined where there is none that can be read. */
  first: ReadLine | undefined;
  last: ReadLine | undefined;
  /** Whether the newest file ends in a line that is not finished: it is being written, or the gateway ended in its middle. */
  isUnfinished: boolean;
  /** The first ones where there are very many. */
  problems: readonly AuditProblem[];
}

const mostProblems = 100;

/**
 * Reads a whole audit log, also while a gateway writes to it. `noted` is the hash of a line that has to be there. Rejects with the
 * error of the file system.
 */
export async function verifyAudit(directory: string, noted?: string): Promise<AuditVerification> {
  // Before the files: what it promises is there by the time they are looked at.
  const head = await readHead(directory);
  const numbers = await auditFileNumbers(directory);
  const walk = new ChainWalk({ head: head === 'damaged' ? undefined : head, isWhole: numbers.at(0) === 1, noted });
  const problems = holesIn(numbers);
  let isUnfinished = false;
  for (const number of numbers) {
    const found = await verifyFile(directory, number, walk);
    problems.push(...found.problems);
    isUnfinished = found.isUnfinished;
    if (number !== numbers.at(-1)) problems.push(...endOfOlder(number, found));
  }
  problems.push(...missingBefore(numbers, walk), ...endProblems(head, numbers, walk));
  if (noted !== undefined && !walk.hasNoted)
    problems.push({ file: 'the log', what: 'has no line with the noted hash' });
  const { lines, first, last } = walk;
  return { files: numbers.length, lines, first, last, isUnfinished, problems: problems.slice(0, mostProblems) };
}

interface FileFindings {
  problems: AuditProblem[];
  isEmpty: boolean;
  isUnfinished: boolean;
}

async function verifyFile(directory: string, number: number, walk: ChainWalk): Promise<FileFindings> {
  const file = auditFileName(number);
  const problems: AuditProblem[] = [];
  let line = 0;
  for await (const { bytes, isFinished } of readLines(join(directory, file))) {
    line += 1;
    if (!isFinished) return { problems, isEmpty: false, isUnfinished: true };
    if (line === 1 && !beginsFile(bytes, number)) problems.push({ file, line, what: notItsFirst });
    const what = walk.take(bytes);
    if (what !== undefined && problems.length < mostProblems) problems.push({ file, line, what });
  }
  return { problems, isEmpty: line === 0, isUnfinished: false };
}

/** A file is followed by another one only when it is full. */
function endOfOlder(number: number, { isEmpty, isUnfinished }: FileFindings): AuditProblem[] {
  const file = auditFileName(number);
  if (isEmpty) return [{ file, what: 'is empty' }];
  return isUnfinished ? [{ file, what: 'ends in the middle of a line' }] : [];
}

const notItsFirst = 'is not the one that this file began with';

/** Every file but the first one begins with a line that says which one it follows. */
function beginsFile(bytes: Buffer, number: number): boolean {
  const line = readLine(bytes);
  return number === 1 || (line?.record['kind'] === 'log.continued' && line.record['after'] === number - 1);
}

function holesIn(numbers: readonly number[]): AuditProblem[] {
  return numbers.flatMap((number, index) => {
    const before = numbers[index - 1];
    return index > 0 && before !== number - 1 ? [{ file: auditFileName(number - 1), what: 'is missing' }] : [];
  });
}

/** The oldest files are let go by and by, but then a line says so. */
function missingBefore([oldest = 1]: readonly number[], { removedThrough }: ChainWalk): AuditProblem[] {
  return oldest > removedThrough + 1 ? [{ file: auditFileName(oldest - 1), what: 'is missing' }] : [];
}

function endProblems(
  head: AuditHead | 'damaged' | undefined,
  numbers: readonly number[],
  { last }: ChainWalk,
): AuditProblem[] {
  if (head === 'damaged') return [{ file: headName, what: 'was changed: it cannot be understood' }];
  if (head === undefined)
    return numbers.length > 0
      ? [{ file: headName, what: 'is missing, so nobody can tell whether the end of the log is' }]
      : [];
  const missing = head.seq - (last?.seq ?? 0);
  if (missing <= 0) return [];
  const newest = auditFileName(numbers.at(-1) ?? head.file);
  return [{ file: newest, what: `should go on to line ${head.seq} of the log, but ends before it` }];
}
