import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type LeaveSlot, RunSlots, type SlotLimits } from './run-slots.js';
import { DrainingError, TooManyRunsError } from './runs.errors.js';

const never = new AbortController().signal;

function make(limits: SlotLimits): RunSlots {
  return new RunSlots(() => limits);
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Enters and notes in `order` when it is let in; `leave` holds what gives the slots back. */
function enterAll(sut: RunSlots, agents: string[], perAgent = 100) {
  const order: string[] = [];
  const leave: LeaveSlot[] = [];
  for (const [position, agentId] of agents.entries()) {
    sut.enter(agentId, perAgent, never).then(
      (leaveSlot) => {
        order.push(`${agentId}${position}`);
        leave.push(leaveSlot);
      },
      () => order.push('refused'),
    );
  }
  return { order, leave };
}

/** Lets the runs inside leave one after the other until nobody waits. */
async function finishAll(leave: LeaveSlot[]): Promise<void> {
  await settle();
  for (let left = 0; left < leave.length; left += 1) {
    leave[left]();
    await settle();
  }
}

describe(RunSlots.name, () => {
  it('L3: lets in what fits, and refuses with 429 too_many_runs what does not fit into the line either', async () => {
    const sut = make({ total: 3, queued: 0 });
    const leave = await sut.enter('a', 1, never);
    await expect(sut.enter('a', 1, never)).rejects.toThrow(/for this agent/);
    await sut.enter('b', 9, never);
    await sut.enter('b', 9, never);
    await expect(sut.enter('b', 9, never)).rejects.toThrow(/for this gateway/);
    leave();
    await expect(sut.enter('a', 1, never)).resolves.toBeInstanceOf(Function);
  });

  it('K3: says when to come again', () => {
    expect(new TooManyRunsError('agent')).toMatchObject({
      status: 429,
      type: 'rate_limit_error',
      code: 'too_many_runs',
      retryAfterSeconds: 1,
      retryable: true,
    });
  });

  it('L3: agents take turns, and the runs of one agent go first come first served', async () => {
    const sut = make({ total: 1, queued: 100 });
    const { order, leave } = enterAll(sut, ['a', 'a', 'a', 'a', 'b', 'b', 'c']);
    await finishAll(leave);
    expect(order).toEqual(['a0', 'a1', 'b4', 'c6', 'a2', 'b5', 'a3']);
  });

  it('L3: an agent at its own limit does not keep the others waiting', async () => {
    const sut = make({ total: 2, queued: 100 });
    const { order } = enterAll(sut, ['a', 'a', 'b'], 1);
    await settle();
    expect(order).toEqual(['a0', 'b2']);
  });

  it('J5: who aborts leaves the line at once, with the reason, and makes room in it', async () => {
    const sut = make({ total: 1, queued: 1 });
    const leave = await sut.enter('a', 9, never);
    const controller = new AbortController();
    const waiting = sut.enter('a', 9, controller.signal);
    await expect(sut.enter('a', 9, never)).rejects.toThrow(TooManyRunsError);
    const reason = new Error('left');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    const next = sut.enter('a', 9, never);
    leave();
    await expect(next).resolves.toBeInstanceOf(Function);
    await expect(sut.enter('a', 9, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('leaves no listener on the signal of a run that was let in', async () => {
    const controller = new AbortController();
    await make({ total: 1, queued: 1 }).enter('a', 9, controller.signal);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('A10: closing turns away whoever waits and whoever would have to', async () => {
    const sut = make({ total: 1, queued: 9 });
    const leave = await sut.enter('a', 9, never);
    const waiting = [sut.enter('a', 9, never), sut.enter('b', 9, never)];
    sut.close();
    for (const each of waiting) await expect(each).rejects.toThrow(DrainingError);
    await expect(sut.enter('c', 9, never)).rejects.toThrow(DrainingError);
    leave();
    await expect(sut.enter('c', 9, never)).resolves.toBeInstanceOf(Function);
  });

  it('a limit that is raised holds from the next time somebody leaves', async () => {
    const limits = { total: 1, queued: 9 };
    const { order, leave } = enterAll(make(limits), ['a', 'a', 'a']);
    limits.total = 2;
    await settle();
    leave[0]();
    await settle();
    expect(order).toEqual(['a0', 'a1', 'a2']);
  });

  it('keeps the limits, wastes no slot and forgets nobody, whatever comes, leaves and aborts', async () => {
    const agents = ['a', 'b', 'constructor'];
    const step = fc.record({ what: fc.constantFrom('enter', 'leave', 'abort'), agent: fc.constantFrom(...agents) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const sut = make({ total: 3, queued: 4 });
        const runs: { agent: string; state: string; leave?: LeaveSlot; controller: AbortController }[] = [];
        const those = (state: string, agent?: string) =>
          runs.filter((run) => run.state === state && (agent === undefined || run.agent === agent));
        for (const { what, agent } of steps) {
          const [inside, waiting] = [those('inside', agent).at(0), those('waiting', agent).at(0)];
          if (what === 'enter') {
            const run: (typeof runs)[number] = { agent, state: 'waiting', controller: new AbortController() };
            runs.push(run);
            sut.enter(agent, 2, run.controller.signal).then(
              (leave) => Object.assign(run, { state: 'inside', leave }),
              (error: unknown) => (run.state = error instanceof TooManyRunsError ? 'refused' : 'aborted'),
            );
          } else if (what === 'abort') waiting?.controller.abort();
          else if (inside) {
            inside.state = 'done';
            inside.leave?.();
          }
          await settle();
          expect(those('inside').length).toBeLessThanOrEqual(3);
          expect(those('waiting').length).toBeLessThanOrEqual(4);
          const mayEnter = agents.filter(
            (each) => those('inside', each).length < 2 && those('waiting', each).length > 0,
          );
          if (those('inside').length < 3) expect(mayEnter).toEqual([]);
        }
        for (let run = those('inside').at(0); run; run = those('inside').at(0)) {
          run.state = 'done';
          run.leave?.();
          await settle();
        }
        expect(those('waiting')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('L3: nobody waits for more than one run of each other agent before its agent’s turn', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 30 }),
        async (agents) => {
          const { order, leave } = enterAll(make({ total: 1, queued: 100 }), agents);
          await finishAll(leave);
          expect(order).toHaveLength(agents.length);
          const served = order.map((name) => name.slice(0, 1));
          for (const agent of new Set(agents)) {
            const own = order.filter((name) => name.startsWith(agent)).map((name) => Number(name.slice(1)));
            expect(own).toEqual([...own].sort((left, right) => left - right));
            for (
              let from = 1, next = served.indexOf(agent, 1);
              next >= 0;
              from = next + 1, next = served.indexOf(agent, from)
            ) {
              const others = served.slice(from, next);
              expect(new Set(others).size).toBe(others.length);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
