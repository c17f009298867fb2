import type { AuditEvent } from '../../audit/audit-event.js';
import { openAuditLog } from '../../audit/open-audit-log.js';
import { SystemClock } from '../../common/system-clock.js';
import { AuditConfig } from '../../config/audit.config.js';
import { ConfigInvalidError } from '../../config/config-problem.js';
import type { Environment } from '../../config/environment.js';
import type { StateDirectory } from '../../config/state-directory.js';
import { stateFiles } from '../../config/state-files.js';
import { peekConfiguration } from '../config/peek-configuration.js';

export type KeyEvent = Extract<AuditEvent, { key: string }>;

/** Writes lines to the audit log of a state directory, beside a gateway that may write there too. */
export class KeyAudit {
  private readonly settings: AuditConfig;

  constructor(
    environment: Environment,
    private readonly state: StateDirectory,
  ) {
    this.settings = auditSettings(environment);
  }

  /**
   * Resolves when the line is on the disk, and where the configuration says that there is no log. Rejects with
   * `AuditUnwritableError`.
   */
  async write(event: KeyEvent): Promise<void> {
    if (!this.settings.enabled) return;
    const log = openAuditLog({
      directory: this.state.file(stateFiles.audit),
      limits: () => this.settings,
      clock: new SystemClock(),
      reporter: silent,
    });
    try {
      await log.append(event);
    } finally {
      await log.onApplicationShutdown();
    }
  }
}

/** What is wrong with the log is in the error; old files that cannot be removed are for the gateway to tell. */
const silent = { error: () => undefined, warn: () => undefined, log: () => undefined };

/** The log is on unless a configuration that can be used says otherwise: a key may have to go while one cannot. */
function auditSettings(environment: Environment): AuditConfig {
  try {
    return peekConfiguration(environment).config.gateway.audit;
  } catch (error) {
    if (error instanceof ConfigInvalidError) return new AuditConfig();
    throw error;
  }
}
