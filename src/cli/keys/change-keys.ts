import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AuditUnwritableError } from '../../audit/audit.errors.js';
import { keyFilePath, keyFileText, readKeyFile } from '../../auth/keys/key-file.js';
import type { StoredKey } from '../../auth/keys/stored-keys.js';
import type { Environment } from '../../config/environment.js';
import { StateDirectory, stateDirectoryPath } from '../../config/state-directory.js';
import { CliError } from '../cli-error.js';
import type { CommandCall } from '../command.js';
import { whileFileLocked } from '../config/file-lock.js';
import { replaceFile } from '../config/replace-file.js';
import { explainKeyFile } from './explain-key-file.js';
import { KeyAudit, type KeyEvent } from './key-audit.js';

/** What a change makes of the keys, and what it tells of it. */
export interface KeyChange<Told> {
  keys: readonly StoredKey[];
  told: Told;
  event: KeyEvent;
}

/**
 * Changes the key file as a whole; a gateway that runs takes it over at once. Changes of several processes come one after the
 * other, and what `change` throws leaves everything as it was. No key is made or changed and no secret is added unless the line in
 * the audit log is there; a key is revoked all the same, and the missing line is told.
 * @throws CliError where the file or the audit log cannot be read or written.
 */
export async function changeKeys<Told>(
  { environment, terminal }: Pick<CommandCall, 'environment' | 'terminal'>,
  change: (keys: readonly StoredKey[]) => KeyChange<Told>,
): Promise<Told> {
  const state = StateDirectory.open(stateDirectoryPath(environment));
  const audit = new KeyAudit(environment, state);
  const path = keyFilePath(state.path);
  mkdirSync(dirname(path), { mode: 0o700, recursive: true });
  return whileFileLocked(`${path}.change`, async () => {
    const { keys, told, event } = change(explainKeyFile(() => readKeyFile(path)));
    const isRevocation = event.kind === 'key.revoked';
    if (!isRevocation) await audit.write(event).catch(refuseChange);
    replaceFile(path, keyFileText(keys));
    if (isRevocation) await audit.write(event).catch((error: unknown) => terminal.note(missingLine(error)));
    return told;
  });
}

/** The keys of the key file; none where there is no file. */
export function readKeys(environment: Environment): readonly StoredKey[] {
  return explainKeyFile(() => readKeyFile(keyFilePath(stateDirectoryPath(environment))));
}

function refuseChange(error: unknown): never {
  if (!(error instanceof AuditUnwritableError)) throw error;
  throw new CliError(error.message, {
    hint: 'Nothing was changed: keys are made, changed and rotated only when that is written down. Mend the audit log and try again.',
    code: 'audit_log_unwritable',
  });
}

function missingLine(error: unknown): string {
  if (!(error instanceof AuditUnwritableError)) throw error;
  return `${error.message} The key is revoked all the same, and the log has no line of it.`;
}
