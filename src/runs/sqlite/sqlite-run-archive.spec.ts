import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runOrigin } from '../../../test/support/run-log-factory.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { RunFailure, wholeRun, runEnd } from '../../../test/support/run-events.js';
import type { RunRecord } from '../journal/run-record.js';
import { RunArchiveError } from '../runs.errors.js';
import { SqliteRunArchive } from './sqlite-run-archive.js';

const directory = temporaryDirectory();
const record: RunRecord = {
  ...runOrigin({ asked: "hi '; drop table runs; --" }),
  status: 'completed',
  createdAt: 1_000,
  endedAt: 2_000,
};

describe(SqliteRunArchive.name, () => {
  let file: string;
  let sut: SqliteRunArchive;
  let count = 0;

  beforeEach(() => {
    file = join(directory, `runs-${String(count++)}.sqlite`);
    sut = SqliteRunArchive.open(file);
  });
  afterEach(() => sut.onApplicationShutdown());

  async function reopen(): Promise<void> {
    await sut.onApplicationShutdown();
    sut = SqliteRunArchive.open(file);
  }

  it('knows a run, and its events, also after it was opened anew', async () => {
    await sut.end(record, [runEnd()]);
    await reopen();
    expect(await sut.load('run_1')).toEqual({ record, events: [runEnd()] });
    expect(await sut.load('run_2')).toBeUndefined();
  });

  it('gives events back as they were, whatever they say', async () => {
    await fc.assert(
      fc.asyncProperty(wholeRun, async (batches) => {
        const events = batches.flat();
        await sut.end(record, events);
        expect((await sut.load('run_1'))?.events).toEqual(events);
      }),
      { numRuns: 50 },
    );
  });

  it('gives a failure back as it was told', async () => {
    const error = new RunFailure();
    await sut.end({ ...record, status: 'failed', error }, [{ type: 'run-error', error }]);
    const told = { message: error.message, status: 502, code: 'upstream_error', retryable: true };
    expect(await sut.load('run_1')).toMatchObject({ record: { error: told }, events: [{ error: told }] });
  });

  it('forgets what it is told to', async () => {
    for (const id of ['a', 'b']) await sut.end({ ...record, id }, []);
    await sut.remove(['b', 'none']);
    const known = await Promise.all(['a', 'b'].map(async (id) => (await sut.load(id)) !== undefined));
    expect(known).toEqual([true, false]);
    await sut.remove([]);
  });

  it('knows how much room a run takes, in bytes', async () => {
    await sut.end({ ...record, id: 'a' }, []);
    await sut.end({ ...record, id: 'b' }, [{ type: 'text-delta', text: 'ä'.repeat(1_000) }]);
    const sizes = await sut.sizes(['a', 'b', 'none']);
    expect([...sizes.keys()]).toEqual(['a', 'b']);
    expect([sizes.get('a'), (sizes.get('b') ?? 0) > 2_000]).toEqual([2, true]);
    expect(await sut.sizes([])).toEqual(new Map());
  });

  it('says so where a row cannot be read', async () => {
    await sut.end(record, []);
    const other = new DatabaseSync(file);
    other.exec(`update runs set events = 'no json'`);
    other.close();
    await expect(sut.load('run_1')).rejects.toBeInstanceOf(RunArchiveError);
  });
});
