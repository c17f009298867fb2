import type { StoredKey } from '../../auth/keys/stored-keys.js';
import type { CommandCall } from '../command.js';
import { toKeyRow } from './key-row.js';
import { readUses } from './read-uses.js';

/** A key with a secret that nobody will see again. */
export interface NewSecret {
  key: StoredKey;
  secret: string;
}

/** Prints the secret alone to standard output, so that a script can take it, and what people need to know beside it. */
export function showSecret(
  { environment, json, terminal }: CommandCall,
  { key, secret }: NewSecret,
  done: string,
  now: number,
): void {
  if (json) {
    terminal.json({ ok: true, key: toKeyRow(key, { now, uses: readUses(environment) }), secret });
    return;
  }
  terminal.note(done);
  terminal.note('The key is shown only now; keep it. Programs send it as "Authorization: Bearer <key>":');
  terminal.line(secret);
}
