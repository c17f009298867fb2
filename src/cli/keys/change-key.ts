import type { StoredKey } from '../../auth/keys/stored-keys.js';
import type { CommandCall } from '../command.js';
import { changeKeys } from './change-keys.js';
import type { findKey } from './find-key.js';
import type { KeyEvent } from './key-audit.js';

interface OneKey {
  /** Which of the keys that the operand names may be changed. */
  find: typeof findKey;
  kind: KeyEvent['kind'];
}

/** As `changeKeys`, for the one key that the operand of the command names. */
export function changeKey<Changed extends { key: StoredKey }>(
  call: CommandCall,
  { find, kind }: OneKey,
  change: (key: StoredKey) => Changed,
): Promise<Changed> {
  const { environment, positionals } = call;
  const [given = ''] = positionals;
  return changeKeys(call, (keys) => {
    const key = find(keys, given, environment);
    const told = change(key);
    return {
      keys: keys.map((each) => (each === key ? told.key : each)),
      told,
      event: { kind, key: key.name },
    };
  });
}
