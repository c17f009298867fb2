import { duration, size } from './settings/quantities.js';
import { Setting } from './settings/setting.decorator.js';
import { integer, oneOf } from './settings/setting-types.js';

export const userKeyModes = ['session', 'ignore'] as const;
/** Whether the `user` of a request continues a session or has no effect. */
export type UserKeyMode = (typeof userKeyModes)[number];

export class SessionConfig {
  @Setting({
    type: oneOf(userKeyModes),
    description: 'Whether the `user` of a request continues a session (`session`) or has no effect (`ignore`).',
  })
  userKey: UserKeyMode = 'session';

  @Setting({
    type: integer({ min: 0, max: 10_000 }),
    description: 'Turns that may wait for one session; more are answered with 429.',
  })
  maxQueued = 32;

  @Setting({ type: integer({ min: 1, max: 100_000_000 }), description: 'Sessions to keep.' })
  maxEntries = 5_000;

  /** Milliseconds; written as e.g. "30d". */
  @Setting({
    type: duration({ min: 60_000, max: 36_500 * 86_400_000 }),
    description: 'Sessions that have been silent for longer are removed.',
  })
  pruneAfter: number = 30 * 86_400_000;

  /** Bytes; written as e.g. "10gb". */
  @Setting({
    type: size({ min: 1024 ** 2, max: 1024 * 1024 ** 4 }),
    description: 'Disk space for sessions, and as much again for kept responses; the oldest go first.',
  })
  maxDiskBytes = 10 * 1024 ** 3;
}
