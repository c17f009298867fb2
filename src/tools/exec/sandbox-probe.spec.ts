import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import type { CommandEnd } from '../commands/command-runner.port.js';
import type { Launch, StartProcessGroup } from './process-group.js';
import { SandboxProbe } from './sandbox-probe.js';

function startsWith(end: Promise<CommandEnd>, errors = ''): { start: StartProcessGroup; launches: Launch[] } {
  const launches: Launch[] = [];
  const start: StartProcessGroup = (launch) => {
    launches.push(launch);
    const drained = Promise.resolve();
    const nothing = (): void => undefined;
    return Promise.resolve({ exited: end, drained, diagnostics: () => errors, signal: nothing, abandon: nothing });
  };
  return { start, launches };
}

describe(SandboxProbe.name, () => {
  it('tries a sandbox once, however many ask', async () => {
    const { start, launches } = startsWith(Promise.resolve({ kind: 'exited', code: 0 }));
    const sut = new SandboxProbe(start, new FakeClock());
    expect(await Promise.all([sut.find({}), sut.find({}), sut.find({})])).toEqual(
      Array(3).fill({ works: true, limitsMemoryFiles: true }),
    );
    expect(launches).toHaveLength(1);
    expect(launches[0].program).toBe('bwrap');
  });

  it('says what bubblewrap says where it is not allowed', async () => {
    const complaint = 'bwrap: No permissions to create new namespace\n';
    const { start } = startsWith(Promise.resolve({ kind: 'exited', code: 1 }), complaint);
    const finding = await new SandboxProbe(start, new FakeClock()).find({});
    expect(finding).toEqual({ works: false, reason: complaint.trim() });
  });

  it('does without limits of size where bubblewrap does not know them', async () => {
    const tried: string[] = [];
    const start: StartProcessGroup = ({ inputs }) => {
      tried.push(inputs[0]);
      const isOld = inputs[0].includes('--size');
      return startsWith(
        Promise.resolve({ kind: 'exited', code: isOld ? 1 : 0 }),
        isOld ? 'bwrap: Unknown option --size\n' : '',
      ).start({ program: '', args: [], directory: '/', environment: {}, inputs: [] }, () => undefined);
    };
    const finding = await new SandboxProbe(start, new FakeClock()).find({});
    expect(finding).toEqual({ works: true, limitsMemoryFiles: false });
    expect(tried).toHaveLength(2);
  });

  it('says that it is not installed', async () => {
    const start: StartProcessGroup = () => Promise.reject(Object.assign(new Error('spawn'), { code: 'ENOENT' }));
    const finding = await new SandboxProbe(start, new FakeClock()).find({});
    expect(finding).toEqual({ works: false, reason: 'bwrap is not installed' });
  });

  it('does not wait for ever', async () => {
    const clock = new FakeClock();
    let kill: (end: CommandEnd) => void = () => undefined;
    const { start } = startsWith(new Promise((resolve) => (kill = resolve)));
    const killable: StartProcessGroup = async (...args) => ({
      ...(await start(...args)),
      signal: (signal) => kill({ kind: 'killed', signal }),
    });
    const finding = new SandboxProbe(killable, clock).find({});
    while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(10_000);
    expect(await finding).toMatchObject({ works: false });
  });
});
