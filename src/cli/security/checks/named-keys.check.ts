import { KeyFileError, keyFilePath, readKeyFile } from '../../../auth/keys/key-file.js';
import { unknownNames } from '../../../tools/policy/unknown-tool-names.js';
import { knownTools } from '../../doctor/known-tools.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';
import { toolListsOf } from '../../keys/check-tools.js';
import { type AuditedKey, auditedConfigured, auditedStored } from '../audited-keys.js';

/** Whether named keys do less than the shared credential, cannot be guessed, and end. */
export class NamedKeysCheck implements DoctorCheck {
  readonly name = 'Named keys';

  constructor(
    private readonly context: Pick<DoctorContext, 'configuration' | 'file'>,
    private readonly now = Date.now(),
  ) {}

  async run(): Promise<Finding[]> {
    const { configuration, file } = this.context;
    const path = keyFilePath(file.stateDirectory);
    try {
      const configured = auditedConfigured(configuration?.config.gateway.auth.keys ?? [], this.now);
      const stored = auditedStored(readKeyFile(path), path, this.now);
      const keys = [...configured, ...stored];
      const found = [...keys.flatMap(inspect), ...(await this.unknownTools(stored))];
      if (keys.length === 0 || found.length > 0) return found;
      return [{ status: 'ok', what: 'Every named key ends, and does less than the shared credential' }];
    } catch (error) {
      if (!(error instanceof KeyFileError)) throw error;
      return [{ status: 'problem', what: error.message, path }];
    }
  }

  /** Those of the configuration are told with all that has no effect in it. */
  private async unknownTools(stored: readonly AuditedKey[]): Promise<Finding[]> {
    const { configuration } = this.context;
    const ruled = stored.filter(({ rights }) => rights.tools !== undefined);
    if (!configuration || ruled.length === 0) return [];
    const known = await knownTools(configuration.config.mcp);
    return ruled.flatMap(({ name, path, rights, remedies }) => {
      const unknown = unknownNames(toolListsOf(rights.tools, `The key ${name}: tools.`), known);
      return unknown.map((what) => warning(what, path, remedies.tools));
    });
  }
}

function inspect({ name, path, rights, weakness, remedies }: AuditedKey): Finding[] {
  return [
    ...(weakness
      ? [{ status: weakness.status, what: `The key ${name} ${weakness.what}.`, path, remedy: remedies.secret }]
      : []),
    ...(rights.expiresAt === undefined ? [warning(`The key ${name} never ends.`, path, remedies.expiry)] : []),
    ...(rights.owner && rights.agents === undefined
      ? [warning(`The key ${name} is the owner's, for all agents.`, path, remedies.agents)]
      : []),
  ];
}

function warning(what: string, path: string, remedy: string): Finding {
  return { status: 'warning', what, path, remedy };
}
