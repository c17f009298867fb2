import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixed } from '../../test/support/fixed.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { keptResponse } from '../../test/support/response-factory.js';
import { SessionConfig } from '../config/session.config.js';
import { ResponsePruner } from './response-pruner.service.js';
import { ResponseStoreError } from './responses.errors.js';

const old = [keptResponse({ id: 'a' }), keptResponse({ id: 'b' })];

describe(ResponsePruner.name, () => {
  const beyond = jest.fn<(limits: unknown) => Promise<typeof old>>();
  const forget = jest.fn<(responses: unknown) => Promise<void>>();
  const isUnderWay = jest.fn<(id: string) => boolean>();
  let sut: ResponsePruner;

  beforeEach(() => {
    beyond.mockResolvedValue(old);
    forget.mockResolvedValue(undefined);
    isUnderWay.mockReturnValue(false);
    const section = fixed(Object.assign(new SessionConfig(), { maxEntries: 7, pruneAfter: 60_000 }));
    const store = { beyond } as unknown as ConstructorParameters<typeof ResponsePruner>[0];
    const removal = { forget } as unknown as ConstructorParameters<typeof ResponsePruner>[1];
    const durable = { isUnderWay } as unknown as ConstructorParameters<typeof ResponsePruner>[2];
    sut = new ResponsePruner(store, removal, durable, section, new FakeClock(100_000));
  });
  afterEach(() => {
    jest.clearAllMocks();
  });

  it('H9: removes what is beyond the limits of sessions', async () => {
    await sut.prune();
    expect(beyond).toHaveBeenCalledWith({ before: 40_000, most: 7 });
    expect(forget).toHaveBeenCalledWith(old);
  });

  it('leaves a response whose run is under way', async () => {
    isUnderWay.mockImplementation((id) => id === 'run_a');
    await sut.prune();
    expect(forget).toHaveBeenCalledWith([old[1]]);
  });

  it('prunes at the start and after each hundredth response, and waits for it when the gateway stops', async () => {
    sut.onApplicationBootstrap();
    await sut.beforeApplicationShutdown();
    for (let count = 0; count < 199; count++) sut.responseAdded();
    await sut.beforeApplicationShutdown();
    expect(beyond).toHaveBeenCalledTimes(2);
  });

  it('a store that fails is told in the log and tried again later', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    beyond.mockRejectedValueOnce(new ResponseStoreError(new Error('disk')));
    await sut.prune();
    expect(logged).toHaveBeenCalledTimes(1);
    await sut.prune();
    expect(forget).toHaveBeenCalledTimes(1);
    logged.mockRestore();
  });
});
