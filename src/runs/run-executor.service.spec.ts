import { Logger } from '@nestjs/common';
import { describe, expect, it, jest } from '@jest/globals';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { assistant, toolResult, user } from '../../test/support/conversation-factory.js';
import { makeExecutor, resolvedModel, runState } from '../../test/support/executor-factory.js';
import { says } from '../../test/support/loop-factory.js';
import { scriptedProvider } from '../../test/support/provider-fixtures.js';
import { collectRun, runRequest } from '../../test/support/run-factory.js';
import { fakeTool, toolCall } from '../../test/support/tool-factory.js';
import { ProviderError } from '../providers/provider.errors.js';
import type { SessionKey } from '../sessions/session-key.js';
import { textResult } from '../tools/tool.port.js';
import { RunExecutor } from './run-executor.service.js';
import type { RunRequest } from './run-request.js';
import { rootBounds } from './run-state.js';

const desk: SessionKey = { key: 'agent:main:desk', kind: 'explicit' };
const fresh: SessionKey = { key: 'agent:main:openai:1', kind: 'fresh' };

function run(sut: RunExecutor, request: Partial<RunRequest> = {}, session?: SessionKey) {
  const complete = runRequest(request);
  return collectRun(sut.execute(complete, runState(session ? { session } : {}, complete.agent)));
}

describe(RunExecutor.name, () => {
  it('L1: sends prompt, conversation and options upstream, and ends with the model that answered', async () => {
    const { sut, provider } = makeExecutor([says('Hello.')], { model: { maxTokens: 900 } });
    const agent = resolvedAgent({
      publicMode: true,
      systemPrompt: 'Be kind.',
      params: { temperature: 0.1, topP: 0.5 },
    });
    const events = await run(sut, { agent, instructions: ['Speak French.'], options: { temperature: 0.9, seed: 7 } });
    expect(provider.requests).toEqual([
      {
        model: 'first',
        system: expect.stringMatching(/Be kind\.[^]*Runtime: public-facing agent[^]*Speak French\./),
        messages: [user('question')],
        tools: [],
        options: { temperature: 0.9, topP: 0.5, maxOutputTokens: 900, seed: 7 },
      },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'run-end', finishReason: 'stop', model: 'fake/first' });
  });

  it('F5: an owner-only tool reaches an owner run alone: upstream, and at dispatch', async () => {
    const gateway = fakeTool('gateway', { ownerOnly: true });
    const answers = [says('', { calls: [toolCall('gateway')] }), says('Done.')];
    const owner = makeExecutor(answers, { tools: [gateway] });
    await run(owner.sut, { owner: { isOwner: true, why: 'header' } });
    expect(owner.provider.requests[0]?.tools.map(({ name }) => name)).toEqual(['gateway']);
    expect(gateway.calls).toHaveLength(1);
    const other = makeExecutor(answers, { tools: [gateway] });
    const events = await run(other.sut, { owner: { isOwner: false, why: 'header' } });
    expect(JSON.stringify(other.provider.requests[0])).not.toContain('gateway');
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'tool-end', callId: 'call_gateway', name: 'gateway', outcome: 'refused' }),
    );
    expect(gateway.calls).toHaveLength(1);
  });

  it('I3: tools of the client go along, and one of an own name takes its place', async () => {
    const own = [fakeTool('read'), fakeTool('look')];
    const { sut, provider } = makeExecutor([says('', { calls: [toolCall('read', { a: 1 })] })], { tools: own });
    const clientTools = [{ name: 'read', description: "the client's", parameters: {} }];
    const events = await run(sut, { clientTools, toolChoice: { type: 'required' }, parallelToolCalls: false });
    expect(provider.requests[0]).toMatchObject({
      tools: [{ name: 'look' }, { name: 'read', description: "the client's" }],
      toolChoice: { type: 'required' },
      parallelToolCalls: false,
    });
    expect(events.at(-1)).toMatchObject({ type: 'run-end', finishReason: 'tool-calls' });
    expect(own[0]?.calls).toEqual([]);
  });

  it('I4: a demanded form goes upstream, and text before a tool call is not part of the answer', async () => {
    const answers = [says('Let me see.', { calls: [toolCall('look')] }), says('{}')];
    const { sut, provider } = makeExecutor(answers, { tools: [fakeTool('look')] });
    const events = await run(sut, { responseFormat: { type: 'json_object' } });
    expect(events.flatMap((event) => (event.type === 'text-delta' ? [event.text] : []))).toEqual(['{}']);
    expect(provider.requests.map(({ responseFormat }) => responseFormat)).toEqual([
      { type: 'json_object' },
      { type: 'json_object' },
    ]);
  });

  it('K3: notes that a tool may have changed something, from the moment it starts', async () => {
    const state = runState();
    let atStart = false;
    const write = fakeTool('write', {
      sideEffects: true,
      run: () => {
        atStart = state.tree.sideEffect;
        return Promise.reject(new Error('broken'));
      },
    });
    const { sut } = makeExecutor([says('', { calls: [toolCall('write')] }), says('ok')], { tools: [write] });
    await collectRun(sut.execute(runRequest(), state));
    expect([atStart, state.tree.sideEffect]).toEqual([true, true]);
  });

  it('K4: tells the caller before the first tool that changes something begins, and once', async () => {
    const order: string[] = [];
    const ran = (name: string) => () => Promise.resolve(textResult(String(order.push(name))));
    const tools = [fakeTool('look', { run: ran('look') }), fakeTool('write', { sideEffects: true, run: ran('write') })];
    const calls = [toolCall('look'), toolCall('write'), toolCall('write')];
    const beforeSideEffect = async (): Promise<void> => {
      await new Promise(setImmediate);
      order.push('noted');
    };
    const state = runState({ ...rootBounds({ agent: resolvedAgent(), beforeSideEffect }) });
    await collectRun(makeExecutor([says('', { calls }), says('ok')], { tools }).sut.execute(runRequest(), state));
    expect(order).toEqual(['look', 'noted', 'write', 'write']);
  });

  it('K4: where that cannot be noted, the tool does not run and the next one asks anew', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const write = fakeTool('write', { sideEffects: true });
    let asked = 0;
    const beforeSideEffect = (): Promise<void> =>
      ++asked === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve();
    const state = runState({ ...rootBounds({ agent: resolvedAgent(), beforeSideEffect }) });
    const calls = [toolCall('write', { a: 1 }), toolCall('write', { a: 2 })];
    const { sut } = makeExecutor([says('', { calls }), says('ok')], { tools: [write] });
    await collectRun(sut.execute(runRequest(), state));
    expect([asked, write.calls, state.tree.sideEffect]).toEqual([2, [{ a: 2 }], true]);
    expect(logged).toHaveBeenCalledTimes(1);
    logged.mockRestore();
  });

  it('K3: neither a harmless tool nor a call that was refused is a side effect', async () => {
    const strict = { type: 'object', required: ['path'] };
    const tools = [fakeTool('look'), fakeTool('write', { sideEffects: true, parameters: strict })];
    const calls = [toolCall('look'), toolCall('write'), toolCall('remove')];
    const state = runState();
    await collectRun(makeExecutor([says('', { calls }), says('ok')], { tools }).sut.execute(runRequest(), state));
    expect(state.tree.sideEffect).toBe(false);
  });

  it('gives tools a way to tell of their progress', async () => {
    const slow = fakeTool('slow', {
      run: (_args, { progress }) => {
        progress('half way');
        return Promise.resolve(textResult('done'));
      },
    });
    const { sut } = makeExecutor([says('', { calls: [toolCall('slow')] }), says('ok')], { tools: [slow] });
    const events = await run(sut);
    expect(events.filter(({ type }) => type.startsWith('tool-'))).toEqual([
      { type: 'tool-start', callId: 'call_slow', name: 'slow', arguments: '{}' },
      { type: 'tool-progress', callId: 'call_slow', name: 'slow', text: 'half way' },
      { type: 'tool-end', callId: 'call_slow', name: 'slow', outcome: 'ok', result: 'done' },
    ]);
  });

  it('L3: the same call with the same result is warned of, and then ends the run with length', async () => {
    const again = says('', { calls: [toolCall('look')] });
    const { sut, provider } = makeExecutor(
      Array.from({ length: 9 }, () => again),
      { tools: [fakeTool('look')] },
    );
    expect((await run(sut)).at(-1)).toMatchObject({ finishReason: 'length' });
    expect(provider.requests).toHaveLength(6);
    const warned = provider.requests.map(({ messages }) => JSON.stringify(messages).includes('3 times'));
    expect(warned).toEqual([false, false, false, true, true, true]);
  });

  it('H2: the next run of a kept session has the earlier one, tool results too; a stateless one has not', async () => {
    const look = toolCall('look');
    const { sut, provider } = makeExecutor(
      [says('', { calls: [look] }), says('There.'), says('Again.'), says('New.')],
      {
        tools: [fakeTool('look')],
      },
    );
    await run(sut, {}, desk);
    await run(sut, { messages: [user('and now?')] }, desk);
    expect(provider.requests[2]?.messages).toEqual([
      user('question'),
      assistant('', look),
      toolResult('call_look', 'done'),
      assistant('There.'),
      user('and now?'),
    ]);
    await run(sut, {}, fresh);
    expect(provider.requests[3]?.messages).toEqual([user('question')]);
  });

  it('H7: the turn is kept before the run ends', async () => {
    const { sut, store } = makeExecutor([says('Hello.')]);
    for await (const batch of sut.execute(runRequest(), runState({ session: desk }))) {
      if (batch.some((event) => event.type === 'run-end')) {
        expect((await store.load(desk.key))?.turns).toMatchObject([{ runId: 'run_1', visible: { text: 'Hello.' } }]);
      }
    }
    expect((await store.load(desk.key))?.turns).toHaveLength(1);
  });

  it('I2: a failed run throws, ends without run-end and keeps nothing', async () => {
    const { sut, store } = makeExecutor([
      [[{ type: 'response-start' }], [{ type: 'error', error: new ProviderError('cut', 'broken') }]],
    ]);
    await expect(run(sut, {}, desk)).rejects.toMatchObject({ kind: 'cut' });
    expect(await store.load(desk.key)).toBeUndefined();
  });

  it('H4: a session of the owner is closed to others before the model is asked', async () => {
    const { sut, provider } = makeExecutor([says('secret'), says('never')]);
    await run(sut, { owner: { isOwner: true, why: 'header' } }, desk);
    await expect(run(sut, {}, desk)).rejects.toMatchObject({ code: 'session_owner_only' });
    expect(provider.requests).toHaveLength(1);
  });

  it('K5: a fallback model answers in the place of the first, and is named', async () => {
    const second = scriptedProvider(says('Hello.'));
    const { sut } = makeExecutor([[[{ type: 'error', error: new ProviderError('connect', 'refused') }]]], {
      fallbacks: [resolvedModel('other/second', second)],
    });
    const events = await run(sut);
    expect(events.at(-1)).toMatchObject({ type: 'run-end', model: 'other/second' });
    expect(second.requests[0]?.model).toBe('second');
  });

  it('K5: each model is asked within its own limits', async () => {
    const second = scriptedProvider(says('Hello.'));
    const { sut, provider } = makeExecutor([[[{ type: 'error', error: new ProviderError('connect', 'refused') }]]], {
      model: { maxTokens: 999 },
      fallbacks: [{ ...resolvedModel('other/second', second), maxTokens: 111 }],
    });
    await run(sut);
    expect(provider.requests[0]?.options.maxOutputTokens).toBe(999);
    expect(second.requests[0]?.options.maxOutputTokens).toBe(111);
  });

  it('leaves room in the context for the tools of the client', async () => {
    const { sut, provider } = makeExecutor([says('one'), says('two')], { model: { contextWindow: 8_000 } });
    const long = 'x'.repeat(8_000);
    const tool = { name: 'big', description: 'x'.repeat(9_000), parameters: { type: 'object' } };
    await run(sut, { messages: [user(long)] }, desk);
    await run(sut, { messages: [user('and now?')], clientTools: [tool] }, desk);
    expect(provider.requests[1]?.messages).toEqual([user('and now?')]);
  });

  it('L3: maxTurns of the agent ends the run with length', async () => {
    const again = says('', { calls: [toolCall('look')] });
    const { sut, provider } = makeExecutor([again, again, again], { tools: [fakeTool('look')] });
    const agent = resolvedAgent({ limits: { ...resolvedAgent().limits, maxTurns: 2 } });
    expect((await run(sut, { agent })).at(-1)).toMatchObject({ finishReason: 'length' });
    expect(provider.requests).toHaveLength(2);
  });

  it('H8: leaves out the oldest of a long session, and never what the client has just sent', async () => {
    const long = 'x'.repeat(4_000);
    const answers = Array.from({ length: 6 }, () => says(long));
    const { sut, provider } = makeExecutor(answers, { model: { contextWindow: 8_000 } });
    for (let count = 0; count < 6; count += 1) await run(sut, { messages: [user(`${count} ${long}`)] }, desk);
    const last = provider.requests[5]?.messages ?? [];
    expect(last.length).toBeLessThan(11);
    expect(last.at(-1)).toEqual(user(`5 ${long}`));
    expect(last[0]?.role).toBe('user');
  });

  it('H8: results of client tools keep the call that they answer, however full the context is', async () => {
    const open = toolCall('client_open');
    const { sut, provider } = makeExecutor([says('', { calls: [open] }), says('ok')], {
      model: { contextWindow: 100 },
    });
    const clientTools = [{ name: 'client_open', description: '', parameters: {} }];
    await run(sut, { clientTools, messages: [user('x'.repeat(4_000))] }, desk);
    await run(sut, { clientTools, messages: [toolResult(open.id, 'opened')] }, desk);
    expect(provider.requests[1]?.messages.slice(1)).toEqual([assistant('', open), toolResult(open.id, 'opened')]);
  });
});
