import { counted } from '../../common/describe-amount.js';
import { type ChainPosition, type ReadLine, chainStart, readLine } from './audit-line.js';
import type { AuditHead } from './audit-head.js';

/** What is known of a chain before it is read. */
export interface ChainKnowledge {
  head: AuditHead | undefined;
  /** Whether the first line to come is the first one of all. */
  isWhole: boolean;
  /** The hash of a line that has to be there. */
  noted: string | undefined;
}

/** Follows a chain line by line, from the first one that there is. After a line that is wrong it goes on with what that one says. */
export class ChainWalk {
  lines = 0;
  first: ReadLine | undefined;
  last: ReadLine | undefined;
  /** The highest number of the files that were let go, as far as the lines tell. */
  removedThrough = 0;
  /** Whether the noted line came by. */
  hasNoted = false;
  private expected: ChainPosition | undefined;

  constructor(private readonly knowledge: ChainKnowledge) {
    this.expected = knowledge.isWhole ? chainStart : undefined;
  }

  /** What is wrong with the line, in words that go after its place; undefined where nothing is. */
  take(bytes: Buffer): string | undefined {
    this.lines += 1;
    const line = readLine(bytes);
    if (!line) {
      this.expected = undefined;
      return 'is no line of an audit log';
    }
    const problem = this.problemOf(line);
    this.first ??= line;
    this.last = line;
    this.expected = line;
    this.hasNoted ||= line.isIntact && line.hash === this.knowledge.noted;
    const { kind, removedThrough } = line.record;
    if (kind === 'log.continued' && typeof removedThrough === 'number')
      this.removedThrough = Math.max(this.removedThrough, removedThrough);
    return problem;
  }

  private problemOf(line: ReadLine): string | undefined {
    if (!line.isIntact) return 'was changed: its hash does not fit its content';
    const { head } = this.knowledge;
    if (head?.seq === line.seq && head.hash !== line.hash) return 'is not the line that was written here';
    return this.expected && misfit(line, this.expected);
  }
}

function misfit({ seq, prev }: ReadLine, expected: ChainPosition): string | undefined {
  const missing = seq - expected.seq - 1;
  if (missing > 0)
    return `says that it is line ${seq} of the log, so ${counted(missing, 'line')} before it ${missing === 1 ? 'is' : 'are'} missing`;
  if (missing < 0) return `says that it is line ${seq} of the log, where line ${expected.seq + 1} should be`;
  return prev === expected.hash
    ? undefined
    : 'does not follow the line before it, which is not the one that was written';
}
