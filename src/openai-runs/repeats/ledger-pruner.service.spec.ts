import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { CallLedgerError } from './repeats.errors.js';
import type { LedgerLine } from './call-ledger.port.js';
import { LedgerPruner, ledgerLimits } from './ledger-pruner.service.js';

const now = 100_000;

function line(id: string, overrides: Partial<LedgerLine> = {}): LedgerLine {
  return { id, runId: `run_${id}`, ownsEvents: true, expiresAt: now + 1, bytes: 1, ...overrides };
}

describe(LedgerPruner.name, () => {
  const lines = jest.fn<() => Promise<LedgerLine[]>>();
  const remove = jest.fn<(ids: readonly string[]) => Promise<void>>();
  const forget = jest.fn<(ids: readonly string[]) => Promise<void>>();
  const sizes = jest.fn<(ids: readonly string[]) => Promise<Map<string, number>>>();
  const isUnderWay = jest.fn<(id: string) => boolean>();
  let clock: FakeClock;
  let sut: LedgerPruner;

  beforeEach(() => {
    lines.mockResolvedValue([]);
    remove.mockResolvedValue(undefined);
    forget.mockResolvedValue(undefined);
    sizes.mockResolvedValue(new Map());
    isUnderWay.mockReturnValue(false);
    clock = new FakeClock(now);
    const ledger = { lines, remove } as unknown as ConstructorParameters<typeof LedgerPruner>[0];
    const durable = { forget, sizes, isUnderWay } as unknown as ConstructorParameters<typeof LedgerPruner>[1];
    sut = new LedgerPruner(ledger, durable, clock);
  });
  afterEach(async () => {
    await sut.beforeApplicationShutdown();
    jest.clearAllMocks();
  });

  const removed = (): string[] => remove.mock.calls.flatMap(([ids]) => ids);

  it('K4: removes what has expired, and the answers that nobody else keeps', async () => {
    lines.mockResolvedValue([line('a', { expiresAt: now }), line('b', { expiresAt: 1, ownsEvents: false }), line('c')]);
    await sut.prune();
    expect(removed().sort()).toEqual(['a', 'b']);
    expect(forget.mock.calls.flatMap(([ids]) => ids)).toEqual(['run_a']);
  });

  it('leaves a call whose run is under way', async () => {
    isUnderWay.mockReturnValue(true);
    lines.mockResolvedValue([line('a', { expiresAt: 1 })]);
    await sut.prune();
    expect(removed()).toEqual([]);
  });

  it('removes the oldest of more calls than it may keep, in portions', async () => {
    lines.mockResolvedValue(Array.from({ length: ledgerLimits.calls + 700 }, (_, index) => line(String(index))));
    await sut.prune();
    expect(remove.mock.calls.map(([ids]) => ids.length)).toEqual([500, 200]);
    expect(new Set(removed())).toEqual(new Set(Array.from({ length: 700 }, (_, index) => String(index))));
  });

  it('removes the oldest of what takes more room than it may, with the events of runs', async () => {
    lines.mockResolvedValue([line('a'), line('b', { bytes: ledgerLimits.bytes / 2 }), line('c')]);
    sizes.mockResolvedValue(new Map([['run_c', ledgerLimits.bytes / 2 - 1]]));
    await sut.prune();
    expect(removed()).toEqual(['a']);
  });

  it('prunes at the start, every hour, and after each hundredth call', async () => {
    sut.onApplicationBootstrap();
    await clock.advance(3_600_000 - 1);
    expect(lines).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    expect(lines).toHaveBeenCalledTimes(2);
    for (let count = 0; count < 199; count += 1) sut.entryAdded();
    await clock.advance(0);
    expect(lines).toHaveBeenCalledTimes(3);
    await clock.advance(3_600_000);
    expect(lines).toHaveBeenCalledTimes(4);
  });

  it('a ledger that fails is told in the log and tried again later', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    lines.mockRejectedValueOnce(new CallLedgerError(new Error('disk')));
    await sut.prune();
    expect(logged).toHaveBeenCalledTimes(1);
    await sut.prune();
    expect(lines).toHaveBeenCalledTimes(2);
    logged.mockRestore();
  });
});
