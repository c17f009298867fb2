import { KeyFileError, keyFilePath, readKeyFile } from '../../../auth/keys/key-file.js';
import type { KeyRightsConfig } from '../../../config/keys.config.js';
import { millisecondsOf } from '../../../config/settings/point-in-time.js';
import type { DoctorContext } from '../../doctor/doctor-context.js';
import type { DoctorCheck, Finding } from '../../doctor/doctor-check.js';
import { weaknessOf } from '../../doctor/secret-weakness.js';

/** A key that opens the gateway, wherever it is written. */
interface AuditedKey {
  name: string;
  path: string;
  rights: KeyRightsConfig;
  /** Undefined where only its digest is known. */
  secret: string | undefined;
  /** How it is changed. */
  change: string;
}

/** Whether named keys do less than the shared credential, and end. */
export class NamedKeysCheck implements DoctorCheck {
  readonly name = 'Named keys';

  constructor(
    private readonly context: Pick<DoctorContext, 'configuration' | 'file'>,
    private readonly now = Date.now(),
  ) {}

  run(): Finding[] {
    const path = keyFilePath(this.context.file.stateDirectory);
    try {
      const keys = [...this.configured(), ...stored(path)].filter(({ rights }) => !this.hasEnded(rights));
      const found = keys.flatMap(inspect);
      if (keys.length === 0 || found.length > 0) return found;
      return [{ status: 'ok', what: 'Every named key ends, and does less than the shared credential' }];
    } catch (error) {
      if (!(error instanceof KeyFileError)) throw error;
      return [{ status: 'problem', what: error.message, path }];
    }
  }

  private configured(): AuditedKey[] {
    const keys = this.context.configuration?.config.gateway.auth.keys ?? [];
    return keys.map(({ id, key, ...rights }, index) => {
      const path = `gateway.auth.keys[${index}]`;
      return { name: id, path, rights, secret: key, change: `Change ${path} in the configuration` };
    });
  }

  private hasEnded({ expiresAt }: KeyRightsConfig): boolean {
    return expiresAt !== undefined && millisecondsOf(expiresAt) <= this.now;
  }
}

function stored(path: string): AuditedKey[] {
  const open = readKeyFile(path).filter(({ revokedAt }) => revokedAt === undefined);
  return open.map(({ name, ...rights }) => {
    const change = `Make another one with \`openclaw token create\`, and \`openclaw token revoke ${name}\``;
    return { name, path, rights, secret: undefined, change };
  });
}

function inspect({ name, path, rights, secret, change }: AuditedKey): Finding[] {
  const weakness = secret === undefined ? undefined : weaknessOf(secret);
  return [
    ...(weakness
      ? [{ status: weakness.status, what: `The key ${name} ${weakness.what}.`, path, remedy: `${change}.` }]
      : []),
    ...(rights.expiresAt === undefined
      ? [warning(`The key ${name} never ends.`, path, `${change}, with a time to end.`)]
      : []),
    ...(rights.owner && rights.agents === undefined
      ? [warning(`The key ${name} is the owner's, for all agents.`, path, `${change}, with the agents that it needs.`)]
      : []),
  ];
}

function warning(what: string, path: string, remedy: string): Finding {
  return { status: 'warning', what, path, remedy };
}
