import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ClientAnswer } from '../../../test/support/client-answer.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { ledgerEntry } from '../../../test/support/ledger-factory.js';
import type { LedgerEntry } from './call-ledger.port.js';
import { RecentCalls, recentCallLimits } from './recent-calls.js';

describe(RecentCalls.name, () => {
  let clock: FakeClock;
  let sut: RecentCalls;

  beforeEach(() => {
    clock = new FakeClock();
    sut = new RecentCalls(clock);
  });

  function begin(runId: string, overrides: Parameters<typeof ledgerEntry>[0] = {}): ClientAnswer {
    const answer = new ClientAnswer();
    sut.follow(ledgerEntry({ runId, ...overrides }), answer.response);
    return answer;
  }

  const taken = (): string | undefined => sut.take('same')?.answer.runId;

  it('K4: does not give a call whose client listens', () => {
    begin('run_1', { sideEffect: true });
    expect([taken(), sut.knows('run_1')]).toEqual([undefined, true]);
  });

  it.each(['left', 'failed'] as const)('K4: gives a call that %s, once until it is answered again', (outcome) => {
    begin('run_1').end(outcome);
    const found = sut.take('same');
    expect([found?.answer.runId, taken()]).toEqual(['run_1', undefined]);
    const again = new ClientAnswer();
    if (found) sut.follow(found, again.response);
    expect(taken()).toBeUndefined();
    again.end('left');
    expect(taken()).toBe('run_1');
  });

  it('K4: gives one whose client was gone before it could be followed', () => {
    const answer = new ClientAnswer();
    answer.destroyed = true;
    sut.follow(ledgerEntry(), answer.response);
    expect(taken()).toBe('run_1');
  });

  it('K4: gives an answered call only where it has changed something, and after those that were lost', () => {
    begin('run_1', { sideEffect: true }).end('answered');
    begin('run_2').end('answered');
    begin('run_3').end('left');
    expect(sut.knows('run_2')).toBe(false);
    expect([taken(), taken(), taken()]).toEqual(['run_3', 'run_1', undefined]);
  });

  it('K4: of several lost ones gives the last', () => {
    const [first, second] = [begin('run_1'), begin('run_2')];
    second.end('left');
    first.end('failed');
    expect([taken(), taken(), taken()]).toEqual(['run_1', 'run_2', undefined]);
  });

  it('does not give one that asked for something else, or was dropped', () => {
    begin('run_1', { fingerprint: 'other' }).end('left');
    begin('run_2').end('left');
    sut.drop('run_2');
    expect([taken(), sut.knows('run_2')]).toEqual([undefined, false]);
  });

  it('K4: does not come back to one that was dropped when its client leaves', () => {
    const answer = begin('run_1', { sideEffect: true });
    sut.drop('run_1');
    answer.end('left');
    expect([taken(), sut.knows('run_1')]).toEqual([undefined, false]);
  });

  it('forgets what is over for ten minutes, and nothing that goes on', async () => {
    const open = begin('run_1');
    begin('run_2').end('left');
    await clock.advance(recentCallLimits.milliseconds);
    expect([taken(), sut.knows('run_2')]).toEqual([undefined, false]);
    open.end('left');
    expect(taken()).toBe('run_1');
  });

  it('remembers no more than it may', () => {
    const open = begin('run_open');
    for (let index = 0; index < recentCallLimits.calls + 5; index += 1) begin(`run_${index}`).end('left');
    expect([sut.knows('run_0'), sut.knows('run_4'), sut.knows('run_5')]).toEqual([false, false, true]);
    open.end('left');
    expect(taken()).toBe('run_open');
  });

  /** A call whose answer is made of so many characters of JSON, quotes included. */
  function beginLong(
    runId: string,
    characters: number,
    credentialId = 'shared-token',
  ): { entry: LedgerEntry; client: ClientAnswer } {
    const { answer, ...rest } = ledgerEntry({ runId, credentialId });
    const entry = { ...rest, answer: { ...answer, replay: 'x'.repeat(characters - 2) } };
    const client = new ClientAnswer();
    sut.follow(entry, client.response);
    return { entry, client };
  }

  function lose(runId: string, characters: number, credentialId?: string): LedgerEntry {
    const { entry, client } = beginLong(runId, characters, credentialId);
    client.end('left');
    return entry;
  }

  it('remembers of the oldest calls only that they were, where their answers take too much room', () => {
    const half = recentCallLimits.characters / 2;
    const entries = ['run_1', 'run_2', 'run_3'].map((runId) => lose(runId, half));
    expect(entries.map(({ answer }) => answer.replay === null)).toEqual([true, false, false]);
    expect(sut.runsLike('same')).toEqual(['run_1', 'run_2', 'run_3']);
    expect(lose('run_4', recentCallLimits.characters + 1).answer).toMatchObject({ runId: 'run_4', replay: null });
    expect(entries.map(({ answer }) => answer.replay === null)).toEqual([true, false, false]);
  });

  it('one credential pushes out neither the calls of another nor their answers', () => {
    const theirs = lose('theirs', recentCallLimits.characters / 4, 'key:ann');
    const mine = ['run_1', 'run_2'].map((runId) => lose(runId, recentCallLimits.characters / 2));
    expect([theirs, ...mine].map(({ answer }) => answer.replay === null)).toEqual([false, true, false]);
    for (let index = 0; index < recentCallLimits.calls; index += 1) begin(`more_${index}`).end('left');
    expect([sut.knows('theirs'), sut.knows('run_2')]).toEqual([true, false]);
  });

  it('calls whose client listens push out none that are over', () => {
    begin('run_1').end('left');
    for (let index = 0; index < recentCallLimits.calls + 5; index += 1) begin(`open_${index}`);
    expect(taken()).toBe('run_1');
  });

  it('leaves the answers of calls alone whose client listens', () => {
    const { entry } = beginLong('run_1', recentCallLimits.characters + 1);
    lose('run_2', recentCallLimits.characters);
    expect(entry.answer.replay).not.toBeNull();
  });

  it('K4: whatever happens in whatever order, a call has one listener at a time', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('begin' as const), sideEffect: fc.boolean() }),
      fc.record({
        do: fc.constant('end' as const),
        which: fc.nat(),
        how: fc.constantFrom('answered', 'failed', 'left'),
      }),
      fc.record({ do: fc.constant('retry' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        sut = new RecentCalls(clock);
        const open = new Map<string, ClientAnswer>();
        steps.forEach((each, index) => {
          if (each.do === 'begin') open.set(`run_${index}`, begin(`run_${index}`, { sideEffect: each.sideEffect }));
          if (each.do === 'end' && open.size > 0) {
            const [runId, answer] = [...open][each.which % open.size];
            open.delete(runId);
            answer.end(each.how);
          }
          const found = each.do === 'retry' ? sut.take('same') : undefined;
          if (!found) return;
          const { runId } = found.answer;
          expect(open.has(runId)).toBe(false);
          const answer = new ClientAnswer();
          sut.follow(found, answer.response);
          open.set(runId, answer);
        });
      }),
    );
  });
});
