import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { ledgerEntry } from '../../../test/support/ledger-factory.js';
import { CallLedgerError } from './repeats.errors.js';
import type { LedgerLine } from './call-ledger.port.js';
import { LedgerKeeper, ledgerLimits } from './ledger-keeper.service.js';

const now = 100_000;

function line(id: string, overrides: Partial<LedgerLine> = {}): LedgerLine {
  const credentialId = 'shared-token';
  const room = { ownsEvents: true, sideEffect: false, expiresAt: now + 1, bytes: 1 };
  return { id, runId: `run_${id}`, credentialId, ...room, ...overrides };
}

describe(LedgerKeeper.name, () => {
  const lines = jest.fn<() => Promise<LedgerLine[]>>();
  const remove = jest.fn<(ids: readonly string[]) => Promise<void>>();
  const shorten = jest.fn<(ids: readonly string[]) => Promise<void>>();
  const put = jest.fn<() => Promise<number>>();
  const forget = jest.fn<(ids: readonly string[]) => Promise<void>>();
  const sizes = jest.fn<(ids: readonly string[]) => Promise<Map<string, number>>>();
  const isUnderWay = jest.fn<(id: string) => boolean>();
  /** A run has come to the disk. */
  let runKept: (bytes: number) => void;
  let clock: FakeClock;
  let sut: LedgerKeeper;

  beforeEach(() => {
    lines.mockResolvedValue([]);
    remove.mockResolvedValue(undefined);
    shorten.mockResolvedValue(undefined);
    put.mockResolvedValue(1);
    forget.mockResolvedValue(undefined);
    sizes.mockResolvedValue(new Map());
    isUnderWay.mockReturnValue(false);
    clock = new FakeClock(now);
    const ledger = { lines, remove, shorten, put } as unknown as ConstructorParameters<typeof LedgerKeeper>[0];
    const onKept = (listener: (bytes: number) => void): void => {
      runKept = listener;
    };
    const durable = { forget, sizes, isUnderWay, onKept } as unknown as ConstructorParameters<typeof LedgerKeeper>[1];
    sut = new LedgerKeeper(ledger, durable, clock);
  });
  afterEach(async () => {
    await sut.beforeApplicationShutdown();
    jest.clearAllMocks();
  });

  const removed = (): string[] => remove.mock.calls.flatMap(([ids]) => ids);
  const shortened = (): string[] => shorten.mock.calls.flatMap(([ids]) => ids);
  const change = (id: string, overrides: Partial<LedgerLine> = {}): LedgerLine =>
    line(id, { sideEffect: true, ...overrides });
  const many = (count: number, make: (id: string) => LedgerLine): LedgerLine[] =>
    Array.from({ length: count }, (_, index) => make(String(index)));

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
    lines.mockResolvedValue(many(ledgerLimits.calls + 700, line));
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

  it('K4: however many calls come after, one that has changed something stays until it expires', async () => {
    lines.mockResolvedValue([change('work'), ...many(ledgerLimits.calls + 5, line)]);
    await sut.prune();
    expect(new Set(removed())).toEqual(new Set(['0', '1', '2', '3', '4', '5']));
    expect(shortened()).toEqual([]);
    remove.mockClear();
    lines.mockResolvedValue([change('work', { expiresAt: now }), line('a')]);
    await sut.prune();
    expect(removed()).toEqual(['work']);
  });

  it('K4: of calls that have changed something only the answers go, those of the oldest', async () => {
    const { calls, bytes } = ledgerLimits;
    lines.mockResolvedValue([
      change('old'),
      change('short', { ownsEvents: false }),
      ...many(calls - 1, (id) => change(id)),
      change('large', { bytes: bytes - calls + 2 }),
    ]);
    await sut.prune();
    expect([removed(), shortened()]).toEqual([[], ['0', 'old']]);
    expect(forget.mock.calls.flatMap(([ids]) => ids)).toEqual(['run_0', 'run_old']);
  });

  it('keeps no more than so many of them either', async () => {
    lines.mockResolvedValue(many(ledgerLimits.notes + 1, (id) => change(id, { ownsEvents: false })));
    await sut.prune();
    expect([removed(), shortened()]).toEqual([['0'], []]);
  });

  it.each([false, true])(
    'one credential pushes out no call of another (those changed something: %s)',
    async (sideEffect) => {
      const { calls } = ledgerLimits;
      lines.mockResolvedValue([
        line('theirs', { credentialId: 'key:ann' }),
        ...many(calls, (id) => line(id, { sideEffect })),
      ]);
      await sut.prune();
      expect([removed(), shortened()]).toEqual(sideEffect ? [[], ['0']] : [['0'], []]);
    },
  );

  it('one credential takes no room from another that has less', async () => {
    const { bytes } = ledgerLimits;
    lines.mockResolvedValue([
      line('theirs', { credentialId: 'key:ann', bytes: bytes / 4 }),
      line('old', { bytes: bytes / 2 }),
      line('new', { bytes: bytes / 2 }),
    ]);
    await sut.prune();
    expect(removed()).toEqual(['old']);
  });

  it('one credential pushes out no note of another', async () => {
    const note = { ownsEvents: false };
    lines.mockResolvedValue([
      change('theirs', { ...note, credentialId: 'key:ann' }),
      ...many(ledgerLimits.notes, (id) => change(id, note)),
    ]);
    await sut.prune();
    expect(removed()).toEqual(['0']);
  });

  it('prunes as soon as much has come, however few calls it is', async () => {
    put.mockResolvedValue(20_000_000);
    for (let count = 0; count < 4; count += 1) await sut.put(ledgerEntry());
    expect(lines).not.toHaveBeenCalled();
    await sut.put(ledgerEntry());
    expect(lines).toHaveBeenCalledTimes(1);
  });

  it('prunes as soon as the answers of few calls have taken much room', async () => {
    for (let count = 0; count < 4; count += 1) {
      await sut.put(ledgerEntry());
      runKept(24_999_998);
    }
    expect(lines).not.toHaveBeenCalled();
    runKept(4);
    expect(lines).toHaveBeenCalledTimes(1);
  });

  it('prunes at the start, every hour, and after each hundredth call', async () => {
    sut.onApplicationBootstrap();
    await clock.advance(3_600_000 - 1);
    expect(lines).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    expect(lines).toHaveBeenCalledTimes(2);
    for (let count = 0; count < 199; count += 1) await sut.put(ledgerEntry());
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
