import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runOrigin } from '../../../test/support/run-log-factory.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { RunFailure, wholeRun, runEnd } from '../../../test/support/run-events.js';
import type { RunRecord } from '../journal/run-record.js';
import type { RunEvent } from '../run-event.js';
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

  /** What is told of a run, in the portions that it comes in. */
  async function portionsOf(id: string): Promise<RunEvent[][]> {
    const told: RunEvent[][] = [];
    for await (const portion of (await sut.load(id))?.events ?? []) told.push(portion);
    return told;
  }

  async function reopen(): Promise<void> {
    await sut.onApplicationShutdown();
    sut = SqliteRunArchive.open(file);
  }

  it('knows a run, and its events, also after it was opened anew', async () => {
    await sut.end(record, [runEnd()]);
    await reopen();
    expect([(await sut.load('run_1'))?.record, await portionsOf('run_1')]).toEqual([record, [[runEnd()]]]);
    expect(await sut.load('run_2')).toBeUndefined();
  });

  it('gives events back as they were, whatever they say', async () => {
    await fc.assert(
      fc.asyncProperty(wholeRun, async (batches) => {
        const events = batches.flat();
        await sut.end(record, events);
        expect((await portionsOf('run_1')).flat()).toEqual(events);
      }),
      { numRuns: 50 },
    );
  });

  it('gives a failure back as it was told', async () => {
    const error = new RunFailure();
    await sut.end({ ...record, status: 'failed', error }, [{ type: 'run-error', error }]);
    const told = { message: error.message, status: 502, code: 'upstream_error', retryable: true };
    expect((await sut.load('run_1'))?.record).toMatchObject({ error: told });
    expect((await portionsOf('run_1')).flat()).toMatchObject([{ error: told }]);
  });

  describe('a run that says much', () => {
    const words = Array.from({ length: 4_000 }, (_, index): RunEvent => ({
      type: 'text-delta',
      text: `${index} `.repeat(9),
    }));
    const events = [...words, runEnd()];

    it('is told in short portions, between which others have their turn', async () => {
      await sut.end(record, events);
      let turns = 0;
      const told: number[] = [];
      const takeTurn = (): void => {
        turns += 1;
        if (told.length > 0 && turns < 1_000) setImmediate(takeTurn);
      };
      const heard: RunEvent[] = [];
      for await (const portion of (await sut.load('run_1'))?.events ?? []) {
        heard.push(...portion);
        told.push(portion.length);
        if (told.length === 1) takeTurn();
      }
      expect(heard).toEqual(events);
      expect(Math.max(...told)).toBeLessThanOrEqual(500);
      expect(turns).toBeGreaterThanOrEqual(told.length - 1);
    });

    it('is read piece by piece: what lies ahead of its reader is not in memory, nor in one row', async () => {
      await sut.end(record, events);
      const other = new DatabaseSync(file);
      const rows = other.prepare('select length(events) as length from further_events').all();
      expect(rows.length).toBeGreaterThan(3);
      expect(rows.every(({ length }) => Number(length) < 70_000)).toBe(true);
      const reader = (await sut.load('run_1'))?.events[Symbol.asyncIterator]();
      await reader?.next();
      other.exec('delete from further_events');
      other.close();
      let left = 0;
      while (!((await reader?.next())?.done ?? true)) left += 1;
      expect(left).toBeLessThan(5);
    });

    it('leaves others their turn while it is written', async () => {
      let turns = 0;
      let isWritten = false;
      const takeTurn = (): void => {
        turns += 1;
        if (!isWritten) setImmediate(takeTurn);
      };
      takeTurn();
      await sut.end(record, events);
      isWritten = true;
      expect(turns).toBeGreaterThan(4);
    });

    it('is forgotten whole, and a shorter one in its place has nothing of it', async () => {
      await sut.end(record, events);
      await sut.end(record, [runEnd()]);
      expect((await portionsOf('run_1')).flat()).toEqual([runEnd()]);
      await sut.end(record, events);
      await sut.remove(['run_1']);
      const other = new DatabaseSync(file);
      expect(other.prepare('select count(*) as count from further_events').get()).toEqual({ count: 0 });
      other.close();
    });

    it('counts all of its bytes', async () => {
      await sut.end(record, events);
      const { length } = JSON.stringify(events);
      expect((await sut.sizes(['run_1'])).get('run_1')).toBeGreaterThan(length - 100);
    });

    it('is known also where an earlier version wrote it, in one row', async () => {
      await sut.onApplicationShutdown();
      const other = new DatabaseSync(file);
      other.exec('drop table further_events; pragma user_version = 1');
      const row = other.prepare('insert into runs (id, record, events, created_at) values (?, ?, ?, ?)');
      row.run('run_1', JSON.stringify(record), JSON.stringify(events), 1_000);
      other.close();
      sut = SqliteRunArchive.open(file);
      const told = await portionsOf('run_1');
      expect([told.flat(), Math.max(...told.map(({ length }) => length))]).toEqual([events, 500]);
    });
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
