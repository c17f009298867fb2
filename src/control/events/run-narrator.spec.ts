import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RunFailure, runEnd, wholeRun } from '../../../test/support/run-events.js';
import { runOrigin } from '../../../test/support/run-log-factory.js';
import type { RunRecord } from '../../runs/journal/run-record.js';
import type { RunEvent } from '../../runs/run-event.js';
import { RunAbortedError, RunCancelledError } from '../../runs/runs.errors.js';
import { type NarratedEvent, RunNarrator } from './run-narrator.js';

const origin = runOrigin({ sessionKey: 'agent:main:chat', asked: 'hi' });
const queued: RunRecord = { ...origin, status: 'queued', createdAt: 1_000 };
const run: RunRecord = { ...queued, status: 'running', startedAt: 1_100 };

const say = (text: string): RunEvent => ({ type: 'text-delta', text });

/** The names of what was told: the stream or state of each event, with its phase. */
function named(events: readonly NarratedEvent[]): string[] {
  return events.map((told) => {
    if (told.event === 'chat') return `chat ${told.payload.state}`;
    const { stream, data } = told.payload;
    return 'phase' in data ? `${stream} ${data.phase}` : stream;
  });
}

describe(RunNarrator.name, () => {
  const make = (): RunNarrator => new RunNarrator(run, () => 2_000);

  it('begins with the start of the run, once, and holds text back', () => {
    const sut = make();
    expect(sut.holdsText).toBe(false);
    expect(sut.tell([{ type: 'model-start' }, say('a')])).toEqual([
      {
        event: 'chat',
        payload: {
          runId: 'run_1',
          sessionKey: 'agent:main:chat',
          agentId: 'main',
          seq: 1,
          state: 'delta',
          deltaText: '',
          message: { role: 'assistant', content: [{ type: 'text', text: '' }], timestamp: 2_000 },
        },
      },
      {
        event: 'agent',
        payload: {
          runId: 'run_1',
          sessionKey: 'agent:main:chat',
          sessionId: 'chat',
          agentId: 'main',
          seq: 2,
          stream: 'lifecycle',
          data: { phase: 'start', startedAt: 1_100 },
          ts: 2_000,
        },
      },
    ]);
    expect(sut.holdsText).toBe(true);
    expect(sut.tell([say('b')])).toEqual([]);
  });

  it('flushes what it held back as one piece, with the whole text so far', () => {
    const sut = make();
    sut.tell([say('a'), say('b')]);
    sut.flush();
    sut.tell([say('c')]);
    const [assistant, delta] = sut.flush();
    expect(assistant).toMatchObject({
      event: 'agent',
      payload: { stream: 'assistant', data: { text: 'abc', delta: 'c' } },
    });
    expect(delta).toMatchObject({
      event: 'chat',
      payload: {
        state: 'delta',
        deltaText: 'c',
        message: { role: 'assistant', content: [{ type: 'text', text: 'abc' }] },
      },
    });
    expect(sut.flush()).toEqual([]);
  });

  it('tells of tools as they work, after what was said before', () => {
    const sut = make();
    const events = sut.tell([
      say('Let me see.'),
      { type: 'tool-start', callId: 'c1', name: 'read', arguments: '{"path":"a"}' },
      { type: 'tool-progress', callId: 'c1', name: 'read', text: 'half' },
      { type: 'tool-end', callId: 'c1', name: 'read', outcome: 'refused', result: 'no' },
    ]);
    expect(named(events)).toEqual([
      ...['chat delta', 'lifecycle start', 'assistant', 'chat delta', 'tool start', 'tool update', 'tool result'],
    ]);
    const content = (text: string) => ({ content: [{ type: 'text', text }] });
    expect(events.slice(4).map(({ payload }) => 'data' in payload && payload.data)).toEqual([
      { toolCallId: 'c1', name: 'read', phase: 'start', args: { path: 'a' } },
      { toolCallId: 'c1', name: 'read', phase: 'update', partialResult: content('half') },
      { toolCallId: 'c1', name: 'read', phase: 'result', isError: true, outcome: 'refused', result: content('no') },
    ]);
  });

  it('says nothing of thoughts and of calls that the client answers', () => {
    const events = make().tell([
      { type: 'reasoning-delta', text: 'hidden' },
      { type: 'client-tool-call-start', index: 0, id: 'c', name: 'theirs' },
      { type: 'client-tool-call-delta', index: 0, argumentsDelta: 'hidden' },
      runEnd({ finishReason: 'tool-calls' }),
    ]);
    expect(named(events)).toEqual(['chat delta', 'lifecycle start', 'usage', 'lifecycle end', 'chat final']);
    expect(JSON.stringify(events)).not.toContain('hidden');
    expect(events.at(-1)?.payload).toMatchObject({ stopReason: 'tool-calls', message: { content: [{ text: '' }] } });
  });

  it('a run that has not begun when it fails has begun when it is told', () => {
    const sut = new RunNarrator(queued, () => 2_000);
    const events = sut.tell([{ type: 'run-error', error: new RunFailure() }]);
    expect(named(events)).toEqual(['chat delta', 'lifecycle start', 'lifecycle error', 'chat error']);
    expect(events[2].payload).toMatchObject({
      data: { phase: 'error', startedAt: 2_000, endedAt: 2_000, aborted: false, error: 'The model provider failed.' },
    });
    expect(events[3].payload).toMatchObject({ errorMessage: 'The model provider failed.' });
  });

  it.each([new RunAbortedError(), new RunCancelledError()])('a run that is stopped before it began: %s', (error) => {
    const events = new RunNarrator(queued, () => 2_000).tell([{ type: 'run-error', error }]);
    expect(named(events)).toEqual(['lifecycle error', 'chat aborted']);
    expect(events[0].payload).toMatchObject({
      seq: 1,
      data: { phase: 'error', endedAt: 2_000, aborted: true, error: error.message },
    });
    expect(JSON.stringify(events)).not.toContain('startedAt');
  });

  it.each([new RunAbortedError(), new RunCancelledError()])('a run that was stopped is aborted: %s', (error) => {
    const sut = make();
    sut.tell([say('half')]);
    const events = sut.tell([{ type: 'run-error', error }]);
    expect(named(events)).toEqual(['assistant', 'chat delta', 'lifecycle error', 'chat aborted']);
    expect(events.at(-1)?.payload).toMatchObject({ stopReason: 'aborted', message: { content: [{ text: 'half' }] } });
    const silent = make().tell([{ type: 'run-error', error }]);
    expect(silent.at(-1)?.payload).not.toHaveProperty('message');
  });

  it('however a run is cut and whenever it is flushed, the joined deltas are the final text, and seq has no gaps', () => {
    fc.assert(
      fc.property(wholeRun, fc.infiniteStream(fc.boolean()), (batches, flushes) => {
        const sut = make();
        const told = batches.flatMap((batch) => [...sut.tell(batch), ...(flushes.next().value ? sut.flush() : [])]);
        const said = batches
          .flat()
          .map((event) => (/^(text|refusal)-delta$/.test(event.type) && 'text' in event ? event.text : ''));
        let soFar = '';
        let final: string | undefined;
        for (const { event, payload } of told) {
          if (event !== 'chat') continue;
          if (payload.state === 'delta') {
            soFar += payload.deltaText;
            expect(payload.message.content).toEqual([{ type: 'text', text: soFar }]);
          } else if (payload.state === 'final')
            [final] = payload.message.content.map((part) => ('text' in part ? part.text : ''));
        }
        expect([soFar, final]).toEqual([said.join(''), said.join('')]);
        expect(told.map(({ payload }) => payload.seq)).toEqual(told.map((_, index) => index + 1));
        expect(sut.holdsText).toBe(false);
      }),
    );
  });
});
