import { describe, expect, it } from '@jest/globals';
import { RunFailure, batches, runEnd, usage } from '../../../test/support/run-events.js';
import type { RunEvent } from '../../runs/run-event.js';
import { toAgentCompleted } from './to-agent-completed.js';
import { toRunOutcome } from './to-run-outcome.js';

/** A clock that goes on by a second with each look. */
function ticking(): () => number {
  let now = 0;
  return () => (now += 1_000);
}

const say = (text: string): RunEvent => ({ type: 'text-delta', text });

describe('toRunOutcome', () => {
  it('has all that was said to the caller, and nothing else', async () => {
    const events = batches(
      [{ type: 'model-start' }, say('a')],
      [
        { type: 'reasoning-delta', text: 'hidden' },
        { type: 'refusal-delta', text: 'b' },
      ],
      [say('c'), runEnd({ finishReason: 'length' })],
    );
    expect(await toRunOutcome(events, ticking())).toEqual({
      ok: true,
      text: 'abc',
      finishReason: 'length',
      usage,
      model: 'fake/model',
      startedAt: 1_000,
      endedAt: 2_000,
    });
  });

  it('is the failure where there is one, whatever was said before', async () => {
    const error = new RunFailure();
    const outcome = await toRunOutcome(batches([say('half')], [{ type: 'run-error', error }]), ticking());
    expect(outcome).toEqual({ ok: false, error, startedAt: 1_000, endedAt: 2_000 });
  });

  it('never passes off a run without an end as a complete one', async () => {
    await expect(toRunOutcome(batches([say('half')]), ticking())).rejects.toThrow('without a terminal event');
  });
});

describe('toAgentCompleted', () => {
  it('tells the provider from a model whose name has slashes itself', async () => {
    const outcome = await toRunOutcome(batches([runEnd({ model: 'router/family/model' })]), ticking());
    if (!outcome.ok) throw outcome.error;
    const run = {
      runId: 'r',
      sessionKey: 'agent:main:a:b',
      agentId: 'main',
      acceptedAt: 0,
      warnings: [],
      outcome: Promise.resolve(outcome),
    };
    const { meta } = toAgentCompleted(run, outcome).result;
    expect(meta).toEqual({
      durationMs: 1_000,
      agentMeta: {
        sessionId: 'a:b',
        provider: 'router',
        model: 'family/model',
        usage: { input: 7, output: 5, cacheRead: 2, total: 12 },
      },
      stopReason: 'stop',
    });
  });
});
