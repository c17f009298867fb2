import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixed } from '../../test/support/fixed.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { SessionConfig } from '../config/session.config.js';
import { ResponsePruner } from './response-pruner.service.js';
import type { ResponseLine } from './response-store.port.js';
import { ResponseStoreError } from './responses.errors.js';

const [b, a] = ['b', 'a'].map((id) => ({ id, runId: `run_${id}`, createdAt: 39_999, bytes: 10 }));
const young = { id: 'c', runId: 'run_c', createdAt: 40_000, bytes: 10 };

describe(ResponsePruner.name, () => {
  const lines = jest.fn<() => Promise<(ResponseLine | undefined)[]>>();
  const sizes = jest.fn<(ids: readonly string[]) => Promise<Map<string, number>>>();
  const forget = jest.fn<(responses: unknown) => Promise<void>>();
  const isUnderWay = jest.fn<(id: string) => boolean>();
  /** A run has come to the disk. */
  let runKept: (bytes: number) => void;
  let sut: ResponsePruner;

  beforeEach(() => {
    lines.mockResolvedValue([young, b, a]);
    sizes.mockResolvedValue(new Map());
    forget.mockResolvedValue(undefined);
    isUnderWay.mockReturnValue(false);
    const section = fixed(Object.assign(new SessionConfig(), { maxEntries: 7, pruneAfter: 60_000, maxDiskBytes: 100 }));
    const onKept = (listener: (bytes: number) => void): void => {
      runKept = listener;
    };
    const store = { lines } as unknown as ConstructorParameters<typeof ResponsePruner>[0];
    const removal = { forget } as unknown as ConstructorParameters<typeof ResponsePruner>[1];
    const durable = { isUnderWay, sizes, onKept } as unknown as ConstructorParameters<typeof ResponsePruner>[2];
    sut = new ResponsePruner(store, removal, durable, section, new FakeClock(100_000));
  });
  afterEach(() => {
    jest.clearAllMocks();
  });

  it('H9: removes what is beyond the limits of sessions', async () => {
    await sut.prune();
    expect(forget.mock.calls).toEqual([[[a, b]]]);
  });

  it('H9: counts the events of their runs for the room that they take', async () => {
    lines.mockResolvedValue([young, { ...young, id: 'd', runId: 'run_d' }]);
    sizes.mockResolvedValue(new Map([['run_d', 81]]));
    await sut.prune();
    expect(sizes).toHaveBeenCalledWith(['run_c', 'run_d']);
    expect(forget.mock.calls).toEqual([[[expect.objectContaining({ id: 'd' })]]]);
  });

  it('leaves a response whose run is under way', async () => {
    isUnderWay.mockImplementation((id) => id === 'run_a');
    await sut.prune();
    expect(forget).toHaveBeenCalledWith([b]);
  });

  it('prunes at the start and after each hundredth response, and waits for it when the gateway stops', async () => {
    sut.onApplicationBootstrap();
    await sut.beforeApplicationShutdown();
    for (let count = 0; count < 199; count++) sut.responseAdded(0);
    await sut.beforeApplicationShutdown();
    expect(lines).toHaveBeenCalledTimes(2);
  });

  it('H9: prunes as soon as responses and their runs have taken a tenth of the room, however few they are', async () => {
    sut.responseAdded(4);
    runKept(5);
    expect(lines).not.toHaveBeenCalled();
    runKept(1);
    await sut.beforeApplicationShutdown();
    expect(lines).toHaveBeenCalledTimes(1);
    sut.responseAdded(10);
    await sut.beforeApplicationShutdown();
    expect(lines).toHaveBeenCalledTimes(2);
  });

  it('a store that fails is told in the log and tried again later', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    lines.mockRejectedValueOnce(new ResponseStoreError(new Error('disk')));
    await sut.prune();
    expect(logged).toHaveBeenCalledTimes(1);
    await sut.prune();
    expect(forget).toHaveBeenCalledTimes(1);
    logged.mockRestore();
  });
});
