import { describe, expect, it } from '@jest/globals';
import { assistant, toolResult, user } from '../../../test/support/conversation-factory.js';
import { executedCall, idleLoop, runScript, says, textOfRun, usageOf } from '../../../test/support/loop-factory.js';
import { toolCall } from '../../../test/support/tool-factory.js';
import type { ModelEvent } from '../../providers/provider.port.js';
import { ProviderError } from '../../providers/provider.errors.js';
import { runLoop } from './run-loop.js';
import { maxToolCalls, maxTurns, outOfTokens } from './stop-rules.js';
import { TokenMeter } from './token-meter.js';

const look = toolCall('look', { at: 'it' }, 'call-1');
const clientCall = toolCall('client_open', { file: 'a' }, 'call-c');

describe(runLoop.name, () => {
  it('L1: a text is the answer', async () => {
    const run = await runScript([says('Hello.')]);
    expect(run.batches).toEqual([[{ type: 'model-start' }], [{ type: 'text-delta', text: 'Hello.' }]]);
    expect(run.outcome).toEqual({
      output: [assistant('Hello.')],
      visible: assistant('Hello.'),
      finishReason: 'stop',
      usage: usageOf(10, 2),
    });
  });

  it('I2: an empty answer is an empty string', async () => {
    const run = await runScript([says('')]);
    expect(run.outcome).toMatchObject({ visible: assistant(''), finishReason: 'stop' });
    expect(textOfRun(run.events)).toBe('');
  });

  it('L1: calls a tool, shows the model its result, and answers', async () => {
    const run = await runScript([says('Let me look.', { calls: [look] }), says('It is there.')]);
    expect(run.executed).toEqual([look]);
    expect(run.shown).toEqual([
      [user('question')],
      [user('question'), assistant('Let me look.', look), toolResult('call-1', 'result of call-1')],
    ]);
    expect(run.events).toEqual([
      { type: 'model-start' },
      { type: 'text-delta', text: 'Let me look.' },
      { type: 'tool-start', callId: 'call-1', name: 'look', arguments: look.arguments },
      { type: 'tool-end', callId: 'call-1', name: 'look', outcome: 'ok', result: 'result of call-1' },
      { type: 'text-delta', text: '\n\nIt is there.' },
    ]);
    expect(run.outcome).toMatchObject({ visible: assistant('Let me look.\n\nIt is there.'), finishReason: 'stop' });
    expect(run.outcome?.output).toHaveLength(3);
  });

  it('puts a paragraph between the texts of two turns, only where both have some', async () => {
    const silent = says('', { calls: [look] });
    const inPieces: ModelEvent[][] = [
      [{ type: 'response-start' }],
      [{ type: 'text-delta', text: '' }],
      [{ type: 'text-delta', text: 'b' }],
      [{ type: 'text-delta', text: 'c' }],
      [{ type: 'finish', reason: 'stop' }],
    ];
    const run = await runScript([silent, says('a', { calls: [look] }), silent, inPieces]);
    expect(run.events.filter((event) => event.type === 'text-delta').map(({ text }) => text)).toEqual([
      'a',
      '\n\nb',
      'c',
    ]);
  });

  it('F5: each of several calls gets its one result, in order, before the model goes on', async () => {
    const calls = [toolCall('look', {}, '1'), toolCall('invented', {}, '2'), toolCall('look', {}, '3')];
    const run = await runScript([says('', { calls }), says('Done.')], {
      executeTool: (call) =>
        Promise.resolve(executedCall(call, { outcome: call.name === 'invented' ? 'refused' : 'ok' })),
    });
    expect(run.executed.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(run.shown[1]?.slice(2).map((message) => message.role === 'tool' && message.callId)).toEqual(['1', '2', '3']);
    expect(run.events.filter((event) => event.type === 'tool-end').map(({ outcome }) => outcome)).toEqual([
      'ok',
      'refused',
      'ok',
    ]);
  });

  it('I3: a call to a client tool ends the run with tool-calls, shown as it came', async () => {
    const run = await runScript([says('Opening.', { calls: [clientCall] }), says('never')]);
    expect(run.executed).toEqual([]);
    expect(run.shown).toHaveLength(1);
    expect(run.outcome).toMatchObject({ finishReason: 'tool-calls', visible: assistant('Opening.', clientCall) });
    expect(run.events.slice(2)).toEqual([
      { type: 'client-tool-call-start', index: 0, id: 'call-c', name: 'client_open' },
      { type: 'client-tool-call-delta', index: 0, argumentsDelta: '{"file' },
      { type: 'client-tool-call-delta', index: 0, argumentsDelta: '":"a"}' },
    ]);
  });

  it('I3: own calls of the same turn run first, and stay inside', async () => {
    const second = toolCall('client_close', {}, 'call-d');
    const run = await runScript([says('', { calls: [look, clientCall, second] })]);
    expect(run.executed).toEqual([look]);
    expect(run.outcome).toMatchObject({
      finishReason: 'tool-calls',
      visible: assistant('', clientCall, second),
      output: [assistant('', look, clientCall, second), toolResult('call-1', 'result of call-1')],
    });
    const started = run.events.filter((event) => event.type === 'client-tool-call-start');
    expect(started.map(({ index, id }) => [index, id])).toEqual([
      [0, 'call-c'],
      [1, 'call-d'],
    ]);
  });

  it('I3: client calls are numbered over the run, also when the model numbers each turn anew', async () => {
    const run = await runScript([says('', { calls: [look] }), says('', { calls: [clientCall] })]);
    expect(run.events.at(-1)).toMatchObject({ type: 'client-tool-call-delta', index: 0 });
    expect(run.outcome?.visible.toolCalls).toEqual([clientCall]);
  });

  it('a finish reason of tool-calls without any call is a stop', async () => {
    expect((await runScript([says('Hi.', { reason: 'tool-calls' })])).outcome?.finishReason).toBe('stop');
  });

  it('calls are run whatever reason the provider gives for a whole answer', async () => {
    const run = await runScript([says('', { calls: [look], reason: 'stop' }), says('ok')]);
    expect(run.executed).toHaveLength(1);
  });

  it.each(['length', 'content-filter'] as const)(
    'I1: the finish reason %s of the model is that of the run',
    async (reason) => {
      expect((await runScript([says('Some', { reason })])).outcome).toMatchObject({
        finishReason: reason,
        visible: assistant('Some'),
      });
    },
  );

  it.each(['length', 'content-filter'] as const)(
    'K5: calls of an answer that ended with %s may be cut, so none runs and each has a result that says so',
    async (reason) => {
      const cut = toolCall('look', '', 'call-2');
      const run = await runScript([says('', { calls: [look, cut], reason }), says('never')]);
      expect(run.executed).toEqual([]);
      expect(run.shown).toHaveLength(1);
      expect(run.outcome?.finishReason).toBe(reason);
      expect(run.outcome?.output.slice(1)).toMatchObject([
        { role: 'tool', callId: 'call-1' },
        { role: 'tool', callId: 'call-2' },
      ]);
    },
  );

  it('K5: a client call that was cut is not reported as complete', async () => {
    const run = await runScript([says('', { calls: [toolCall('client_open', '{"fi')], reason: 'length' })]);
    expect(run.outcome?.finishReason).toBe('length');
  });

  it('L3: of the calls beyond maxToolCalls none is run, and the model is not asked again', async () => {
    const calls = ['call-1', 'call-2', 'call-3'].map((id) => toolCall('look', { at: id }, id));
    const limits = { maxToolCalls: 2, stopRules: [maxToolCalls(2)] };
    const run = await runScript([says('', { calls }), says('never')], limits);
    expect(run.executed.map(({ id }) => id)).toEqual(['call-1', 'call-2']);
    expect(run.outcome).toMatchObject({ finishReason: 'length' });
    expect(run.outcome?.output.at(-1)).toEqual(
      toolResult('call-3', 'No more tool calls are allowed for this answer; nothing was run.'),
    );
  });

  it('L3: with maxToolCalls used up the model still answers', async () => {
    const limits = { maxToolCalls: 1, stopRules: [maxToolCalls(1)] };
    const run = await runScript([says('', { calls: [look] }), says('It is there.')], limits);
    expect(run.outcome).toMatchObject({ finishReason: 'stop', visible: assistant('It is there.') });
  });

  it('L3: maxTurns ends the run with length, after its calls have their results', async () => {
    const again = says('more', { calls: [look] });
    const run = await runScript([again, again, again], { stopRules: [maxTurns(2)] });
    expect(run.shown).toHaveLength(2);
    expect(run.executed).toHaveLength(2);
    expect(run.outcome).toMatchObject({ finishReason: 'length', visible: assistant('more\n\nmore') });
    expect(run.outcome?.output.at(-1)).toMatchObject({ role: 'tool' });
  });

  it('L3: the end of the tokens ends it too; an answer that comes to its end by itself is no length', async () => {
    const again = says('', { calls: [look], usage: usageOf(60, 10) });
    const run = await runScript([again, again, again], { stopRules: [outOfTokens], tokens: new TokenMeter(100) });
    expect(run.shown).toHaveLength(2);
    expect(run.outcome?.finishReason).toBe('length');
    const final = await runScript([says('Done.', { usage: usageOf(100, 0) })], {
      stopRules: [outOfTokens, maxTurns(1)],
      tokens: new TokenMeter(100),
    });
    expect(final.outcome?.finishReason).toBe('stop');
  });

  describe('C6: what a call of the model is booked with', () => {
    const failing = (error: ProviderError, ...before: ModelEvent[]): ModelEvent[][] => [
      [...before, { type: 'error', error }],
    ];
    const begun: ModelEvent[] = [{ type: 'response-start' }, { type: 'text-delta', text: 'x'.repeat(400) }];
    const cases: [string, ModelEvent[][], number][] = [
      ['as the provider counted', says('Done.', { usage: usageOf(10, 2) }), 12],
      ['all, where it did not count', [[...begun, { type: 'finish', reason: 'stop' }]], 600],
      ['what was sent and came, where it breaks off', failing(new ProviderError('cut', 'cut'), ...begun), 600],
      ['what was sent, where nothing came in time', failing(new ProviderError('timeout', 'silence')), 500],
      ['what was sent, where it is stopped before anything came', failing(new ProviderError('aborted', 'left')), 500],
      ['nothing, where it was refused', failing(new ProviderError('rejected', 'no', { status: 400 })), 0],
      ['nothing, where the provider was down', failing(new ProviderError('upstream', 'no', { status: 503 })), 0],
      ['nothing, where it was never sent', failing(new ProviderError('withheld', 'no')), 0],
    ];

    it.each(cases)('%s', async (_what, turn, booked) => {
      const tokens = new TokenMeter(Infinity);
      await runScript([turn], { tokens, estimateSent: () => 500 });
      expect(tokens.booked).toBe(booked);
    });

    it('what was sent and came, where its reader leaves in the middle; and what it counted before', async () => {
      const tokens = new TokenMeter(Infinity);
      const turns = [says('', { calls: [look], usage: usageOf(70, 7) }), [...begun, ...begun].map((event) => [event])];
      const loop = runLoop({
        ...idleLoop(),
        tokens,
        estimateSent: (output) => 500 + output.length,
        async *callModel() {
          yield* turns.shift() ?? [];
        },
      });
      for await (const batch of loop) if (batch.some(({ type }) => type === 'text-delta')) break;
      expect(tokens.booked).toBe(77 + 502 + 100);
      expect(tokens.usage).toEqual(usageOf(70, 7));
    });

    it('nothing, where it was stopped before it was sent', async () => {
      const tokens = new TokenMeter(Infinity);
      await runScript([says('Done.')], { tokens, estimateSent: () => 500, signal: AbortSignal.abort() });
      expect(tokens.booked).toBe(0);
    });
  });

  it('I3: a client call in the last turn is tool-calls, not length', async () => {
    const run = await runScript([says('', { calls: [look, clientCall] })], { stopRules: [maxTurns(1)] });
    expect(run.outcome?.finishReason).toBe('tool-calls');
  });

  it('I1: sums the usage of all calls of the model', async () => {
    const turns = [
      says('', { calls: [look], usage: usageOf(10, 1, { cachedInputTokens: 4 }) }),
      says('', { calls: [look], usage: usageOf(20, 2, { reasoningTokens: 1 }) }),
      says('x', { usage: usageOf(30, 3, { cachedInputTokens: 16 }) }),
    ];
    expect((await runScript(turns)).outcome?.usage).toEqual(
      usageOf(60, 6, { cachedInputTokens: 20, reasoningTokens: 1 }),
    );
  });

  it('I4: held text is shown for the final turn only', async () => {
    const run = await runScript([says('Thinking…', { calls: [look] }), says('{"a":1}')], { holdText: true });
    expect(textOfRun(run.events)).toBe('{"a":1}');
    expect(run.outcome?.visible).toEqual(assistant('{"a":1}'));
    expect(run.outcome?.output).toMatchObject([{ text: 'Thinking…' }, {}, { text: '{"a":1}' }]);
  });

  it('I4: held text of the turn that a stop rule ends is shown, and of none when there is none', async () => {
    const stopped = await runScript([says('so far', { calls: [look] })], { holdText: true, stopRules: [maxTurns(1)] });
    expect(stopped.outcome).toMatchObject({ visible: assistant('so far'), finishReason: 'length' });
    const empty = await runScript([says('')], { holdText: true });
    expect(empty.batches.flat()).toEqual([{ type: 'model-start' }]);
  });

  it('shows reasoning and refusals, and stores both', async () => {
    const run = await runScript([
      [
        [{ type: 'response-start' }, { type: 'reasoning-delta', text: 'hm' }, { type: 'refusal-delta', text: 'I ' }],
        [
          { type: 'refusal-delta', text: "can't." },
          { type: 'finish', reason: 'stop' },
        ],
      ],
    ]);
    expect(run.batches).toEqual([
      [{ type: 'model-start' }, { type: 'reasoning-delta', text: 'hm' }, { type: 'refusal-delta', text: 'I ' }],
      [{ type: 'refusal-delta', text: "can't." }],
    ]);
    expect(run.outcome?.output).toEqual([{ ...assistant(''), refusal: "I can't.", reasoning: 'hm' }]);
    expect(run.outcome?.visible).toEqual({ ...assistant(''), refusal: "I can't." });
  });

  it('says model-start once, with the first answer of the run', async () => {
    const run = await runScript([says('a', { calls: [look] }), says('b')]);
    expect(run.events.filter((event) => event.type === 'model-start')).toHaveLength(1);
  });

  it('yields one batch for each read of the upstream, and none that is empty', async () => {
    const run = await runScript([
      [
        [{ type: 'response-start' }, { type: 'text-delta', text: 'a' }, { type: 'text-delta', text: 'b' }],
        [{ type: 'text-delta', text: '' }],
        [
          { type: 'usage', usage: usageOf(1, 1) },
          { type: 'finish', reason: 'stop' },
        ],
      ],
    ]);
    expect(run.batches).toEqual([
      [{ type: 'model-start' }, { type: 'text-delta', text: 'a' }, { type: 'text-delta', text: 'b' }],
    ]);
  });

  describe('with a tool choice', () => {
    const required = { toolChoice: { type: 'required' } as const };
    const named = { toolChoice: { type: 'tool', name: 'client_open' } as const };
    const close = toolCall('client_close', {}, 'call-d');
    const unmet = { status: 502, type: 'server_error', code: 'tool_choice_unmet', retryable: false };

    it('I3: a call to a tool of the client meets it; text before the call comes first, text after it last', async () => {
      for (const context of [required, named]) {
        const run = await runScript([says('Opening.', { calls: [clientCall] })], context);
        expect(run.shown).toHaveLength(1);
        expect(run.events.map(({ type }) => type).slice(0, 3)).toEqual([
          'model-start',
          'text-delta',
          'client-tool-call-start',
        ]);
        expect(run.outcome).toMatchObject({ finishReason: 'tool-calls', visible: assistant('Opening.', clientCall) });
      }
    });

    it('I3: a model that answers instead is asked once more with the same request, and its answer is never seen', async () => {
      const run = await runScript([says('No.'), says('Well.', { calls: [clientCall] })], required);
      expect(run.shown).toEqual([[user('question')], [user('question')]]);
      expect(textOfRun(run.events)).toBe('Well.');
      expect(run.events.filter(({ type }) => type === 'model-start')).toHaveLength(1);
      expect(run.outcome).toMatchObject({
        output: [assistant('Well.', clientCall)],
        visible: assistant('Well.', clientCall),
        usage: usageOf(20, 4),
      });
    });

    it('I3: a second miss is 502 tool_choice_unmet, and nothing has been said before it', async () => {
      const run = await runScript([says('No.'), says('No!'), says('', { calls: [clientCall] })], required);
      expect(run.error).toMatchObject(unmet);
      expect(run.events).toEqual([]);
      expect(run.shown).toHaveLength(2);
    });

    it('I3: another tool of the client does not meet a named choice; it meets a required one', async () => {
      const answers = [says('', { calls: [close, look] }), says('', { calls: [close, clientCall] })];
      const run = await runScript(answers, named);
      expect(run.shown).toHaveLength(2);
      expect(run.executed).toEqual([]);
      expect(run.outcome?.visible.toolCalls).toEqual([close, clientCall]);
      expect((await runScript(answers, required)).outcome?.visible.toolCalls).toEqual([close]);
    });

    it('I3: own tools may come first; what the model says meanwhile is shown once the choice is met', async () => {
      const turns = [says('First.', { calls: [look] }), says('No.'), says('Then.', { calls: [clientCall] })];
      const run = await runScript(turns, required);
      expect(run.executed).toEqual([look]);
      expect(run.shown[2]).toEqual(run.shown[1]);
      expect(run.events.map(({ type }) => type).slice(0, 4)).toEqual([
        'model-start',
        'tool-start',
        'tool-end',
        'text-delta',
      ]);
      expect(textOfRun(run.events)).toBe('First.\n\nThen.');
      expect(run.outcome?.visible.text).toBe('First.\n\nThen.');
    });

    it('I3: an answer that was cut, or a run that is stopped, is told as that, with what was said', async () => {
      const cut = await runScript([says('So far', { reason: 'length' })], required);
      expect(cut.outcome).toMatchObject({ finishReason: 'length', visible: assistant('So far') });
      expect(textOfRun(cut.events)).toBe('So far');
      const stopped = await runScript([says('a', { calls: [look] })], { ...required, stopRules: [maxTurns(1)] });
      expect(stopped.outcome).toMatchObject({ finishReason: 'length', visible: assistant('a') });
      expect(textOfRun(stopped.events)).toBe('a');
    });

    it('L3: a model is not asked again beyond the limits of the run', async () => {
      const run = await runScript([says('No.'), says('', { calls: [clientCall] })], {
        ...required,
        stopRules: [maxTurns(1)],
      });
      expect(run.error).toMatchObject(unmet);
      expect(run.shown).toHaveLength(1);
    });

    it('J2: a failure of the model before the choice is met is an early one', async () => {
      const error = new ProviderError('cut', 'broken');
      const run = await runScript(
        [[[{ type: 'response-start' }, { type: 'text-delta', text: 'So' }], [{ type: 'error', error }]]],
        required,
      );
      expect(run.error).toBe(error);
      expect(run.events).toEqual([]);
    });

    it('I4: goes together with text that is held for its form', async () => {
      const turns = [says('No.'), says('Hm.', { calls: [look] }), says('{}', { calls: [clientCall] })];
      const run = await runScript(turns, { ...required, holdText: true });
      expect(textOfRun(run.events)).toBe('{}');
      expect(run.outcome?.visible).toEqual(assistant('{}', clientCall));
    });

    it('without a demand, a model may answer as it likes', async () => {
      const run = await runScript([says('Hello.')], { toolChoice: { type: 'auto' } });
      expect(run.outcome?.visible).toEqual(assistant('Hello.'));
    });
  });
});
