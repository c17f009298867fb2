import { describe, expect, it } from '@jest/globals';
import { executedCall, idleLoop, runScript, says, textOfRun } from '../../../test/support/loop-factory.js';
import { toolCall } from '../../../test/support/tool-factory.js';
import { ProviderError } from '../../providers/provider.errors.js';
import type { ModelEvent } from '../../providers/provider.port.js';
import { runLoop } from './run-loop.js';

const look = toolCall('look', {}, 'call-1');

describe(`${runLoop.name} when something fails`, () => {
  it('I2: throws the error of the model', async () => {
    const error = new ProviderError('rate-limited', 'slow down');
    const run = await runScript([
      [[{ type: 'response-start' }, { type: 'text-delta', text: 'So' }], [{ type: 'error', error }]],
    ]);
    expect(run.error).toBe(error);
    expect(textOfRun(run.events)).toBe('So');
  });

  it('throws it in a later turn too, after a tool has run', async () => {
    const error = new ProviderError('upstream', 'broken');
    const run = await runScript([says('', { calls: [look] }), [[{ type: 'error', error }]]]);
    expect(run.error).toBe(error);
    expect(run.executed).toHaveLength(1);
  });

  it('J2: an error in the first batch shows nothing', async () => {
    const run = await runScript([[[{ type: 'error', error: new ProviderError('connect', 'refused') }]]]);
    expect(run.batches).toEqual([]);
  });

  it.each<[string, ModelEvent[][]]>([
    ['nothing at all', []],
    ['text without an end', [[{ type: 'response-start' }], [{ type: 'text-delta', text: 'half' }]]],
    [
      'a call without an end',
      [[{ type: 'response-start' }], [{ type: 'tool-call-start', index: 0, id: 'call-1', name: 'look' }]],
    ],
  ])('K5: a stream of %s is cut, never complete, and runs nothing', async (_what, turn) => {
    const run = await runScript([turn]);
    expect(run.error).toMatchObject({ kind: 'cut' });
    expect(run.error).toBeInstanceOf(ProviderError);
    expect(run.executed).toEqual([]);
  });

  it('arguments of a call that never began are a failure of the provider', async () => {
    const run = await runScript([[[{ type: 'tool-call-delta', index: 3, argumentsDelta: '{}' }]]]);
    expect(run.error).toMatchObject({ kind: 'upstream' });
  });

  it('passes on what a model throws although it should not', async () => {
    const error = new Error('unexpected');
    const run = await runScript([
      () => ({
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
      }),
    ]);
    expect(run.error).toBe(error);
  });

  it('J5: an abort in the middle of the stream ends the run with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('the caller left');
    const run = await runScript(
      [
        async function* () {
          yield [{ type: 'response-start' }, { type: 'text-delta', text: 'half' }];
          controller.abort(reason);
          yield [{ type: 'finish', reason: 'stop' }];
        },
      ],
      { signal: controller.signal },
    );
    expect(run.error).toBe(reason);
    expect(run.outcome).toBeUndefined();
  });

  it('J5: a model that reports the abort as an error ends the run as well', async () => {
    const controller = new AbortController();
    const run = await runScript(
      [
        async function* () {
          yield [{ type: 'response-start' }];
          controller.abort(new Error('the caller left'));
          yield [{ type: 'error', error: new ProviderError('aborted', 'aborted') }];
        },
      ],
      { signal: controller.signal },
    );
    expect(run.error).toMatchObject({ kind: 'aborted' });
  });

  it('J5: an abort during a tool ends the run after every call has its result, without asking the model again', async () => {
    const controller = new AbortController();
    const reason = new Error('the caller left');
    const calls = [toolCall('look', {}, '1'), toolCall('look', {}, '2')];
    const run = await runScript([says('', { calls }), says('never')], {
      signal: controller.signal,
      executeTool: (call) => {
        controller.abort(reason);
        return Promise.resolve(executedCall(call, { outcome: 'aborted' }));
      },
    });
    expect(run.error).toBe(reason);
    expect(run.shown).toHaveLength(1);
    expect(run.events.filter((event) => event.type === 'tool-end').map(({ callId }) => callId)).toEqual(['1', '2']);
  });

  it('to stop reading closes the stream of the model', async () => {
    let closed = false;
    async function* model(): AsyncGenerator<ModelEvent[]> {
      try {
        yield [{ type: 'response-start' }];
        yield [{ type: 'text-delta', text: 'never read' }];
      } finally {
        closed = true;
      }
    }
    const sut = runLoop({ ...idleLoop(), callModel: model });
    expect(await sut.next()).toMatchObject({ value: [{ type: 'model-start' }] });
    await sut.return(undefined as never);
    expect(closed).toBe(true);
  });
});
