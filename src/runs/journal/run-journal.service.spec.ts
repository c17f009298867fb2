import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { runEnd } from '../../../test/support/run-events.js';
import type { RunEvent } from '../run-event.js';
import { RunJournal, type RunListener } from './run-journal.service.js';
import type { RunOrigin } from './run-record.js';

const say = (text: string): RunEvent => ({ type: 'text-delta', text });

function origin(id: string): RunOrigin {
  return {
    id,
    agentId: 'main',
    sessionKey: `agent:main:${id}`,
    sessionKept: true,
    owner: { isOwner: true, why: 'default' },
    asked: 'hi',
  };
}

describe(RunJournal.name, () => {
  let sut: RunJournal;

  beforeEach(() => {
    sut = new RunJournal(new FakeClock(1_000));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  function finished(id: string, ...events: RunEvent[]): void {
    sut.open(origin(id))([...events, runEnd()]);
  }

  const ids = (logs: { id: string }[]): string[] => logs.map(({ id }) => id);

  it('knows runs from their start on, the newest first, and which of them are under way', () => {
    const tell = sut.open(origin('a'));
    finished('b');
    sut.open(origin('c'));
    expect(ids(sut.list())).toEqual(['c', 'b', 'a']);
    expect(ids(sut.active())).toEqual(['c', 'a']);
    tell([runEnd()]);
    expect(ids(sut.active())).toEqual(['c']);
    expect(sut.find('a')?.record).toMatchObject({ status: 'completed', createdAt: 1_000 });
    expect(sut.find('nothing')).toBeUndefined();
  });

  it('forgets a run that is over as if it had never been, and none that goes on', () => {
    finished('a', say('a'));
    sut.open(origin('b'));
    const reading = sut.find('a');
    ['a', 'b', 'none'].forEach((id) => sut.forget(id));
    expect(ids(sut.list())).toEqual(['b']);
    expect(reading?.read(0).events).toEqual([say('a'), runEnd()]);
    // What it took is free for others again.
    finished('c', say('c'.repeat(3_900_000)));
    sut.forget('c');
    ['d', 'e'].forEach((id) => finished(id, say(id.repeat(3_900_000))));
    expect(ids(sut.list())).toEqual(['e', 'd', 'b']);
  });

  it('tells listeners what a run says, when it is written down already', () => {
    const heard: [string, number, readonly RunEvent[]][] = [];
    const stop = sut.onEvents((log, events) => heard.push([log.id, log.end, events]));
    const tell = sut.open(origin('a'));
    tell([say('a')]);
    tell([say('b'), runEnd()]);
    stop();
    tell([say('late')]);
    expect(heard).toEqual([
      ['a', 1, [say('a')]],
      ['a', 3, [say('b'), runEnd()]],
    ]);
  });

  it('a listener that throws harms neither the run nor other listeners', () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const other = jest.fn<RunListener>();
    sut.onEvents(() => {
      throw new Error('a bad listener');
    });
    sut.onEvents(other);
    finished('a');
    expect(other).toHaveBeenCalledTimes(1);
    expect(log).toHaveBeenCalledTimes(1);
    expect(sut.find('a')?.hasEnded).toBe(true);
  });

  it('forgets the oldest finished runs beyond 200, and never one under way', () => {
    const tell = sut.open(origin('old'));
    for (let count = 0; count < 250; count++) finished(`run-${count}`);
    expect(sut.find('old')).toBeDefined();
    expect(sut.list()).toHaveLength(201);
    expect([sut.find('run-49'), sut.find('run-50')?.id]).toEqual([undefined, 'run-50']);
    tell([runEnd()]);
    expect(sut.list()).toHaveLength(200);
  });

  it('forgets the oldest finished runs where they have said too much, and one that alone says too much is bounded', () => {
    for (let count = 0; count < 6; count++) finished(`run-${count}`, say('x'.repeat(3_000_000)));
    expect(ids(sut.list())).toEqual(['run-5', 'run-4']);
    finished('endless', ...Array.from({ length: 20 }, () => say('x'.repeat(1_000_000))));
    const characters = sut.list().reduce((sum, log) => sum + log.characters, 0);
    expect(characters).toBeLessThanOrEqual(8_000_000);
    expect(sut.find('endless')).toBeDefined();
  });
});
