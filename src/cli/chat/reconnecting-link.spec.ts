import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeLink } from '../../../test/support/fake-link.js';
import { CliError, exitCodes } from '../cli-error.js';
import { ReconnectingLink, pauses } from './reconnecting-link.js';

const longest = pauses.reduce((sum, pause) => sum + pause, 0);
const absent = new CliError('nobody there', { exitCode: exitCodes.unreachable });

function setUp(outcomes: (FakeLink | CliError)[]) {
  const told: string[] = [];
  const clock = new FakeClock();
  const first = new FakeLink({ hi: () => 'first' });
  let attempts = 0;
  const sut = new ReconnectingLink(first, {
    open: async () => {
      const outcome = outcomes[attempts++] ?? absent;
      if (outcome instanceof CliError) throw outcome;
      return outcome;
    },
    clock,
    onLost: (reason) => told.push(reason),
    onBack: () => told.push('back'),
  });
  return { sut, first, clock, told, attempts: () => attempts };
}

describe(ReconnectingLink.name, () => {
  it('connects again with growing pauses; what is asked meanwhile waits, and events go on', async () => {
    const second = new FakeLink({ hi: () => 'second' });
    const { sut, first, clock, told } = setUp([absent, second]);
    const events: string[] = [];
    sut.onEvent((event) => events.push(event));
    expect(await sut.request('hi')).toBe('first');
    first.lose('it was broken off');
    await clock.advance(0);
    const waiting = sut.request('hi');
    await clock.advance(longest);
    expect(await waiting).toBe('second');
    second.emit('chat', {});
    expect(events).toEqual(['chat']);
    expect(told).toEqual(['it was broken off', 'back']);
  });

  it('gives up after a while, and says so to everybody', async () => {
    const { sut, first, clock, attempts } = setUp([]);
    first.lose('it was broken off');
    await clock.advance(0);
    const waiting = expect(sut.request('hi')).rejects.toMatchObject({ exitCode: exitCodes.unreachable });
    await clock.advance(longest);
    await waiting;
    expect(await sut.closed).toBe('it was broken off, and it could not be made again');
    expect(attempts()).toBe(pauses.length);
  });

  it('does not go on where waiting is of no use', async () => {
    const { sut, first, clock, attempts } = setUp([new CliError('no', { exitCode: exitCodes.unauthorized })]);
    first.lose('gone');
    await clock.advance(0);
    await clock.advance(longest);
    await sut.closed;
    expect(attempts()).toBe(1);
  });

  it('a close is no loss, also while it connects again', async () => {
    const { sut, first, clock, told } = setUp([new FakeLink({})]);
    await sut.close();
    expect(first.isClosed).toBe(true);
    await clock.advance(longest);
    expect([await sut.closed, told]).toEqual(['closed', []]);
    const second = new FakeLink({});
    const other = setUp([second]);
    other.first.lose('gone');
    await other.clock.advance(0);
    await other.sut.close();
    await other.clock.advance(longest);
    expect([second.isClosed, other.told]).toEqual([true, ['gone']]);
  });
});
