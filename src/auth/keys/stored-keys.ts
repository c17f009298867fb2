import { KeyRightsConfig, keyDigest, keyName } from '../../config/keys.config.js';
import { pointInTime } from '../../config/settings/point-in-time.js';
import { Setting } from '../../config/settings/setting.decorator.js';
import { integer, listOf, pattern, section } from '../../config/settings/setting-types.js';

/** A secret of a key: what is kept of it, and until when it opens anything. */
export class StoredSecret {
  @Setting({ type: keyDigest, description: 'The digest of the secret.', required: true, secret: true })
  hash: string;

  @Setting({ type: pointInTime, description: 'When it was made.', required: true })
  createdAt: string;

  @Setting({ type: pointInTime, description: 'The end of the overlap, where it was replaced.' })
  expiresAt?: string;
}

/** A key as the key file has it. A revoked one stays there, so that nobody gets its name and with it its sessions. */
export class StoredKey extends KeyRightsConfig {
  @Setting({
    type: pattern(/^[a-z0-9]{4,32}$/, 'the id of a key: lower-case letters and digits'),
    description: 'The part of the secret that may be known.',
    required: true,
  })
  id: string;

  @Setting({ type: keyName, description: 'Its name.', required: true })
  name: string;

  @Setting({ type: listOf(section(() => StoredSecret)), description: 'The newest last.', required: true })
  secrets: StoredSecret[] = [];

  @Setting({ type: pointInTime, description: 'When it was made.', required: true })
  createdAt: string;

  @Setting({ type: pointInTime, description: 'When it was revoked.' })
  revokedAt?: string;
}

/** The key file as a whole. */
export class StoredKeys {
  @Setting({ type: integer({ min: 1, max: 1 }), description: 'Of the format.', required: true })
  version = 1;

  @Setting({ type: listOf(section(() => StoredKey)), description: 'The oldest first.', required: true })
  keys: StoredKey[] = [];
}
