import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import type { CommandEnd } from '../commands/command-runner.port.js';
import type { ProcessGroup } from './process-group.js';
import { SupervisedCommand, graceMilliseconds } from './supervised-command.js';

class FakeGroup implements ProcessGroup {
  readonly signals: string[] = [];
  abandoned = false;
  exit: (end: CommandEnd) => void = () => undefined;
  drain: () => void = () => undefined;
  readonly exited = new Promise<CommandEnd>((resolve) => (this.exit = resolve));
  readonly drained = new Promise<void>((resolve) => (this.drain = resolve));

  diagnostics(): string {
    return '';
  }

  signal(signal: NodeJS.Signals): void {
    this.signals.push(signal);
  }

  abandon(): void {
    this.abandoned = true;
  }
}

function start(): { group: FakeGroup; clock: FakeClock; sut: SupervisedCommand; isOver: () => boolean } {
  const group = new FakeGroup();
  const clock = new FakeClock();
  const sut = new SupervisedCommand(group, clock);
  let isOver = false;
  sut.ended.then(
    () => (isOver = true),
    () => undefined,
  );
  return { group, clock, sut, isOver: () => isOver };
}

const done: CommandEnd = { kind: 'exited', code: 0 };

describe(SupervisedCommand.name, () => {
  it('ends when the shell has ended and all output has come, and kills what is left of the group', async () => {
    const { group, clock, sut } = start();
    group.exit(done);
    group.drain();
    expect(await sut.ended).toEqual(done);
    expect([group.signals, group.abandoned, clock.waiting]).toEqual([['SIGKILL'], true, 0]);
  });

  it('does not wait for a grandchild that keeps the output open', async () => {
    const { group, clock, isOver } = start();
    group.exit(done);
    await clock.advance(0);
    await clock.advance(graceMilliseconds - 1);
    expect(group.signals).toEqual([]);
    await clock.advance(1);
    expect([group.signals, isOver()]).toEqual([['SIGKILL'], false]);
    await clock.advance(graceMilliseconds);
    expect([isOver(), group.abandoned]).toEqual([true, true]);
  });

  it('waits for the shell, however long that takes', async () => {
    const { group, clock, isOver } = start();
    group.drain();
    await clock.advance(10 * 3_600_000);
    expect([isOver(), group.signals]).toEqual([false, []]);
  });

  it('asks first and kills after the grace, once however often it is stopped', async () => {
    const { group, clock, sut } = start();
    sut.stop();
    sut.stop();
    expect(group.signals).toEqual(['SIGTERM']);
    await clock.advance(graceMilliseconds);
    sut.stop();
    expect(group.signals).toEqual(['SIGTERM', 'SIGKILL']);
  });

  it('signals nobody once all is over, when the number may belong to another process', async () => {
    const { group, clock, sut } = start();
    sut.stop();
    group.exit({ kind: 'killed', signal: 'SIGTERM' });
    group.drain();
    await sut.ended;
    const before = group.signals.length;
    sut.stop();
    sut.killNow();
    await clock.advance(10_000);
    expect(group.signals).toHaveLength(before);
  });
});
