import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { auditFilesIn, auditLogIn, someEvent } from '../../../test/support/audit-fixtures.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { type AuditVerification, verifyAudit } from './verify-audit.js';

const scratch = temporaryDirectory();
const genuine = join(scratch, 'genuine');
const copy = join(scratch, 'copy');
let files: string[];

/** Any place in the log, by numbers that fit whatever is there. */
const place = fc.record({ file: fc.nat(), at: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) });
interface Place {
  file: number;
  at: number;
  mask: number;
}

async function afterChange(change: (path: string) => void, { file }: Place): Promise<AuditVerification> {
  rmSync(copy, { recursive: true, force: true });
  cpSync(genuine, copy, { recursive: true });
  change(join(copy, files[file % files.length] ?? ''));
  return verifyAudit(copy);
}

function changeLines(path: string, change: (lines: string[]) => void): void {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  change(lines);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
}

beforeAll(async () => {
  const { sut } = auditLogIn({ directory: genuine, maxFileBytes: 1_500, keepFiles: 3 });
  for (let number = 0; number < 40; number += 1) await sut.append(someEvent(`run_${number}`));
  await sut.onApplicationShutdown();
  files = auditFilesIn(genuine);
});

describe('verifyAudit', () => {
  it('M3: has nothing to say of a log that is as it was written', async () => {
    expect(files.length).toBe(3);
    expect((await verifyAudit(genuine)).problems).toEqual([]);
  });

  it('M3: finds one flipped byte, wherever it is, the head too', async () => {
    files.push('head');
    await fc.assert(
      fc.asyncProperty(place, async (where) => {
        const { problems } = await afterChange((path) => {
          const bytes = readFileSync(path);
          const index = where.at % bytes.length;
          bytes[index] = (bytes[index] ?? 0) ^ where.mask;
          writeFileSync(path, bytes);
        }, where);
        expect(problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
    files.pop();
  });

  it('M3: finds a removed line', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (where) => {
        const { problems } = await afterChange(
          (path) => changeLines(path, (lines) => lines.splice(where.at % lines.length, 1)),
          where,
        );
        expect(problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  it('M3: finds swapped and doubled lines', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.boolean(), async (where, isDoubled) => {
        const { problems } = await afterChange((path) => {
          changeLines(path, (lines) => {
            const first = where.at % (lines.length - 1);
            if (isDoubled) lines.splice(first, 0, lines[first] ?? '');
            else lines.splice(first, 2, lines[first + 1] ?? '', lines[first] ?? '');
          });
        }, where);
        expect(problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  it('M3: finds a truncated, an emptied and a removed file', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (where) => {
        const { problems } = await afterChange((path) => {
          truncateSync(path, where.at % readFileSync(path).length);
        }, where);
        expect(problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
    for (const file of files.keys()) {
      const where = { file, at: 0, mask: 1 };
      expect((await afterChange((path) => rmSync(path), where)).problems).not.toEqual([]);
      expect((await afterChange((path) => truncateSync(path), where)).problems).not.toEqual([]);
    }
  });

  it('M3: finds a line of another log of the same length', async () => {
    const other = join(scratch, 'other');
    const { sut } = auditLogIn({ directory: other, maxFileBytes: 1_500, keepFiles: 3 });
    for (let number = 0; number < 40; number += 1) await sut.append(someEvent(`ran_${number}`));
    await sut.onApplicationShutdown();
    await fc.assert(
      fc.asyncProperty(place, async (where) => {
        const { problems } = await afterChange((path) => {
          const foreign = readFileSync(join(other, files[where.file % files.length] ?? ''), 'utf8').split('\n');
          changeLines(path, (lines) =>
            lines.splice(where.at % lines.length, 1, foreign[where.at % lines.length] ?? ''),
          );
        }, where);
        expect(problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });

  it('M3: names file and line', async () => {
    const { problems } = await afterChange(
      (path) => {
        writeFileSync(path, readFileSync(path, 'utf8').replace('"completed"', '"cancelled"'));
      },
      { file: 1, at: 0, mask: 1 },
    );
    expect(problems).toEqual([{ file: files[1], line: 2, what: 'was changed: its hash does not fit its content' }]);
  });

  it('M3: a noted hash has to be there', async () => {
    const { last } = await verifyAudit(genuine);
    expect((await verifyAudit(genuine, last?.hash)).problems).toEqual([]);
    expect((await verifyAudit(genuine, '0'.repeat(64))).problems).toEqual([
      { file: 'the log', what: 'has no line with the noted hash' },
    ]);
  });
});
