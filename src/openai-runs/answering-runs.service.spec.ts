import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { runEnd } from '../../test/support/run-events.js';
import type { DurableRuns } from '../runs/journal/durable-runs.service.js';
import type { RunEvent } from '../runs/run-event.js';
import { AnsweringRuns } from './answering-runs.service.js';

const word: RunEvent = { type: 'text-delta', text: 'a' };
const signal = new AbortController().signal;

describe(AnsweringRuns.name, () => {
  const sut = new AnsweringRuns({} as unknown as DurableRuns, new FakeClock(7_000));

  /** A run that writes down what was read of it. */
  function start() {
    const read: string[] = [];
    async function* events(): AsyncGenerator<RunEvent[]> {
      try {
        for (const batch of [[word], [word], [runEnd()]]) {
          read.push(batch[0]?.type ?? '');
          yield await Promise.resolve(batch);
        }
      } finally {
        read.push('over');
      }
    }
    return { read, run: { id: 'run_1', sessionKey: 'key', allowances: {}, events: events() } };
  }

  it('J5: a run that goes on is read to its end when its reader stops', async () => {
    const { read, run } = start();
    const { events } = await sut.read(run, { isShared: false, goesOn: true, signal });
    for await (const batch of events) if (batch.includes(word)) break;
    await new Promise(setImmediate);
    expect(read).toEqual(['text-delta', 'text-delta', 'run-end', 'over']);
  });

  it('J6: it is not read ahead of a reader that is slow', async () => {
    const { read, run } = start();
    const { events } = await sut.read(run, { isShared: false, goesOn: true, signal });
    await events[Symbol.asyncIterator]().next();
    await new Promise(setImmediate);
    expect(read).toEqual(['text-delta']);
  });

  it('J5: any other run ends with its reader', async () => {
    const { read, run } = start();
    const { events } = await sut.read(run, { isShared: false, goesOn: false, signal });
    for await (const batch of events) if (batch.includes(word)) break;
    expect(read).toEqual(['text-delta', 'over']);
  });
});
