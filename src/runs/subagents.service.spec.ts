import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { keyCredential, sharedToken } from '../../test/support/credentials.js';
import { type ExecutorSetup, makeExecutor, runState } from '../../test/support/executor-factory.js';
import { says, usageOf } from '../../test/support/loop-factory.js';
import { collectRun, runRequest } from '../../test/support/run-factory.js';
import { fakeTool, toolCall } from '../../test/support/tool-factory.js';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { textOf } from '../common/conversation.js';
import { ProviderError } from '../providers/provider.errors.js';
import type { ModelEvent } from '../providers/provider.port.js';
import { SessionsSpawnTool } from '../tools/builtin/sessions-spawn.tool.js';
import { textResult } from '../tools/tool.port.js';
import type { RunRequest } from './run-request.js';
import { rootBounds, type RunState } from './run-state.js';
import { Subagents } from './subagents.service.js';

const spawn = (task = 'count', agentId?: string, id = 'spawn-1') =>
  toolCall('sessions_spawn', agentId === undefined ? { task } : { task, agentId }, id);

function withSubagents(subagents: Partial<ResolvedAgent['subagents']>, rest: Partial<ResolvedAgent> = {}) {
  return resolvedAgent({ ...rest, subagents: { maxDepth: 1, maxCount: 8, allowAgents: [], ...subagents } });
}

/** Runs `main` over these answers, given to it and to its subagents in the order in which they ask. */
async function run(
  answers: ModelEvent[][][],
  setup: ExecutorSetup = {},
  request: Partial<RunRequest> = {},
  place: Partial<RunState> = {},
) {
  const made = makeExecutor(answers, { ...setup, tools: [new SessionsSpawnTool(), ...(setup.tools ?? [])] });
  const complete = runRequest(request);
  const state = runState({ signal: complete.signal, ...place }, complete.agent);
  const events = await collectRun(made.sut.execute(complete, state));
  const { requests } = made.provider;
  return {
    ...made,
    events,
    state,
    requests,
    told: requests
      .at(-1)
      ?.messages.filter(({ role }) => role === 'tool')
      .map(textOf),
  };
}

describe(Subagents.name, () => {
  let warned: jest.SpiedFunction<Logger['warn']>;

  beforeEach(() => {
    warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('gives the subagent the task and nothing else, and its answer to the run as the result of the tool', async () => {
    const clientTools = [{ name: 'client_open', description: '', parameters: {} }];
    const given = { clientTools, instructions: ['Secret words.'], options: { temperature: 2 } };
    const { requests, told, events } = await run(
      [says('', { calls: [spawn('count to three')] }), says('1 2 3'), says('It said 1 2 3.')],
      {},
      given,
    );
    expect(requests[1]).toMatchObject({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'count to three' }] }],
      options: {},
      tools: [],
    });
    expect(JSON.stringify(requests[1])).not.toMatch(/Secret words|client_open|question/);
    expect(told).toEqual(['1 2 3']);
    expect(events.flatMap((event) => (event.type === 'text-delta' ? [event.text] : []))).toEqual(['It said 1 2 3.']);
  });

  it('C6: starts no agent that is not for the key, and stays in its namespace', async () => {
    const other = withSubagents({}, { id: 'other' });
    const agent = withSubagents({ allowAgents: ['other'] });
    const sessions: string[] = [];
    const look = fakeTool('look', {
      run: (_args, { session }) => {
        sessions.push(session.key);
        return Promise.resolve(textResult('seen'));
      },
    });
    const answers = [says('', { calls: [spawn('count', 'other')] }), says('', { calls: [spawn()] })];
    const rest = [says('', { calls: [toolCall('look')] }), says('1'), says('done')];
    const { told } = await run(
      [...answers, ...rest],
      { agents: [other], tools: [look] },
      { agent, credential: keyCredential('ann', { agents: ['main'] }) },
      { session: { key: 'agent:main:key:ann:openai:1', kind: 'fresh' } },
    );
    expect(told).toEqual([expect.stringContaining("You may not start the agent 'other'"), '1']);
    expect(sessions).toEqual([expect.stringMatching(/^agent:main:key:ann:subagent:/)]);
  });

  it('what the subagent said before its last tool call is no part of the result, unless it said nothing after', async () => {
    const look = fakeTool('look');
    const during = says('Let me look.', { calls: [toolCall('look')] });
    const setup = { tools: [look] };
    const spoke = await run([says('', { calls: [spawn()] }), during, says('Seen.'), says('ok')], setup);
    expect(spoke.told).toEqual(['Seen.']);
    const silent = await run([says('', { calls: [spawn()] }), during, says(''), says('ok')], setup);
    expect(silent.told).toEqual(['Let me look.']);
  });

  it('L3: a subagent that was stopped by a limit is told as that', async () => {
    const cut = says('One, two', { reason: 'length' });
    const { told } = await run([says('', { calls: [spawn()] }), cut, says('ok')]);
    expect(told?.[0]).toMatch(/^One, two\n\[The subagent was stopped/);
  });

  it('I1: its usage is part of the usage of the run', async () => {
    const { events } = await run([
      says('', { calls: [spawn()], usage: usageOf(1, 1) }),
      says('x', { usage: usageOf(10, 10) }),
      says('ok', { usage: usageOf(100, 100) }),
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'run-end', usage: usageOf(111, 111) });
  });

  it('L3: a run and its subagents share the tokens of the run', async () => {
    const agent = resolvedAgent({ limits: { ...resolvedAgent().limits, maxRunTokens: 100 } });
    const look = says('', { calls: [toolCall('look')], usage: usageOf(40, 0) });
    const { requests, events } = await run(
      [says('', { calls: [spawn(), spawn('more', undefined, 'spawn-2')], usage: usageOf(30, 0) }), look, look, look],
      { tools: [fakeTool('look')] },
      { agent },
    );
    expect(requests).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ finishReason: 'length', usage: usageOf(110, 0) });
    const ends = events.flatMap((event) => (event.type === 'tool-end' ? [event.result] : []));
    expect(ends[1]).toMatch(/used up its tokens/);
  });

  it('L3: subagents may start no deeper ones than maxDepth of the run, and are not offered the tool then', async () => {
    const deeper = withSubagents({ maxDepth: 2 });
    const nested = [
      says('', { calls: [spawn()] }),
      says('', { calls: [spawn()] }),
      says('leaf'),
      says('mid'),
      says('top'),
    ];
    const { requests } = await run(nested, {}, { agent: deeper });
    const offered = requests.map(({ tools }) => tools.map(({ name }) => name));
    expect(offered).toEqual([['sessions_spawn'], ['sessions_spawn'], [], ['sessions_spawn'], ['sessions_spawn']]);
    const none = await run([says('hi')], {}, { agent: withSubagents({ maxDepth: 0 }) });
    expect(none.requests[0]?.tools).toEqual([]);
  });

  it('L3: an agent that may start none does not as a subagent either, and a call all the same is refused', async () => {
    const leaf = withSubagents({ maxDepth: 0 }, { id: 'leaf' });
    const agent = withSubagents({ maxDepth: 5, allowAgents: ['leaf'] });
    const answers = [
      says('', { calls: [spawn('x', 'leaf')] }),
      says('', { calls: [spawn()] }),
      says('sorry'),
      says('ok'),
    ];
    const { requests } = await run(answers, { agents: [leaf] }, { agent });
    expect(requests[1]?.tools).toEqual([]);
    expect(requests[2]?.messages.map(textOf).at(-1)).toMatch(/no tool/);
  });

  it('L3: maxCount holds over the whole tree', async () => {
    const agent = withSubagents({ maxDepth: 2, maxCount: 2 });
    const answers = [
      says('', { calls: [spawn(), spawn('x', undefined, 'spawn-2')] }),
      says('', { calls: [spawn()] }),
      says('leaf'),
      says('mid'),
      says('ok'),
    ];
    const { requests, told } = await run(answers, {}, { agent });
    expect(requests).toHaveLength(5);
    expect(told).toEqual(['mid', expect.stringMatching(/as many subagents as it may/)]);
    const none = await run([says('hi')], {}, { agent: withSubagents({ maxCount: 0 }) });
    expect(none.requests[0]?.tools).toEqual([]);
  });

  it.each(['main', 'helper', ' Helper ', ''])(
    'starts the agent %j, which is itself or one that it may start',
    async (id) => {
      const helper = resolvedAgent({ id: 'helper', systemPrompt: 'I help.' });
      const agent = withSubagents({ allowAgents: ['helper'] });
      const answers = [says('', { calls: [spawn('x', id)] }), says('done'), says('ok')];
      const { requests, told } = await run(answers, { agents: [helper] }, { agent });
      expect(told).toEqual(['done']);
      expect(requests[1]?.system.includes('I help.')).toBe(/helper/i.test(id));
    },
  );

  it.each(['other', 'gone', '__proto__', 'main/../other'])(
    'does not start the agent %j, and says which it may',
    async (id) => {
      const agent = withSubagents({ allowAgents: ['helper', 'gone'] });
      const answers = [says('', { calls: [spawn('x', id)] }), says('ok')];
      const { told, requests } = await run(answers, { agents: [resolvedAgent({ id: 'other' })] }, { agent });
      expect(requests).toHaveLength(2);
      expect(told?.[0]).toMatch(/You may not start the agent.*helper, gone/);
    },
  );

  it('G2: a public agent is not told of the others', async () => {
    const agent = withSubagents({ allowAgents: ['planted-helper'] }, { publicMode: true, tools: { allow: ['*'] } });
    const { told, requests } = await run([says('', { calls: [spawn('x', 'other')] }), says('ok')], {}, { agent });
    expect(told?.[0]).toMatch(/may not start/);
    expect(JSON.stringify(requests)).not.toContain('planted-helper');
  });

  it('F3: is an owner run when the run is, and only then', async () => {
    for (const isOwner of [true, false]) {
      const tools = [fakeTool('secret', { ownerOnly: true })];
      const owner = { isOwner, why: 'header' } as const;
      const { requests } = await run([says('', { calls: [spawn()] }), says('x'), says('ok')], { tools }, { owner });
      expect(requests[1]?.tools.map(({ name }) => name)).toEqual(isOwner ? ['secret'] : []);
    }
  });

  it('is under way as a run of its own, in a session of its own that is not kept', async () => {
    let listed: unknown[] = [];
    const look = fakeTool('look', {
      run: (_args, context) => {
        listed = [...made.registry.list(), context.session, context.isOwner];
        return Promise.resolve({ content: [] });
      },
    });
    const answers = [says('', { calls: [spawn()] }), says('', { calls: [toolCall('look')] }), says('x'), says('ok')];
    const made = makeExecutor(answers, { tools: [new SessionsSpawnTool(), look] });
    await collectRun(made.sut.execute(runRequest({ owner: { isOwner: true, why: 'header' } }), runState()));
    const sessionKey = expect.stringMatching(/^agent:main:subagent:[0-9a-f-]{36}$/);
    expect(listed).toEqual([
      { id: expect.stringMatching(/^run_/), credential: sharedToken, abort: expect.any(Function) },
      { key: sessionKey, kept: false, earlierMessages: 0 },
      true,
    ]);
    expect(made.registry.list()).toEqual([]);
    expect(await made.store.list()).toEqual([]);
  });

  it('a failure is a result that the run can go on with; a provider’s words stay from public agents', async () => {
    const broken: ModelEvent[][] = [
      [{ type: 'error', error: new ProviderError('upstream', 'boom', { providerMessage: 'planted words' }) }],
    ];
    for (const publicMode of [false, true]) {
      const agent = resolvedAgent({ publicMode, tools: { allow: ['*'] } });
      const { told, events } = await run([says('', { calls: [spawn()] }), broken, says('ok')], {}, { agent });
      expect(told?.[0]).toMatch(/^The subagent failed: /);
      expect(told?.[0]?.includes('planted words')).toBe(!publicMode);
      expect(events.at(-1)).toMatchObject({ type: 'run-end', finishReason: 'stop' });
    }
    expect(warned).toHaveBeenCalled();
  });

  it('G6: what nobody foresaw in a subagent is not told', async () => {
    const thrown = {
      [Symbol.iterator]: () => {
        throw new Error('/home/planted');
      },
    } as unknown as ModelEvent[][];
    const { told } = await run([says('', { calls: [spawn()] }), thrown, says('ok')]);
    expect(told?.[0]).toMatch(/^The subagent failed: /);
    expect(told?.[0]).not.toContain('planted');
  });

  it('L3: a subagent has no more time than its own agent gives it', async () => {
    const slow = resolvedAgent({ id: 'slow', limits: { ...resolvedAgent().limits, timeoutMilliseconds: 5_000 } });
    const hang = fakeTool('hang', { run: () => new Promise(() => undefined) });
    const answers = [says('', { calls: [spawn('x', 'slow')] }), says('', { calls: [toolCall('hang')] }), says('ok')];
    const made = makeExecutor(answers, { tools: [new SessionsSpawnTool(), hang], agents: [slow] });
    const agent = withSubagents({ allowAgents: ['slow'] });
    const events = collectRun(made.sut.execute(runRequest({ agent }), runState({}, agent)));
    while (hang.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await made.clock.advance(5_000);
    expect((await events).find(({ type }) => type === 'tool-end')).toMatchObject({
      outcome: 'error',
      result: expect.stringMatching(/stopped after 5 seconds/),
    });
    expect(made.clock.waiting).toBe(0);
  });

  it('J5: an abort of the run ends the subagent at once', async () => {
    const controller = new AbortController();
    let childSignal: AbortSignal | undefined;
    const hang = fakeTool('hang', {
      run: (_args, { signal }) => {
        childSignal = signal;
        return new Promise(() => undefined);
      },
    });
    const answers = [says('', { calls: [spawn()] }), says('', { calls: [toolCall('hang')] })];
    const made = makeExecutor(answers, { tools: [new SessionsSpawnTool(), hang] });
    const state = runState({ signal: controller.signal });
    const events = collectRun(made.sut.execute(runRequest({ signal: controller.signal }), state));
    while (hang.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const reason = new Error('left');
    controller.abort(reason);
    expect(childSignal?.reason).toBe(reason);
    await expect(events).rejects.toBe(reason);
    await new Promise((resolve) => setImmediate(resolve));
    expect([made.registry.list(), made.provider.requests.length, made.clock.waiting]).toEqual([[], 2, 0]);
  });

  it('K3: a side effect of a subagent is one of the run, also when the subagent fails', async () => {
    const write = fakeTool('write', { sideEffects: true });
    const delegate = fakeTool('delegate', {
      run: async (_args, context) => textResult(JSON.stringify(await context.spawn({ task: 'x', agentId: undefined }))),
    });
    const broken: ModelEvent[][] = [[{ type: 'error', error: new ProviderError('upstream', 'boom') }]];
    for (const name of ['write', 'look']) {
      const calls = [toolCall(name)];
      const answers = [says('', { calls: [toolCall('delegate')] }), says('', { calls }), broken, says('ok')];
      const { state } = await run(answers, { tools: [write, delegate, fakeTool('look')] });
      expect(state.tree.sideEffect).toBe(name === 'write');
    }
  });

  it('K4: what is to be noted before a side effect is noted before one of a subagent, once for the run', async () => {
    const order: string[] = [];
    const ran = (name: string) => () => Promise.resolve(textResult(String(order.push(name))));
    const write = fakeTool('write', { sideEffects: true, run: ran('write') });
    const delegate = fakeTool('delegate', {
      run: async (_args, context) => textResult(JSON.stringify(await context.spawn({ task: 'x', agentId: undefined }))),
    });
    const beforeSideEffect = (): Promise<void> => {
      order.push('noted');
      return Promise.resolve();
    };
    const calls = [toolCall('write'), toolCall('write')];
    const answers = [says('', { calls: [toolCall('delegate')] }), says('', { calls }), says('sub'), says('ok')];
    const request = runRequest({ beforeSideEffect });
    const state = runState(rootBounds(request), request.agent);
    await collectRun(makeExecutor(answers, { tools: [write, delegate] }).sut.execute(request, state));
    expect(order).toEqual(['noted', 'write', 'write']);
  });
});
