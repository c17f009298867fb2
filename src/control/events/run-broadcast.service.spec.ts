import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { RecordingReceiver } from '../../../test/support/operator-factory.js';
import { RunFailure, runEnd } from '../../../test/support/run-events.js';
import { runOrigin } from '../../../test/support/run-log-factory.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import type { RunEvent } from '../../runs/run-event.js';
import { RunAbortedError, RunCancelledError } from '../../runs/runs.errors.js';
import { EventHub } from './event-hub.service.js';
import { RunBroadcast } from './run-broadcast.service.js';

const say = (text: string): RunEvent => ({ type: 'text-delta', text });
const fail = (error: Extract<RunEvent, { type: 'run-error' }>['error']): RunEvent => ({ type: 'run-error', error });

describe(RunBroadcast.name, () => {
  let clock: FakeClock;
  let journal: RunJournal;
  let hub: EventHub;
  let sut: RunBroadcast;
  let reader: RecordingReceiver;

  beforeEach(() => {
    clock = new FakeClock();
    journal = new RunJournal(clock);
    hub = new EventHub(clock);
    sut = new RunBroadcast(journal, hub, clock);
    sut.onModuleInit();
    reader = new RecordingReceiver({}, true);
  });
  afterEach(() => sut.onModuleDestroy());

  const open = (overrides: Parameters<typeof runOrigin>[0] = {}) => {
    const tell = journal.open(runOrigin(overrides));
    return (...events: RunEvent[]): void => tell(events);
  };
  /** The pieces of text that were told. */
  const deltas = (of = reader): unknown[] =>
    of.payloads('chat').flatMap(({ deltaText }) => (deltaText === undefined || deltaText === '' ? [] : deltaText));

  it('tells the first text at once, and gathers what follows for a tenth of a second', async () => {
    hub.add(reader);
    const run = open();
    run({ type: 'model-start' }, say('a'));
    run(say('b'));
    run(say('c'));
    expect(deltas()).toEqual(['a']);
    await clock.advance(99);
    expect(deltas()).toEqual(['a']);
    await clock.advance(1);
    expect(deltas()).toEqual(['a', 'bc']);
    await clock.advance(100);
    run(say('d'));
    expect(deltas()).toEqual(['a', 'bc', 'd']);
  });

  it('tells what is held back before the end, and leaves no timer behind', () => {
    hub.add(reader);
    const run = open();
    run(say('a'));
    run(say('b'), runEnd());
    expect(deltas()).toEqual(['a', 'b']);
    expect(reader.payloads('chat').at(-1)).toMatchObject({ state: 'final' });
    expect(clock.waiting).toBe(0);
  });

  it('tells whoever comes late the whole text with the next piece, and not again what was said', async () => {
    const run = open();
    run(say('a'));
    hub.add(reader);
    run(say('b'));
    await clock.advance(100);
    expect(deltas()).toEqual(['b']);
    expect(reader.payloads('agent').at(-1)).toMatchObject({ data: { text: 'ab', delta: 'b' } });
  });

  it('keeps nothing of a run while nobody listens', async () => {
    const leave = hub.add(reader);
    const run = open();
    run(say('a'));
    leave();
    run(say('b'));
    expect(clock.waiting).toBe(0);
    const another = new RecordingReceiver();
    hub.add(another);
    run(say('c'));
    await clock.advance(100);
    expect(another.payloads('agent').at(-1)).toMatchObject({ data: { text: 'abc', delta: 'c' } });
  });

  it('keeps runs apart that are at work at the same time', async () => {
    hub.add(reader);
    const [first, second] = [open({ id: 'run_1' }), open({ id: 'run_2', sessionKey: 'agent:main:other' })];
    first(say('a'));
    second(say('x'));
    first(say('b'));
    second(say('y'));
    await clock.advance(100);
    const texts = reader.payloads('agent').flatMap(({ runId, stream, data }) => {
      return stream === 'assistant' ? [[runId, (data as { text: string }).text]] : [];
    });
    expect(texts).toEqual([
      ['run_1', 'a'],
      ['run_2', 'x'],
      ['run_1', 'ab'],
      ['run_2', 'xy'],
    ]);
  });

  it('a session has changed when a run that is kept came to its end', () => {
    hub.add(reader);
    open()(say('a'), runEnd());
    open({ id: 'run_2', sessionKey: 'agent:main:openai:1', sessionKept: false })(say('a'), runEnd());
    expect(reader.payloads('sessions.changed')).toMatchObject([{ key: 'agent:main:desk', reason: 'turn' }]);
  });

  it.each<[string, RunEvent[]]>([
    ['failed', [say('half'), fail(new RunFailure())]],
    ['failed before it said a word', [fail(new RunFailure())]],
    ['was stopped by an operator', [say('half'), fail(new RunCancelledError())]],
    ['was stopped while it waited', [fail(new RunCancelledError())]],
    ['was left by its caller', [say('half'), fail(new RunAbortedError())]],
    ['is not over', [say('half')]],
  ])('a run that %s has changed no session', (_name, events) => {
    hub.add(reader);
    open()(...events);
    expect(reader.payloads('sessions.changed')).toEqual([]);
  });

  it('tells nothing more when the gateway stops', async () => {
    hub.add(reader);
    const run = open();
    run(say('a'));
    run(say('b'));
    sut.onModuleDestroy();
    run(say('c'));
    await clock.advance(1_000);
    expect(deltas()).toEqual(['a']);
    expect(clock.waiting).toBe(0);
  });
});
