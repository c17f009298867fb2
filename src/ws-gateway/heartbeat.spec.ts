import { describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { tickIntervalMs } from '../gateway-protocol/limits.js';
import { Heartbeat } from './heartbeat.js';

describe(Heartbeat.name, () => {
  it('beats at each interval, until it is stopped', async () => {
    const clock = new FakeClock();
    const onBeat = jest.fn();
    const sut = new Heartbeat(clock, onBeat);
    await clock.advance(tickIntervalMs - 1);
    expect(onBeat).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(onBeat).toHaveBeenCalledTimes(1);
    await clock.advance(2 * tickIntervalMs);
    expect(onBeat).toHaveBeenCalledTimes(3);
    sut.stop();
    expect(clock.waiting).toBe(0);
  });

  it('may be stopped by what it calls', async () => {
    const clock = new FakeClock();
    const sut: Heartbeat = new Heartbeat(clock, () => sut.stop());
    await clock.advance(tickIntervalMs);
    expect(clock.waiting).toBe(0);
  });
});
