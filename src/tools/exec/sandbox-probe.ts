import type { Clock } from '../../common/clock.js';
import { errorReason, isSystemError } from '../../common/system-error.js';
import type { Launch, StartProcessGroup } from './process-group.js';
import { bubblewrapLaunch } from './shell-launch.js';
import { type SandboxLayout, systemMounts } from './sandbox-layout.js';

export type SandboxFinding = { works: true; limitsMemoryFiles: boolean } | { works: false; reason: string };

const maxMilliseconds = 10_000;

/** Finds out by trying, once, whether bubblewrap is there and allowed: containers often forbid it. */
export class SandboxProbe {
  private finding: Promise<SandboxFinding> | undefined;

  constructor(
    private readonly start: StartProcessGroup,
    private readonly clock: Clock,
  ) {}

  /** `environment` is that of a command. Never rejects. */
  find(environment: Launch['environment']): Promise<SandboxFinding> {
    this.finding ??= this.probe(environment).catch((error: unknown) => ({ works: false, reason: reasonOf(error) }));
    return this.finding;
  }

  private async probe(environment: Launch['environment']): Promise<SandboxFinding> {
    const finding = await this.tryWith(true, environment);
    return finding.works || !finding.reason.includes('--size') ? finding : this.tryWith(false, environment);
  }

  private async tryWith(limitsMemoryFiles: boolean, environment: Launch['environment']): Promise<SandboxFinding> {
    const launch = bubblewrapLaunch('exit 0', await probeLayout(limitsMemoryFiles), environment);
    const group = await this.start(launch, () => undefined);
    const timer = this.clock.setTimer(maxMilliseconds, () => group.signal('SIGKILL'));
    const end = await group.exited;
    timer.cancel();
    group.abandon();
    if (end.kind === 'exited' && end.code === 0) return { works: true, limitsMemoryFiles };
    return { works: false, reason: group.diagnostics().trim() || 'it did not come to its end' };
  }
}

async function probeLayout(limitsMemoryFiles: boolean): Promise<SandboxLayout> {
  const mounts = await systemMounts({ network: false, publicMode: true });
  const user = { userId: 0, groupId: 0 };
  return { network: false, processes: true, limitsMemoryFiles, mounts, hidden: [], directory: '/', ...user };
}

function reasonOf(error: unknown): string {
  return isSystemError(error, 'ENOENT') ? 'bwrap is not installed' : errorReason(error);
}
