import { size } from './settings/quantities.js';
import { Setting } from './settings/setting.decorator.js';
import { boolean, integer } from './settings/setting-types.js';

export class AuditConfig {
  @Setting({
    type: boolean,
    description:
      'Write down who did what in `audit/` of the state directory; owner-only tools run only when that can be done. A change needs a restart.',
  })
  enabled = true;

  @Setting({
    type: size({ min: 64 * 1024, max: 1024 ** 3 }),
    description: 'A file of the audit log that is larger is followed by a new one.',
  })
  maxFileBytes = 16 * 1024 ** 2;

  @Setting({
    type: integer({ min: 2, max: 100_000 }),
    description: 'Files of the audit log to keep; the oldest one is removed when there are more.',
  })
  keepFiles = 64;
}
