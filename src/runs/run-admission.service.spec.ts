import { beforeEach, describe, expect, it } from '@jest/globals';
import { CountedLanes } from '../../test/support/counted-lanes.js';
import { keyCredential } from '../../test/support/credentials.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { fixed } from '../../test/support/fixed.js';
import { runRequest } from '../../test/support/run-factory.js';
import { KeyLimits } from '../auth/limits/key-limits.service.js';
import { MemoryKeyUsageStorage } from '../auth/limits/memory-key-usage-storage.js';
import { GatewayConfig } from '../config/gateway.config.js';
import { SessionConfig } from '../config/session.config.js';
import type { SessionKey } from '../sessions/session-key.js';
import { SessionLaneService } from '../sessions/session-lane.service.js';
import { RunAdmission } from './run-admission.service.js';

const credential = keyCredential('ann', { limits: { maxConcurrent: 1 } });
const request = runRequest({ credential });
const session: SessionKey = { key: 'agent:main:key:ann:a', kind: 'explicit' };
const never = new AbortController().signal;

describe(RunAdmission.name, () => {
  let lanes: CountedLanes;
  let sut: RunAdmission;

  beforeEach(() => {
    const clock = new FakeClock();
    lanes = new CountedLanes(new SessionLaneService(fixed(Object.assign(new SessionConfig(), { maxQueued: 1 }))));
    const gateway = Object.assign(new GatewayConfig(), { maxConcurrentRuns: 1, maxQueuedRuns: 1 });
    sut = new RunAdmission(lanes, fixed(gateway), new KeyLimits(new MemoryKeyUsageStorage(clock)), clock);
  });

  /** Whether the key has a place, which is the only one that it may have. */
  async function expectFree(): Promise<void> {
    const { place } = await sut.admit(request);
    await expect(sut.admit(request)).rejects.toMatchObject({ code: 'too_many_runs' });
    place.leave();
  }

  /** Takes the session, or the only slot, in the name of another key. */
  const occupy = (taken: SessionKey = session) =>
    sut.enter(runRequest({ credential: keyCredential('bob') }), taken, never);

  it('C6: gives the session, the slot and the place back together', async () => {
    const leave = await sut.enter(request, session, never);
    expect(lanes.size).toBe(1);
    await expect(sut.admit(request)).rejects.toMatchObject({ code: 'too_many_runs' });
    leave();
    expect(lanes.size).toBe(0);
    await expectFree();
    (await occupy())();
  });

  it.each<[string, SessionKey]>([
    ['session', session],
    ['slot', { key: 'agent:main:key:bob:b', kind: 'explicit' }],
  ])('C6: whoever leaves while waiting for the %s has no place any more', async (_what, taken) => {
    const leave = await occupy(taken);
    const controller = new AbortController();
    const waiting = sut.enter(request, session, controller.signal);
    controller.abort(new Error('the caller left'));
    await expect(waiting).rejects.toThrow('the caller left');
    await expectFree();
    leave();
    expect(lanes.size).toBe(0);
  });

  it('C6: whoever is turned away has no place any more, admitted before or not', async () => {
    await occupy();
    sut.close();
    const other: SessionKey = { key: 'agent:main:key:ann:other', kind: 'explicit' };
    await expect(sut.enter(request, other, never)).rejects.toMatchObject({ code: 'draining' });
    await expectFree();
    const { place } = await sut.admit(request);
    await expect(sut.enter(request, other, never, place)).rejects.toMatchObject({ code: 'draining' });
    await expectFree();
    expect(lanes.size).toBe(1);
  });

  it('C6: a request that a limit refuses takes no place', async () => {
    const limited = runRequest({
      credential: keyCredential('eve', { limits: { requestsPerMinute: 1, maxConcurrent: 1 } }),
    });
    (await sut.admit(limited)).place.leave();
    for (let times = 0; times < 2; times += 1)
      await expect(sut.admit(limited)).rejects.toMatchObject({ code: 'rate_limit_exceeded' });
  });

  it('C6: says beforehand what would be refused, and counts nothing', async () => {
    const limited = keyCredential('eve', { limits: { requestsPerMinute: 2, maxConcurrent: 1 } });
    for (let times = 0; times < 3; times += 1) await sut.check(limited);
    const { place } = await sut.admit(runRequest({ credential: limited }));
    await expect(sut.check(limited)).rejects.toMatchObject({ code: 'too_many_runs' });
    place.leave();
    await sut.check(limited);
    (await sut.admit(runRequest({ credential: limited }))).place.leave();
    await expect(sut.check(limited)).rejects.toMatchObject({ code: 'rate_limit_exceeded' });
    await sut.check(credential);
  });
});
