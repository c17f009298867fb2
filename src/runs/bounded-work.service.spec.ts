import { beforeEach, describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../test/support/agent-factory.js';
import { sharedToken } from '../../test/support/credentials.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeIds } from '../../test/support/fake-ids.js';
import type { AdmittedWork, RunAdmission } from './run-admission.service.js';
import { BoundedWork } from './bounded-work.service.js';
import { RunRegistry } from './run-registry.js';
import { RunSlots } from './run-slots.js';
import { DrainingError } from './runs.errors.js';
import type { RunsService } from './runs.service.js';

const agent = resolvedAgent();
const endless = (): Promise<never> => new Promise(() => undefined);
const nobody = new AbortController().signal;

describe(BoundedWork.name, () => {
  let clock: FakeClock;
  let registry: RunRegistry;
  let draining: boolean;
  let sut: BoundedWork;

  beforeEach(() => {
    const slots = new RunSlots(() => ({ total: 1, queued: 0 }));
    const admission = {
      enter: ({ agent: { id, limits } }: AdmittedWork, _session: unknown, signal: AbortSignal) =>
        slots.enter(id, limits.maxConcurrent, signal),
    } as unknown as RunAdmission;
    clock = new FakeClock();
    registry = new RunRegistry();
    draining = false;
    const runs = {
      get isDraining() {
        return draining;
      },
    } as RunsService;
    sut = new BoundedWork(runs, admission, registry, clock, new FakeIds());
  });

  const nothingLeft = (): void => expect([registry.list(), clock.waiting]).toEqual([[], 0]);

  it('gives what the work comes to, or its error, and leaves nothing behind', async () => {
    await expect(sut.do({ agent, credential: sharedToken }, nobody, () => Promise.resolve(5))).resolves.toBe(5);
    await expect(
      sut.do({ agent, credential: sharedToken }, nobody, () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
    await expect(sut.do({ agent, credential: sharedToken }, nobody, () => Promise.resolve(6))).resolves.toBe(6);
    nothingLeft();
  });

  it('L3: takes one of the slots that runs have', async () => {
    const caller = new AbortController();
    const first = expect(sut.do({ agent, credential: sharedToken }, caller.signal, endless)).rejects.toThrow('left');
    await expect(sut.do({ agent, credential: sharedToken }, nobody, () => Promise.resolve(5))).rejects.toMatchObject({
      code: 'too_many_runs',
    });
    caller.abort(new Error('left'));
    await first;
    await expect(sut.do({ agent, credential: sharedToken }, nobody, () => Promise.resolve(5))).resolves.toBe(5);
    nothingLeft();
  });

  it("L3: ends by the agent's time limit, and tells the work", async () => {
    let told: AbortSignal | undefined;
    const work = expect(
      sut.do({ agent, credential: sharedToken }, nobody, (signal) => {
        told = signal;
        return endless();
      }),
    ).rejects.toMatchObject({ status: 504, code: 'run_timeout' });
    await clock.advance(600_000);
    await work;
    expect(told?.aborted).toBe(true);
    nothingLeft();
  });

  it('A10: is waited for when the gateway stops, and is stopped at the deadline', async () => {
    const work = expect(sut.do({ agent, credential: sharedToken }, nobody, endless)).rejects.toMatchObject({
      code: 'draining',
    });
    expect(registry.list()).toHaveLength(1);
    registry.abortAll(new DrainingError());
    await work;
    await registry.whenIdle();
    nothingLeft();
  });

  it('A10: does not begin while the gateway stops', async () => {
    draining = true;
    await expect(sut.do({ agent, credential: sharedToken }, nobody, endless)).rejects.toMatchObject({
      status: 503,
      code: 'draining',
    });
  });
});
