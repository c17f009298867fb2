import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { MemoryRunArchive } from '../../../test/support/memory-run-archive.js';
import { RunFailure, runEnd } from '../../../test/support/run-events.js';
import type { RunEvent } from '../run-event.js';
import { RunAbortedError, RunArchiveError, RunLostError } from '../runs.errors.js';
import { DurableRuns } from './durable-runs.service.js';
import { RunJournal } from './run-journal.service.js';

const signal = new AbortController().signal;
const owner = { isOwner: true, why: 'default' } as const;
const word = (text: string): RunEvent => ({ type: 'text-delta', text });

describe(DurableRuns.name, () => {
  let archive: MemoryRunArchive;
  let journal: RunJournal;
  let sut: DurableRuns;

  beforeEach(() => {
    archive = new MemoryRunArchive();
    journal = new RunJournal(new FakeClock(5_000));
    sut = new DurableRuns(journal, archive);
  });

  /** A durable run that writes itself down as `RunSupervisor` does. */
  function start(id: string, ...batches: RunEvent[][]) {
    return startRun({ id, durable: true }, ...batches);
  }

  function startRun({ id, durable }: { id: string; durable: boolean }, ...batches: RunEvent[][]) {
    const journalOf = journal;
    async function* events(): AsyncGenerator<RunEvent[]> {
      const origin = { id, agentId: 'main', sessionKey: 'key', sessionKept: true, owner, asked: '', durable };
      const tell = journalOf.open(origin);
      let ended = false;
      try {
        for (const batch of batches) {
          ended = ['run-end', 'run-error'].includes(batch.at(-1)?.type ?? '');
          tell(batch);
          yield await Promise.resolve(batch);
        }
      } finally {
        if (!ended) tell([{ type: 'run-error', error: new RunFailure() }]);
      }
    }
    return { id, sessionKey: 'key', allowances: {}, events: events() };
  }

  async function read(events: AsyncIterable<RunEvent[]>): Promise<RunEvent[]> {
    const all: RunEvent[] = [];
    for await (const batch of events) all.push(...batch);
    return all;
  }

  it('H7: gives the last events only when the whole run is in the archive', async () => {
    const held = archive.hold();
    const told = sut.keep(start('run_1', [word('a')], [word('b'), runEnd()]));
    const reading = read(told.events);
    await held.arrived;
    expect(await Promise.race([reading, Promise.resolve('waits')])).toBe('waits');
    held.release();
    expect(await reading).toEqual([word('a'), word('b'), runEnd()]);
    expect([told.endedAt(), archive.runs.get('run_1')?.events]).toEqual([5_000, [word('a'), word('b'), runEnd()]]);
  });

  it('tells of each run that has come to the disk, and of none that has not, how much room it takes', async () => {
    const told: number[] = [];
    sut.onKept((bytes) => told.push(bytes));
    await read(sut.keep(start('run_1', [word('a'.repeat(1_000))], [runEnd()])).events);
    archive.failure = new RunArchiveError(new Error('disk full'));
    await read(sut.keep(start('run_2', [runEnd()])).events);
    expect(told).toEqual([expect.any(Number)]);
    expect(told[0]).toBeGreaterThanOrEqual(1_000);
  });

  it('another reader does not hear of the end before either', async () => {
    const held = archive.hold();
    const reading = read(sut.keep(start('run_1', [word('a')], [runEnd()])).events);
    await held.arrived;
    const other = read((await sut.tell('run_1', signal)).events);
    const snapshot = sut.snapshot('run_1');
    const waits = Promise.resolve('waits');
    expect(await Promise.race([other, snapshot, waits])).toBe('waits');
    held.release();
    expect(await other).toEqual(await reading);
    expect(await snapshot).toMatchObject({ status: 'completed', endedAt: 5_000 });
    expect(archive.writes).toBe(1);
  });

  it('a run that cannot be archived fails for everybody', async () => {
    archive.failure = new RunArchiveError(new Error('disk full'));
    const failed = [word('a'), { type: 'run-error', error: archive.failure }];
    expect(await read(sut.keep(start('run_1', [word('a'), runEnd()])).events)).toEqual(failed);
    expect(await read((await sut.tell('run_1', signal)).events)).toEqual(failed);
    await expect(sut.snapshot('run_1')).rejects.toBe(archive.failure);
  });

  it('a reader that stops aborts the run, which is archived as it was', async () => {
    const events = sut.keep(start('run_1', [word('a')], [word('b')], [runEnd()])).events[Symbol.asyncIterator]();
    await events.next();
    await events.return?.();
    expect(archive.runs.get('run_1')?.events).toMatchObject([word('a'), { type: 'run-error' }]);
  });

  it('tells a run that only the archive knows, and knows when it ended', async () => {
    await read(sut.keep(start('run_1', [word('a'), runEnd()])).events);
    const later = new DurableRuns(new RunJournal(new FakeClock()), archive);
    const told = await later.tell('run_1', signal);
    expect(await read(told.events)).toEqual([word('a'), runEnd()]);
    expect(told.endedAt()).toBe(5_000);
  });

  it('a run that is erased is lost, for whoever asks from then on', async () => {
    await read(sut.keep(start('run_1', [word('a'), runEnd()])).events);
    const told = await sut.tell('run_1', signal);
    await sut.erase('run_1');
    expect([journal.find('run_1'), archive.runs.size, await sut.standing('run_1')]).toEqual([undefined, 0, 'lost']);
    expect(await read(told.events)).toEqual([word('a'), runEnd()]);
  });

  describe('a run that says much', () => {
    const words = Array.from({ length: 2_200 }, (_, index) => word(`${index} `));
    const said = [...words, runEnd()];

    /** How many events each batch has, and how often others had a turn before the last one. */
    async function batchesOf(events: AsyncIterable<RunEvent[]>): Promise<{ lengths: number[]; turns: number }> {
      const lengths: number[] = [];
      let turns = 0;
      let isOver = false;
      const takeTurn = (): void => {
        turns += 1;
        if (!isOver) setImmediate(takeTurn);
      };
      for await (const { length } of events) {
        if (lengths.push(length) === 1) takeTurn();
      }
      isOver = true;
      return { lengths, turns };
    }

    it.each([
      ['its log', () => sut],
      ['the archive', () => new DurableRuns(new RunJournal(new FakeClock()), archive)],
    ])('is told again from %s in portions, between which others have their turn', async (_from, durable) => {
      await read(sut.keep(start('run_1', said)).events);
      expect(await read((await durable().tell('run_1', signal)).events)).toEqual(said);
      const { lengths, turns } = await batchesOf((await durable().tell('run_1', signal)).events);
      expect(lengths).toEqual([500, 500, 500, 500, 201]);
      expect(turns).toBeGreaterThanOrEqual(4);
      const snapshot = await durable().snapshot('run_1');
      expect((await batchesOf(snapshot.events)).lengths).toEqual(lengths);
    });

    it('ends where it is removed while its reader takes its time', async () => {
      await read(sut.keep(start('run_1', said)).events);
      const later = new DurableRuns(new RunJournal(new FakeClock()), archive);
      const events = (await later.tell('run_1', signal)).events[Symbol.asyncIterator]();
      await events.next();
      await later.forget(['run_1']);
      expect(await events.next()).toMatchObject({ value: [{ type: 'run-error', error: { code: 'run_lost' } }] });
      expect((await events.next()).done).toBe(true);
    });

    it('ends where the archive fails while its reader takes its time', async () => {
      await read(sut.keep(start('run_1', said)).events);
      const later = new DurableRuns(new RunJournal(new FakeClock()), archive);
      const events = (await later.tell('run_1', signal)).events[Symbol.asyncIterator]();
      await events.next();
      archive.failure = new RunArchiveError(new Error('disk broken'));
      expect((await events.next()).value).toEqual([{ type: 'run-error', error: archive.failure }]);
      expect((await events.next()).done).toBe(true);
    });

    it('that is not durable ends where what comes next is forgotten before its reader gets to it', async () => {
      const long = word('x'.repeat(2_100_000));
      const run = startRun({ id: 'run_1', durable: false }, words, [long, long], [runEnd()]).events;
      await run.next();
      const reader = (await sut.tell('run_1', signal)).events[Symbol.asyncIterator]();
      expect((await reader.next()).value).toEqual(words.slice(0, 500));
      await run.next();
      expect(await reader.next()).toMatchObject({ value: [{ type: 'run-error', error: { code: 'run_lost' } }] });
      expect((await reader.next()).done).toBe(true);
    });
  });

  it('a run that nobody knows was lost', async () => {
    const told = await sut.tell('run_none', signal);
    expect(await read(told.events)).toEqual([{ type: 'run-error', error: new RunLostError() }]);
    expect(await sut.snapshot('run_none')).toMatchObject({ status: 'failed' });
  });

  it('keeps the whole log of a run, however long', async () => {
    const long = Array.from({ length: 10 }, () => [word('x'.repeat(500_000))]);
    const reading = read(sut.keep(start('run_1', ...long, [runEnd()])).events);
    expect(await reading).toHaveLength(11);
    expect(archive.runs.get('run_1')?.events).toHaveLength(11);
    expect(await read((await sut.tell('run_1', signal)).events)).toHaveLength(11);
  });

  it('K4: a detached run is read to its end, also where nobody listens any more', async () => {
    const controller = new AbortController();
    const told = await sut.detached(start('run_1', [word('a')], [word('b'), runEnd()]), controller.signal);
    controller.abort();
    expect((await read(told.events)).at(-1)).toMatchObject({ type: 'run-error', error: { code: 'aborted' } });
    await sut.untilKept('run_1', signal);
    expect(archive.runs.get('run_1')?.events).toEqual([word('a'), word('b'), runEnd()]);
  });

  it('K4: a run that is not durable can be told again, and nothing of it gets to the disk', async () => {
    await read(startRun({ id: 'run_1', durable: false }, [word('a')], [runEnd()]).events);
    expect(await read((await sut.tell('run_1', signal)).events)).toEqual([word('a'), runEnd()]);
    expect([await sut.standing('run_1'), archive.writes]).toEqual(['completed', 0]);
  });

  it('K4: knows what a run has come to, in this process and in a later one', async () => {
    const failure: RunEvent = { type: 'run-error', error: new RunFailure() };
    const aborted: RunEvent = { type: 'run-error', error: new RunAbortedError() };
    await read(sut.keep(start('run_1', [word('a'), runEnd()])).events);
    await read(sut.keep(start('run_2', [word('a')], [failure])).events);
    await read(sut.keep(start('run_3', [word('a')], [aborted])).events);
    for (const durable of [sut, new DurableRuns(new RunJournal(new FakeClock()), archive)]) {
      const standings = await Promise.all(['run_1', 'run_2', 'run_3', 'run_4'].map((id) => durable.standing(id)));
      expect(standings).toEqual(['completed', 'failed', 'aborted', 'lost']);
    }
  });

  it('K4: a run is under way until its end, and failed where its end could not be archived', async () => {
    const events = sut.keep(start('run_1', [word('a')], [runEnd()])).events[Symbol.asyncIterator]();
    await events.next();
    expect(await sut.standing('run_1')).toBe('under-way');
    archive.failure = new RunArchiveError(new Error('disk full'));
    await events.next();
    expect(await sut.standing('run_1')).toBe('failed');
  });

  it('K4: a run whose beginning has been forgotten is under way as long as it has not ended', async () => {
    const iterator = startRun({ id: 'run_1', durable: false }, [word('a')], [word('x'.repeat(4_000_000))]).events;
    for (let batch = 0; batch < 2; batch += 1) await iterator.next();
    expect(await sut.standing('run_1')).toBe('cut');
    await iterator.next();
    expect(await sut.standing('run_1')).toBe('lost');
  });

  it('K4: a run whose beginning has been forgotten is lost', async () => {
    const long = Array.from({ length: 10 }, () => [word('x'.repeat(500_000))]);
    await read(startRun({ id: 'run_1', durable: false }, ...long, [runEnd()]).events);
    expect(await sut.standing('run_1')).toBe('lost');
  });
});
