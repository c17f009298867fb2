import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type StreamedEvent, readEvents } from '../../../test/support/event-stream-text.js';
import { runEnd, wholeRun } from '../../../test/support/run-events.js';
import { runLog } from '../../../test/support/run-log-factory.js';
import type { RunLog } from '../../runs/journal/run-log.js';
import type { RunEvent } from '../../runs/run-event.js';
import { followRun as sut } from './follow-run.js';
import { toWireRunEvent } from './to-wire-run-event.js';

const never = new AbortController().signal;
const say = (text: string): RunEvent => ({ type: 'text-delta', text });

async function eventsFrom(log: RunLog, from: number): Promise<StreamedEvent[]> {
  const writes: string[] = [];
  for await (const write of sut(log, from, never)) writes.push(write);
  return readEvents(writes.join(''));
}

describe('followRun', () => {
  it('gives every event with its index, from wherever a reader begins, for any run', async () => {
    await fc.assert(
      fc.asyncProperty(wholeRun, async (batches) => {
        const log = runLog();
        for (const batch of batches) log.append(batch, 0);
        const uncut = await eventsFrom(log, 0);
        const wire = batches.flat().map((event, index) => {
          return { id: String(index), event: event.type, data: toWireRunEvent(event) };
        });
        expect(uncut).toEqual(wire);
        for (let from = 0; from <= wire.length; from++) expect(await eventsFrom(log, from)).toEqual(uncut.slice(from));
      }),
      { numRuns: 30 },
    );
  });

  it('tells that it listens, waits for what comes, and ends after the last event', async () => {
    const log = runLog();
    const reader = sut(log, 0, never);
    expect((await reader.next()).value).toMatch(/^:/);
    const pending = reader.next();
    log.append([say('a')], 0);
    expect((await pending).value).toContain('id: 0\nevent: text-delta\n');
    log.append([runEnd()], 0);
    expect((await reader.next()).value).toContain('id: 1\nevent: run-end\n');
    expect((await reader.next()).done).toBe(true);
  });

  it('leaves others their turn between two writes, however fast it is read', async () => {
    const log = runLog();
    log.append([...Array.from({ length: 3_000 }, () => say('word')), runEnd()], 0);
    let turns = 0;
    let writes = 0;
    const takeTurn = (): void => {
      turns += 1;
      setImmediate(takeTurn).unref();
    };
    for await (const write of sut(log, 0, never)) {
      if (!write.startsWith(':') && (writes += 1) === 1) takeTurn();
    }
    expect(writes).toBeGreaterThan(3);
    expect(turns).toBeGreaterThanOrEqual(writes);
  });

  it('ends as soon as its reader leaves, and takes nothing from the log', async () => {
    const log = runLog();
    const leaving = new AbortController();
    const reader = sut(log, 0, leaving.signal);
    await reader.next();
    const pending = reader.next();
    leaving.abort();
    expect((await pending).done).toBe(true);
    log.append([say('a'), runEnd()], 0);
    expect(await eventsFrom(log, 0)).toHaveLength(2);
  });

  it('begins with the number of the events that are forgotten, and their last index', async () => {
    const log = runLog();
    const megabyte = 'x'.repeat(1_000_000);
    for (let count = 0; count < 5; count++) log.append([say(megabyte)], 0);
    log.append([runEnd()], 0);
    const { first } = log.read(0);
    expect(first).toBeGreaterThan(0);
    const events = await eventsFrom(log, 1);
    const lost = { type: 'events.lost', count: first - 1 };
    expect(events[0]).toEqual({ id: String(first - 1), event: 'events.lost', data: lost });
    expect(events[1]?.id).toBe(String(first));
    expect(events.at(-1)?.event).toBe('run-end');
  });

  it('a reader who is slow holds one short write, and is told what it missed meanwhile', async () => {
    const log = runLog();
    const piece = 'x'.repeat(10_000);
    const batch = Array.from({ length: 100 }, () => say(piece));
    log.append(batch, 0);
    const reader = sut(log, 0, never);
    await reader.next();
    const value = (await reader.next()).value ?? '';
    expect(value.length).toBeLessThan(80_000);
    const read = readEvents(value).length;
    for (let count = 0; count < 5; count++) log.append(batch, 0);
    const [lost] = readEvents((await reader.next()).value ?? '');
    expect(lost).toMatchObject({ event: 'events.lost', data: { count: log.read(0).first - read } });
  });
});
